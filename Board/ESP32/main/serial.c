// The serial port, UART or USB, behind one pair of functions; and where the log goes when that port is the link's.
// Must never lose log lines silently if there is a port for them, nor wait for a reader who isn't there.

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

int32_t clock_serial_read(uint8_t *bytes, size_t size, uint32_t ticks) {
  return usb_serial_jtag_read_bytes(bytes, size, ticks);
}

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
      .source_clk = UART_SCLK_DEFAULT,
#if CONFIG_CLOCK_SLEEPS && CONFIG_PM_POWER_DOWN_PERIPHERAL_IN_LIGHT_SLEEP
      .flags.allow_pd = 1,
#endif
  };
  // The pins stay those that the console has used since the ROM.
  esp_err_t error = uart_driver_install(PORT, 2048, 2048, 0, NULL, 0);
  if (error == ESP_OK) error = uart_param_config(PORT, &config);
  if (error == ESP_OK) uart_vfs_dev_use_driver(PORT);
  return error;
}

int32_t clock_serial_read(uint8_t *bytes, size_t size, uint32_t ticks) {
  return uart_read_bytes(PORT, bytes, size, ticks);
}

bool clock_serial_write(const uint8_t *bytes, size_t count) {
  return uart_write_bytes(PORT, bytes, count) == (int)count;
}
#endif

#if CONFIG_CLOCK_PANELS_LINK
// Waiting lines, each preceded by its length. The radio's library logs from places where no task may wait or be woken,
// so only a spin lock can guard them.
static uint8_t ring[2048];
static size_t first, used;
static portMUX_TYPE turn = portMUX_INITIALIZER_UNLOCKED;

static int keep(const char *format, va_list arguments) {
  char line[160];
  int count = vsnprintf(line, sizeof line, format, arguments);
  if (count > (int)sizeof line - 1) count = sizeof line - 1;
  while (count > 0 && (line[count - 1] == '\n' || line[count - 1] == '\r')) count--;
  if (count <= 0) return 0;
  portENTER_CRITICAL_SAFE(&turn);
  // What doesn't fit is lost: the caller can't wait for the host.
  if (used + count < sizeof ring) {
    ring[(first + used) % sizeof ring] = (uint8_t)count;
    for (int index = 0; index < count; index++) ring[(first + used + 1 + index) % sizeof ring] = (uint8_t)line[index];
    used += count + 1;
  }
  portEXIT_CRITICAL_SAFE(&turn);
  return count;
}

void clock_log_to_link(void) { esp_log_set_vprintf(keep); }

size_t clock_log_next(uint8_t *line, size_t size) {
  size_t count = 0;
  portENTER_CRITICAL(&turn);
  if (used > 0) {
    size_t whole = ring[first];
    for (; count < whole && count < size; count++) line[count] = ring[(first + 1 + count) % sizeof ring];
    first = (first + 1 + whole) % sizeof ring;
    used -= 1 + whole;
  }
  portEXIT_CRITICAL(&turn);
  return count;
}
#else
void clock_log_to_link(void) {}
size_t clock_log_next(uint8_t *line, size_t size) { return 0; }
#endif
