// The radio's configuration macros, and its events, passed from the event loop's task to the clock's.
// Must never act on an event: the clock's task does that, so that only one task handles the station.

#include "shim.h"

#include "freertos/queue.h"

static QueueHandle_t events;

esp_err_t clock_wifi_init(void) {
  wifi_init_config_t config = WIFI_INIT_CONFIG_DEFAULT();
  return esp_wifi_init(&config);
}

esp_err_t clock_wifi_set_country(void) { return esp_wifi_set_country_code(CONFIG_CLOCK_COUNTRY, true); }

static void note(void *nothing, esp_event_base_t base, int32_t kind, void *data) {
  clock_radio_event event = {0};
  if (base == IP_EVENT && kind == IP_EVENT_STA_GOT_IP) {
    event.kind = CLOCK_RADIO_ADDRESS;
  } else if (base == WIFI_EVENT && kind == WIFI_EVENT_STA_START) {
    event.kind = CLOCK_RADIO_STARTED;
  } else if (base == WIFI_EVENT && kind == WIFI_EVENT_STA_DISCONNECTED) {
    event.kind = CLOCK_RADIO_DISCONNECTED;
    event.reason = ((wifi_event_sta_disconnected_t *)data)->reason;
  } else if (base == WIFI_EVENT && kind == WIFI_EVENT_STA_CONNECTED) {
    event.kind = CLOCK_RADIO_ASSOCIATED;
  } else if (base == WIFI_EVENT && kind == WIFI_EVENT_SCAN_DONE) {
    event.kind = CLOCK_RADIO_SCANNED;
  } else {
    return;
  }
  // Full only when the clock's task has been stuck for a long time, and then the watchdog has the last word.
  xQueueSend(events, &event, 0);
}

esp_err_t clock_radio_listen(void) {
  events = xQueueCreate(8, sizeof(clock_radio_event));
  if (events == NULL) return ESP_ERR_NO_MEM;
  esp_err_t error = esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, note, NULL);
  if (error != ESP_OK) return error;
  return esp_event_handler_register(IP_EVENT, IP_EVENT_STA_GOT_IP, note, NULL);
}

bool clock_radio_next(clock_radio_event *event) { return events != NULL && xQueueReceive(events, event, 0) == pdTRUE; }
