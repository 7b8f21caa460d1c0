// TCP port 80 through lwIP's sockets. Must never wait: each socket is set not to.

#include "services.h"

#include <fcntl.h>

int32_t clock_web_listen(void) {
  int listener = lwip_socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) return -1;
  const int yes = 1;
  const struct sockaddr_in own = {.sin_len = sizeof own, .sin_family = AF_INET, .sin_port = htons(80)};
  lwip_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (lwip_bind(listener, (const struct sockaddr *)&own, sizeof own) == 0 && lwip_listen(listener, 4) == 0 &&
      lwip_fcntl(listener, F_SETFL, O_NONBLOCK) == 0) {
    return listener;
  }
  lwip_close(listener);
  return -1;
}

int32_t clock_web_accept(int32_t listener, uint32_t *own) {
  int socket = lwip_accept(listener, NULL, NULL);
  if (socket < 0) return -1;
  struct sockaddr_in address = {0};
  socklen_t size = sizeof address;
  const int yes = 1;
  // Header and content go out in two calls: the second mustn't wait until the first is acknowledged.
  lwip_setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (lwip_fcntl(socket, F_SETFL, O_NONBLOCK) == 0 &&
      lwip_getsockname(socket, (struct sockaddr *)&address, &size) == 0) {
    *own = ntohl(address.sin_addr.s_addr);
    return socket;
  }
  lwip_close(socket);
  return -1;
}
