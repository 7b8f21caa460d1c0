// The log, the defaults of settings, the radio's initial configuration.

#include "shim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#if CONFIG_SPIRAM_CACHE_WORKAROUND
#error "The first ESP32 before revision 3 needs each access to PSRAM compiled in a way that LLVM can't: leave PSRAM off"
#endif

static const char *const tag = "clock";

__attribute__((format(printf, 1, 0))) static void write_line(const char *text, va_list values) {
  // ESP_LOG_LEVEL needs a literal as its format, so what it adds around that is done by hand.
  esp_log_level_t level = text[0] == 'E' ? ESP_LOG_ERROR : text[0] == 'W' ? ESP_LOG_WARN : ESP_LOG_INFO;
  char line[160];
  vsnprintf(line, sizeof line, text + 2, values);
  esp_log_write(level, tag, "%c (%lu) %s: %s\n", text[0], (unsigned long)esp_log_timestamp(), tag, line);
}

__attribute__((format(printf, 1, 2))) static void write_values(const char *text, ...) {
  va_list values;
  va_start(values, text);
  write_line(text, values);
  va_end(values);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
void clock_log(const char *text) { write_values(text); }

void clock_log_number(const char *text, uint32_t number) { write_values(text, number); }

void clock_log_numbers(const char *text, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  write_values(text, a, b, c, d);
}

void clock_log_error(const char *text, esp_err_t error) { write_values(text, esp_err_to_name(error)); }
#pragma GCC diagnostic pop

int32_t clock_errno(void) { return errno; }

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

// Network and password have no default: anything compiled in ends up in a repository.
static const struct {
  const char *key, *text;
} fallbacks[] = {
    {"tz", CONFIG_CLOCK_TIME_ZONE},
    {"servers", CONFIG_CLOCK_SERVERS},
    {"panels", CONFIG_CLOCK_PANELS},
    {"partials", TEXT(CONFIG_CLOCK_PARTIALS)},
    {"legible", TEXT(CONFIG_CLOCK_LEGIBLE)},
    {"quiet", CONFIG_CLOCK_QUIET},
#if CONFIG_CLOCK_SHADES_GREY
    {"shades", "grey"},
#endif
#if CONFIG_CLOCK_POLICY_MINUTE
    {"policy", "minute"},
#endif
#if CONFIG_CLOCK_HOURS_12
    {"hours", "12"},
#endif
#if CONFIG_CLOCK_STYLE_PIXELS
    {"style", "pixels"},
#endif
};

const char *clock_fallback(const char *key) {
  for (size_t index = 0; index < sizeof(fallbacks) / sizeof(fallbacks[0]); index++) {
    if (strcmp(fallbacks[index].key, key) == 0) return fallbacks[index].text;
  }
  return "";
}

#if CONFIG_CLOCK_PANELS_SPI
#define BIT_OF(name) (1ull << CONFIG_CLOCK_PIN_##name)
#define PANEL_BITS (BIT_OF(SCK) | BIT_OF(MOSI) | BIT_OF(DC) | BIT_OF(RST) | BIT_OF(CS1) | BIT_OF(CS2) | BIT_OF(CS3) | \
                    BIT_OF(CS4) | BIT_OF(BUSY1) | BIT_OF(BUSY2) | BIT_OF(BUSY3) | BIT_OF(BUSY4))
_Static_assert(__builtin_popcountll(PANEL_BITS) == 12,
               "two of the panels' lines share a pin: idf.py menuconfig, MNIST Clock, Pins");
#if CONFIG_CLOCK_SETUP && CONFIG_CLOCK_BUTTON >= 0
#define BUTTON_BITS (1ull << CONFIG_CLOCK_BUTTON)
_Static_assert((PANEL_BITS & BUTTON_BITS) == 0,
               "the button's pin is a panel's: idf.py menuconfig, MNIST Clock, GPIO of the BOOT button");
#else
#define BUTTON_BITS 0ull
#endif

#if defined CONFIG_CLOCK_GAUGE_PIN && CONFIG_CLOCK_GAUGE_PIN >= 0
#define GAUGE_BITS (1ull << CONFIG_CLOCK_GAUGE_PIN)
#else
#define GAUGE_BITS 0ull
#endif
#if defined CONFIG_CLOCK_SUPPLY_PIN && CONFIG_CLOCK_SUPPLY_PIN >= 0
#define SUPPLY_BITS (1ull << CONFIG_CLOCK_SUPPLY_PIN)
#else
#define SUPPLY_BITS 0ull
#endif
_Static_assert((GAUGE_BITS & SUPPLY_BITS) == 0 && ((GAUGE_BITS | SUPPLY_BITS) & (PANEL_BITS | BUTTON_BITS)) == 0,
               "the cell's pin or the supply's has another use: idf.py menuconfig, MNIST Clock, A cell");
#if CONFIG_IDF_TARGET_ESP32C3 && SUPPLY_BITS
_Static_assert(((BIT_OF(DC) | BIT_OF(RST) | BIT_OF(CS1) | BIT_OF(CS2) | BIT_OF(CS3) | BIT_OF(CS4)) &
                (1ull << 2 | 1ull << 8 | 1ull << 9)) == 0,
               "with a switched supply these lines rest low, and GPIO2, 8 and 9 must be high at a start: choose others");
#endif
#if CONFIG_RTC_CLK_SRC_EXT_CRYS && (CONFIG_IDF_TARGET_ESP32C3 || CONFIG_IDF_TARGET_ESP32C6)
_Static_assert(((PANEL_BITS | BUTTON_BITS | GAUGE_BITS | SUPPLY_BITS) & 3) == 0,
               "GPIO0 and 1 are the 32 kHz crystal's: choose a wiring that leaves them free");
#endif
#endif

#if CONFIG_CLOCK_NETWORK_OPENETH
#include "esp_eth.h"
#include "esp_idf_version.h"

// Any 802.3 PHY will do; each version of ESP-IDF builds one for this controller.
#if ESP_IDF_VERSION_MAJOR >= 6
#define NEW_PHY esp_eth_phy_new_generic
#else
#define NEW_PHY esp_eth_phy_new_dp83848
#endif

esp_netif_t *clock_ethernet_begin(void) {
  esp_netif_config_t netif_config = ESP_NETIF_DEFAULT_ETH();
  esp_netif_t *netif = esp_netif_new(&netif_config);
  eth_mac_config_t mac_config = ETH_MAC_DEFAULT_CONFIG();
  eth_phy_config_t phy_config = ETH_PHY_DEFAULT_CONFIG();
  // QEMU's PHY has no line to negotiate on.
  phy_config.autonego_timeout_ms = 100;
  // Nor a reset pin; the default one is the panels' RST.
  phy_config.reset_gpio_num = -1;
  esp_eth_config_t config =
      ETH_DEFAULT_CONFIG(esp_eth_mac_new_openeth(&mac_config), NEW_PHY(&phy_config));
  esp_eth_handle_t handle = NULL;
  esp_err_t error = esp_eth_driver_install(&config, &handle);
  if (error == ESP_OK) error = esp_netif_attach(netif, esp_eth_new_netif_glue(handle));
  if (error == ESP_OK) error = esp_eth_start(handle);
  if (error != ESP_OK) clock_log_error("E Ethernet doesn't start: %s", error);
  return error == ESP_OK ? netif : NULL;
}
#else
esp_netif_t *clock_ethernet_begin(void) { return NULL; }
#endif
