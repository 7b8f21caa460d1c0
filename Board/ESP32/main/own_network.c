// The board as a network of its own, beside the one that it is in. Must never be open to whoever lacks the code, not
// even for a moment, nor log the code.

#include "services.h"

#include <string.h>

static esp_netif_t *netif;

// DHCP's option 114 (RFC 8910); ESP-IDF keeps the pointer.
static char page[] = "http://192.168.4.1/";

static esp_err_t make_interface(void) {
  if (netif != NULL) return ESP_OK;
  netif = esp_netif_create_default_wifi_ap();
  if (netif == NULL) return ESP_ERR_NO_MEM;
  // Some phones find the page by it. The server starts with the interface.
  esp_netif_dhcps_stop(netif);
  esp_netif_dhcps_option(netif, ESP_NETIF_OP_SET, ESP_NETIF_CAPTIVEPORTAL_URI, page, strlen(page));
  return esp_netif_dhcps_start(netif);
}

esp_err_t clock_own_network_open(const uint8_t *name, size_t count, const uint8_t *code) {
  wifi_config_t config = {
      .ap = {
          .ssid_len = count,
          .channel = 1,
          .max_connection = 4,
          .pairwise_cipher = WIFI_CIPHER_TYPE_CCMP,
#if CONFIG_ESP_WIFI_SOFTAP_SAE_SUPPORT
          // WPA2 for phones without SAE.
          .authmode = WIFI_AUTH_WPA2_WPA3_PSK,
          .sae_pwe_h2e = WPA3_SAE_PWE_BOTH,
#else
          .authmode = WIFI_AUTH_WPA2_PSK,
#endif
          .pmf_cfg = {.capable = true}}};
  memcpy(config.ap.ssid, name, count < sizeof config.ap.ssid ? count : sizeof config.ap.ssid);
  memcpy(config.ap.password, code, 8);
  esp_err_t error = make_interface();
  // With the radio off: else it would begin with the driver's own settings, open to all. The station joins again by
  // itself when it hears that the radio has started.
  if (error == ESP_OK) error = esp_wifi_stop();
  if (error == ESP_OK) error = esp_wifi_set_mode(WIFI_MODE_APSTA);
  if (error == ESP_OK) error = esp_wifi_set_config(WIFI_IF_AP, &config);
  memset(&config, 0, sizeof config);
  if (error != ESP_OK) esp_wifi_set_mode(WIFI_MODE_STA);
  const esp_err_t start = esp_wifi_start();
  esp_wifi_set_ps(WIFI_PS_NONE);
  return error != ESP_OK ? error : start;
}

void clock_own_network_close(void) { esp_wifi_set_mode(WIFI_MODE_STA); }

uint32_t clock_own_network_address(void) { return clock_address(netif); }
