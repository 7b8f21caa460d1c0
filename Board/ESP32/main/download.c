// A file over TLS, fetched by a task that exists only meanwhile. Must never trust a server by anything but the roots
// of ESP-IDF's certificate bundle, nor keep the clock's task waiting.

#include "services.h"

#include <stdatomic.h>
#include <string.h>

#include "esp_crt_bundle.h"
#include "esp_http_client.h"
#include "freertos/stream_buffer.h"

// For the handshake: 8 KB have been too few for others, 16 enough.
#define STACK_SIZE 16384
// Below the clock's task, which has 1: a handshake takes seconds of computing.
#define PRIORITY tskIDLE_PRIORITY
#define BUFFER_SIZE 4096
#define MOST_REDIRECTIONS 5

typedef enum { UNDERWAY, WHOLE, BROKEN } outcome;

// The clock's task writes to them while there is no other task, and to `is_ended`.
static char address[320];
static StreamBufferHandle_t stream;
static _Atomic bool is_alive, is_ended;
static _Atomic outcome state;
static _Atomic uint32_t length;

static bool hand_over(const char *bytes, size_t count) {
  for (size_t done = 0; done < count && !is_ended;) {
    done += xStreamBufferSend(stream, bytes + done, count - done, pdMS_TO_TICKS(100));
  }
  return !is_ended;
}

// Goes where the server sends it, if that is over TLS too.
static bool open_file(esp_http_client_handle_t client) {
  for (int turn = 0; turn <= MOST_REDIRECTIONS && !is_ended; turn++) {
    if (turn > 0) {
      esp_http_client_flush_response(client, NULL);
      if (esp_http_client_set_redirection(client) != ESP_OK) return false;
    }
    if (esp_http_client_get_transport_type(client) != HTTP_TRANSPORT_OVER_SSL) return false;
    if (esp_http_client_open(client, 0) != ESP_OK) return false;
    if (esp_http_client_fetch_headers(client) < 0) return false;
    switch (esp_http_client_get_status_code(client)) {
    case HttpStatus_Ok: return true;
    case HttpStatus_MovedPermanently:
    case HttpStatus_Found:
    case HttpStatus_SeeOther:
    case HttpStatus_TemporaryRedirect:
    case HttpStatus_PermanentRedirect: break;
    default: return false;
    }
  }
  return false;
}

static bool fetch(esp_http_client_handle_t client) {
  if (!open_file(client)) return false;
  const int64_t size = esp_http_client_get_content_length(client);
  length = size > 0 && size <= UINT32_MAX ? (uint32_t)size : 0;
  char piece[1024];
  int count;
  while ((count = esp_http_client_read(client, piece, sizeof piece)) > 0) {
    if (!hand_over(piece, (size_t)count)) return false;
  }
  return count == 0 && esp_http_client_is_complete_data_received(client);
}

static void work(void *nothing) {
  const esp_http_client_config_t config = {
      .url = address,
      .crt_bundle_attach = esp_crt_bundle_attach,
      .timeout_ms = 10000,
      // GitHub's answer has 3.6 KB of header, and sends to an address of 850 characters.
      .buffer_size = 4096,
      .buffer_size_tx = 2048};
  esp_http_client_handle_t client = esp_http_client_init(&config);
  const bool is_whole = client != NULL && fetch(client);
  if (client != NULL) esp_http_client_cleanup(client);
  state = is_whole ? WHOLE : BROKEN;
  // What has been handed over may still be read.
  while (!is_ended) vTaskDelay(pdMS_TO_TICKS(20));
  vStreamBufferDelete(stream);
  is_alive = false;
  vTaskDelete(NULL);
}

esp_err_t clock_download_begin(const uint8_t *text, size_t count) {
  if (is_alive || count >= sizeof address) return ESP_ERR_INVALID_STATE;
  memcpy(address, text, count);
  address[count] = 0;
  stream = xStreamBufferCreate(BUFFER_SIZE, 1);
  if (stream == NULL) return ESP_ERR_NO_MEM;
  state = UNDERWAY;
  length = 0;
  is_ended = false;
  is_alive = true;
  if (xTaskCreate(work, "download", STACK_SIZE, NULL, PRIORITY, NULL) == pdPASS) return ESP_OK;
  is_alive = false;
  vStreamBufferDelete(stream);
  return ESP_ERR_NO_MEM;
}

int32_t clock_download_receive(uint8_t *bytes, size_t size) {
  if (!is_alive || is_ended) return CLOCK_DOWNLOAD_FAILED;
  // In this order: what it handed over before it ended is still there.
  const outcome seen = state;
  const size_t count = xStreamBufferReceive(stream, bytes, size, 0);
  if (count > 0) return (int32_t)count;
  return seen == UNDERWAY ? CLOCK_DOWNLOAD_WAITING : seen == WHOLE ? 0 : CLOCK_DOWNLOAD_FAILED;
}

uint32_t clock_download_length(void) { return length; }

void clock_download_end(void) { is_ended = true; }
