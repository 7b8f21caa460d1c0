// The serial port, UART or USB, behind one pair of functions; and the log's way where that port is the link's.
// Must never lose log lines silently where there is a port for them, nor wait for a reader who isn't there.

#include "shim.h"

#if CONFIG_ESP_CONSOLE_USB_SERIAL_JTAG
#include "driver/usb_serial_jtag.h"
#include "driver/usb_serial_jtag_vfs.h"

esp_err_t clock_serial_begin(void) {
  usb_serial_jtag_driver_config_t config = {.tx_buffer_size = 2048, .rx_buffer_size = 2048};
  esp_err_t error = usb_serial_jtag_driver_install(&config);
  if (error == ESP_OK) usb_serial_jtag_vfs_use_driver();
  return error;
}

int32_t clock_serial_read(uint8_t *bytes, size_t size) { return usb_serial_jtag_read_bytes(bytes, size, 0); }

bool clock_serial_write(const uint8_t *bytes, size_t count) {
  if (!usb_serial_jtag_is_connected()) return false;
  return usb_serial_jtag_write_bytes(bytes, count, pdMS_TO_TICKS(2000)) == (int)count;
}
#else
#include "driver/uart.h"
#include "driver/uart_vfs.h"

#define PORT ((uart_port_t)CONFIG_ESP_CONSOLE_UART_NUM)

esp_err_t clock_serial_begin(void) {
#if CONFIG_CLOCK_PANELS_LINK
  const int baud = CONFIG_CLOCK_LINK_BAUD;
#else
  const int baud = CONFIG_ESP_CONSOLE_UART_BAUDRATE;
#endif
  const uart_config_t config = {
      .baud_rate = baud, .data_bits = UART_DATA_8_BITS, .parity = UART_PARITY_DISABLE, .stop_bits = UART_STOP_BITS_1,
      .source_clk = UART_SCLK_DEFAULT};
  // The pins are those that the console has had since the ROM.
  esp_err_t error = uart_driver_install(PORT, 2048, 2048, 0, NULL, 0);
  if (error == ESP_OK) error = uart_param_config(PORT, &config);
  if (error == ESP_OK) uart_vfs_dev_use_driver(PORT);
  return error;
}

int32_t clock_serial_read(uint8_t *bytes, size_t size) { return uart_read_bytes(PORT, bytes, size, 0); }

bool clock_serial_write(const uint8_t *bytes, size_t count) {
  return uart_write_bytes(PORT, bytes, count) == (int)count;
}
#endif

#if CONFIG_CLOCK_PANELS_LINK
#include "freertos/message_buffer.h"
#include "freertos/semphr.h"

static MessageBufferHandle_t lines;
static SemaphoreHandle_t turn;

static int keep(const char *format, va_list arguments) {
  char line[160];
  int count = vsnprintf(line, sizeof line, format, arguments);
  if (count > (int)sizeof line - 1) count = sizeof line - 1;
  while (count > 0 && (line[count - 1] == '\n' || line[count - 1] == '\r')) count--;
  // A task that logs never waits for the host: what there is no room for is lost, and the buffer's fill tells it.
  if (count > 0 && xSemaphoreTake(turn, 0) == pdTRUE) {
    xMessageBufferSend(lines, line, count, 0);
    xSemaphoreGive(turn);
  }
  return count;
}

void clock_log_to_link(void) {
  lines = xMessageBufferCreate(2048);
  turn = xSemaphoreCreateMutex();
  if (lines != NULL && turn != NULL) esp_log_set_vprintf(keep);
}

size_t clock_log_next(uint8_t *line, size_t size) {
  return lines == NULL ? 0 : xMessageBufferReceive(lines, line, size, 0);
}
#else
void clock_log_to_link(void) {}
size_t clock_log_next(uint8_t *line, size_t size) { return 0; }
#endif
