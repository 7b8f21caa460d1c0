// What set-up, page and updates need of ESP-IDF, as functions that Swift can import. Must never decide anything, nor
// pass by value what shim.h mustn't.

#ifndef SERVICES_H
#define SERVICES_H

#include "shim.h"

// IPv4 addresses are numbers here, the first of an address's four highest; 0 for none.

// Calls this, once, on a stack of 96 KB that is free again afterwards; or on the caller's, without memory for it.
void clock_run_on_large_stack(void (*work)(void));

// The BOOT button, if the board has one on a pin of its own.
void clock_button_begin(void);
bool clock_button_is_held(void);

// TCP port 80 of all interfaces; nothing waits. Less than 0 when there is no socket left.
int32_t clock_web_listen(void);
// The next connection, less than 0 for none. `own` gets the address by which this end was reached.
int32_t clock_web_accept(int32_t listener, uint32_t *own);

// UDP ports that anybody may ask: 53 of the board's own network, 5353 in the group 224.0.0.251.
typedef enum { CLOCK_NAMES_PORTAL, CLOCK_NAMES_LOCAL } clock_names_port;
// Opens the port at this address of the board, again if it has changed, and gets the oldest datagram: its size, or less
// than 0 for none.
int32_t clock_names_receive(clock_names_port port, uint32_t address, uint8_t *bytes, size_t size);
// Sends to whoever sent what came last, or to the group.
void clock_names_send(clock_names_port port, const uint8_t *bytes, size_t count, bool to_group);
void clock_names_close(clock_names_port port);

// Networks in reach. `begin` fails while the radio is connecting; CLOCK_RADIO_SCANNED follows, then `take` copies what
// was found.
esp_err_t clock_scan_begin(void);
void clock_scan_take(void);
// The next one, strongest first: the size of its name, or less than 0 when there are no more.
int32_t clock_scan_next(uint8_t *name, int8_t *strength, bool *is_protected);

// The board as a network. `code` has 8 digits.
esp_err_t clock_own_network_open(const uint8_t *name, size_t count, const uint8_t *code);
void clock_own_network_close(void);
uint32_t clock_own_network_address(void);

// The interface's address.
uint32_t clock_address(esp_netif_t *netif);

// SHA-256, one at a time. `digest` gets 32 bytes.
void clock_hash_begin(void);
void clock_hash_add(const uint8_t *bytes, size_t count);
void clock_hash_end(uint8_t *digest);

// The compiled-in keys of makers.
bool clock_has_update_key(void);
// Whether this is the SHA-256 of one of them.
bool clock_is_update_key(const uint8_t *digest);
// RSA-3072 with PSS and SHA-256; all numbers lowest byte first: 384, 4 and 384 bytes.
bool clock_is_signed(const uint8_t *digest, const uint8_t *modulus, const uint8_t *exponent, const uint8_t *signature);

// One download at a time. `receive` returns how many bytes, 0 at the end, or one of these.
#define CLOCK_DOWNLOAD_WAITING (-1)
#define CLOCK_DOWNLOAD_FAILED (-2)
esp_err_t clock_download_begin(const uint8_t *address, size_t count);
int32_t clock_download_receive(uint8_t *bytes, size_t size);
uint32_t clock_download_length(void);
void clock_download_end(void);

// For the dates of certificates: the system's clock, which nothing else uses. Seconds since 1970.
void clock_set_system_time(int64_t seconds);

// The page, as gzip.
const uint8_t *clock_page(size_t *size);

#endif
