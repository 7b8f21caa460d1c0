// Time servers that nobody has set. Must never mix the network's own with the one of last resort, nor start lwIP's SNTP.

#include "shim.h"

#include <string.h>

#include "esp_sntp.h"

// lwIP then keeps what DHCP names.
void clock_offer_begin(void) { esp_sntp_servermode_dhcp(true); }

static size_t copy(const char *text, uint8_t *name, size_t size) {
  const size_t count = strlen(text);
  if (count > size) return 0;
  memcpy(name, text, count);
  return count;
}

static bool is_named(uint8_t index) {
  const ip_addr_t *address = esp_sntp_getserver(index);
  return address != NULL && !ip_addr_isany(address);
}

size_t clock_offered_server(int32_t index, uint8_t *name, size_t size) {
  if (!is_named(0)) return index == 0 ? copy(CONFIG_CLOCK_LAST_SERVER, name, size) : 0;
  if (index < 0 || index >= SNTP_MAX_SERVERS || !is_named(index)) return 0;
  char text[IPADDR_STRLEN_MAX];
  return ipaddr_ntoa_r(esp_sntp_getserver(index), text, sizeof text) == NULL ? 0 : copy(text, name, size);
}
