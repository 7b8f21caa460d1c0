// Looks up names with lwIP's resolver without waiting: it works in lwIP's own task, and the result is fetched later.
// Must never return one name's address for another: the clock looks up all its servers at once.

#include "shim.h"

#include <stdatomic.h>
#include <string.h>

#include "lwip/dns.h"

// The clock's task writes to one only while it isn't GOING_ON, lwIP's task only while it is.
typedef struct {
  _Atomic uint32_t state;
  // Zeros after the last.
  ip_addr_t found[DNS_MAX_HOST_IP];
  // Which of them is to be tried next.
  uint32_t turn;
  char name[64];
} lookup;

// One for each server that the clock can have, and so for each name.
static lookup lookups[4];

static void answered(const char *name, const ip_addr_t *address, void *wanted);

static esp_err_t ask(void *wanted) {
  lookup *one = wanted;
  memset(one->found, 0, sizeof one->found);
  switch (dns_gethostbyname(one->name, one->found, answered, one)) {
  case ERR_OK: one->state = CLOCK_LOOKUP_FOUND; break;
  case ERR_INPROGRESS: break;
  default: one->state = CLOCK_LOOKUP_NONE;
  }
  return ESP_OK;
}

// After the addresses that lwIP passes here there may be some of another name; the ones found are in its cache.
static void answered(const char *name, const ip_addr_t *address, void *wanted) {
  lookup *one = wanted;
  if (address != NULL) {
    ask(one);
  } else {
    one->state = CLOCK_LOOKUP_NONE;
  }
}

// The name's own entry, or a free one: otherwise another name would lose its place.
static lookup *place(const char *name) {
  lookup *best = NULL;
  for (size_t index = 0; index < sizeof lookups / sizeof lookups[0]; index++) {
    lookup *one = &lookups[index];
    if (strcmp(one->name, name) == 0) return one;
    if (one->state == CLOCK_LOOKUP_GOING_ON) continue;
    if (best == NULL || one->name[0] == 0) best = one;
  }
  if (best != NULL) {
    best->state = CLOCK_LOOKUP_IDLE;
    best->turn = 0;
  }
  return best;
}

static const ip_addr_t *next_address(const lookup *one) {
  size_t count = 1;
  while (count < DNS_MAX_HOST_IP && !ip_addr_isany_val(one->found[count])) count++;
  return &one->found[one->turn % count];
}

static void take(const ip_addr_t *found, struct sockaddr_storage *address, socklen_t *size) {
  memset(address, 0, sizeof *address);
#if CONFIG_LWIP_IPV6
  if (IP_IS_V6(found)) {
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    six->sin6_len = sizeof *six;
    six->sin6_family = AF_INET6;
    inet6_addr_from_ip6addr(&six->sin6_addr, ip_2_ip6(found));
    *size = sizeof *six;
    return;
  }
#endif
  struct sockaddr_in *four = (struct sockaddr_in *)address;
  four->sin_len = sizeof *four;
  four->sin_family = AF_INET;
  inet_addr_from_ip4addr(&four->sin_addr, ip_2_ip4(found));
  *size = sizeof *four;
}

clock_lookup_state clock_lookup(
    const char *name, struct sockaddr_storage *address, socklen_t *size, uint32_t *number) {
  lookup *one = place(name);
  if (one == NULL) return CLOCK_LOOKUP_GOING_ON;
  clock_lookup_state state = (clock_lookup_state)one->state;
  if (state == CLOCK_LOOKUP_IDLE) {
    strlcpy(one->name, name, sizeof one->name);
    one->state = CLOCK_LOOKUP_GOING_ON;
    if (esp_netif_tcpip_exec(ask, one) != ESP_OK) one->state = CLOCK_LOOKUP_NONE;
    return CLOCK_LOOKUP_GOING_ON;
  }
  if (state == CLOCK_LOOKUP_FOUND) take(next_address(one), address, size);
  if (state != CLOCK_LOOKUP_GOING_ON) one->state = CLOCK_LOOKUP_IDLE;
  *number = (uint32_t)(one - lookups);
  return state;
}

void clock_lookup_skip(uint32_t number) { lookups[number].turn++; }
