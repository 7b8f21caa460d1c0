// Names by lwIP's resolver without waiting: it works in lwIP's own task, and what it found is fetched later.
// Must never hold more than one look-up: the clock asks for one name after another.

#include "shim.h"

#include <stdatomic.h>
#include <string.h>

#include "lwip/dns.h"

// The clock's task writes it only while it isn't GOING_ON, lwIP's only while it is.
static _Atomic uint32_t state = CLOCK_LOOKUP_IDLE;
static ip_addr_t found;
// Of a look-up that was begun; a name's own limit is 253.
static char wanted[256];

static void answered(const char *name, const ip_addr_t *address, void *nothing) {
  if (address != NULL) found = *address;
  state = address != NULL ? CLOCK_LOOKUP_FOUND : CLOCK_LOOKUP_NONE;
}

static esp_err_t ask(void *nothing) {
  ip_addr_t address;
  switch (dns_gethostbyname(wanted, &address, answered, NULL)) {
  case ERR_OK: answered(wanted, &address, NULL); break;
  case ERR_INPROGRESS: break;
  default: answered(wanted, NULL, NULL);
  }
  return ESP_OK;
}

void clock_lookup_begin(const char *name) {
  if (state == CLOCK_LOOKUP_GOING_ON) return;
  strlcpy(wanted, name, sizeof wanted);
  state = CLOCK_LOOKUP_GOING_ON;
  if (esp_netif_tcpip_exec(ask, NULL) != ESP_OK) state = CLOCK_LOOKUP_NONE;
}

clock_lookup_state clock_lookup_result(struct sockaddr_storage *address, socklen_t *size) {
  clock_lookup_state now = (clock_lookup_state)state;
  if (now == CLOCK_LOOKUP_GOING_ON) return now;
  if (now == CLOCK_LOOKUP_FOUND) {
    memset(address, 0, sizeof *address);
#if CONFIG_LWIP_IPV6
    if (IP_IS_V6(&found)) {
      struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
      six->sin6_len = sizeof *six;
      six->sin6_family = AF_INET6;
      inet6_addr_from_ip6addr(&six->sin6_addr, ip_2_ip6(&found));
      *size = sizeof *six;
    } else
#endif
    {
      struct sockaddr_in *four = (struct sockaddr_in *)address;
      four->sin_len = sizeof *four;
      four->sin_family = AF_INET;
      inet_addr_from_ip4addr(&four->sin_addr, ip_2_ip4(&found));
      *size = sizeof *four;
    }
  }
  state = CLOCK_LOOKUP_IDLE;
  return now;
}
