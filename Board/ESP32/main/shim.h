// What ESP-IDF offers as macros, variadic functions and initialisers, as functions and types that Swift can import.
// Must never decide anything: that is Swift's. Must never take or return by value what RISC-V and Xtensa pass in
// different ways, such as a struct of more than eight bytes: Tests/imported-c holds it to that.

#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/gpio.h"
#include "driver/spi_master.h"
#include "esp_err.h"
#include "esp_event.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_ota_ops.h"
#include "esp_partition.h"
#include "esp_random.h"
#include "esp_rom_sys.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "esp_timer.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"
#include "nvs.h"
#include "nvs_flash.h"
#include "sdkconfig.h"

// Log lines: `text` begins with "E ", "W " or "I ", and has a %u or %d for each number or a %s for the error's name.
void clock_log(const char *text);
void clock_log_number(const char *text, uint32_t number);
void clock_log_numbers(const char *text, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
void clock_log_error(const char *text, esp_err_t error);

// The value that applies when nothing is stored, by the setting's key; "" for what is always safe.
const char *clock_fallback(const char *key);

// The driver, as ESP-IDF configures it.
esp_err_t clock_wifi_init(void);
// The compiled-in country.
esp_err_t clock_wifi_set_country(void);

// The radio's events, passed from its task to the clock's.
typedef enum {
  CLOCK_RADIO_STARTED,
  CLOCK_RADIO_DISCONNECTED,
  // In a network, without an address yet.
  CLOCK_RADIO_ASSOCIATED,
  CLOCK_RADIO_ADDRESS,
  CLOCK_RADIO_SCANNED
} clock_radio_kind;
typedef struct {
  clock_radio_kind kind;
  // The reason for a disconnection.
  uint8_t reason;
} clock_radio_event;
esp_err_t clock_radio_listen(void);
bool clock_radio_next(clock_radio_event *event);

// Name look-ups, which lwIP does in its own task.
typedef enum { CLOCK_LOOKUP_IDLE, CLOCK_LOOKUP_GOING_ON, CLOCK_LOOKUP_FOUND, CLOCK_LOOKUP_NONE } clock_lookup_state;
// Begins one for this name, or returns its state: going on, or, once only, how it ended. `name` has 63 bytes at most;
// `number` identifies the name.
clock_lookup_state clock_lookup(
    const char *name, struct sockaddr_storage *address, socklen_t *size, uint32_t *number);
// The address found last didn't work: next time another address of the name is tried first.
void clock_lookup_skip(uint32_t number);

// Time servers that DHCP names (option 42), or else the one of last resort, as text into `name`, without a zero. Returns
// the size, 0 when there are no more.
void clock_offer_begin(void);
size_t clock_offered_server(int32_t index, uint8_t *name, size_t size);

// Not inline: if errno is a thread-local variable, as in picolibc, Swift would need a dynamic linker for it.
int32_t clock_errno(void);
static inline uint16_t clock_network_order(uint16_t port) { return htons(port); }

// The serial port of the console, or of the link instead.
esp_err_t clock_serial_begin(void);
// Waits for `size` bytes, at most this many ticks. Returns the number of bytes read.
int32_t clock_serial_read(uint8_t *bytes, size_t size, uint32_t ticks);
// Waits while the port is full, two seconds at most. Returns whether all bytes were taken.
bool clock_serial_write(const uint8_t *bytes, size_t count);

// When the serial port is the link's, log lines wait here for it: gets the next one without its line end, or returns 0.
void clock_log_to_link(void);
size_t clock_log_next(uint8_t *line, size_t size);

// Starts QEMU's OpenCores Ethernet. NULL if there is none.
esp_netif_t *clock_ethernet_begin(void);

#endif
