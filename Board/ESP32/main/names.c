// The UDP ports of the name services. Must never stay at an address that the board no longer has.

#include "services.h"

typedef struct {
  int socket;
  // Where it is bound, or whose interface is in the group.
  uint32_t address;
  struct sockaddr_in peer;
} service;

static service services[] = {{.socket = -1}, {.socket = -1}};

static const uint16_t ports[] = {53, 5353};
// 224.0.0.251
#define GROUP 0xE00000FBu

// The interface of this address: datagrams to the group arrive there and leave from there.
static bool join_group(int socket, uint32_t address) {
  const struct ip_mreq group = {
      .imr_multiaddr.s_addr = htonl(GROUP), .imr_interface.s_addr = htonl(address)};
  // RFC 6762, 11: others may take it for one from afar, otherwise.
  const uint8_t hops = 255, none = 0;
  lwip_setsockopt(socket, IPPROTO_IP, IP_MULTICAST_IF, &group.imr_interface, sizeof group.imr_interface);
  lwip_setsockopt(socket, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops);
  lwip_setsockopt(socket, IPPROTO_IP, IP_MULTICAST_LOOP, &none, sizeof none);
  return lwip_setsockopt(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) == 0;
}

static void open_at(clock_names_port port, uint32_t address) {
  service *one = &services[port];
  clock_names_close(port);
  one->address = address;
  if (address == 0) return;
  one->socket = lwip_socket(AF_INET, SOCK_DGRAM, 0);
  if (one->socket < 0) return;
  // What is sent to a group has the group's address, so a socket bound to the board's wouldn't get it.
  const uint32_t own = port == CLOCK_NAMES_LOCAL ? INADDR_ANY : address;
  const struct sockaddr_in place = {
      .sin_len = sizeof place, .sin_family = AF_INET, .sin_port = htons(ports[port]), .sin_addr.s_addr = htonl(own)};
  if (lwip_bind(one->socket, (const struct sockaddr *)&place, sizeof place) == 0 &&
      (port != CLOCK_NAMES_LOCAL || join_group(one->socket, address))) {
    return;
  }
  lwip_close(one->socket);
  one->socket = -1;
}

int32_t clock_names_receive(clock_names_port port, uint32_t address, uint8_t *bytes, size_t size) {
  service *one = &services[port];
  if (one->address != address) open_at(port, address);
  if (one->socket < 0) return -1;
  socklen_t peer_size = sizeof one->peer;
  return lwip_recvfrom(one->socket, bytes, size, MSG_DONTWAIT, (struct sockaddr *)&one->peer, &peer_size);
}

void clock_names_send(clock_names_port port, const uint8_t *bytes, size_t count, bool to_group) {
  service *one = &services[port];
  if (one->socket < 0) return;
  const struct sockaddr_in group = {
      .sin_len = sizeof group, .sin_family = AF_INET, .sin_port = htons(ports[port]), .sin_addr.s_addr = htonl(GROUP)};
  const struct sockaddr_in *target = to_group ? &group : &one->peer;
  lwip_sendto(one->socket, bytes, count, MSG_DONTWAIT, (const struct sockaddr *)target, sizeof *target);
}

// A closed socket leaves its group.
void clock_names_close(clock_names_port port) {
  if (services[port].socket >= 0) lwip_close(services[port].socket);
  services[port].socket = -1;
  services[port].address = 0;
}
