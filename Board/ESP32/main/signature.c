// SHA-256, and the makers' signatures, by mbedTLS. Must never trust a key that wasn't compiled in.

#include "services.h"

#include <string.h>

#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"

#define KEY_SIZE 384
#define DIGEST_SIZE 32

static mbedtls_sha256_context hash;

void clock_hash_begin(void) {
  mbedtls_sha256_free(&hash);
  mbedtls_sha256_init(&hash);
  mbedtls_sha256_starts(&hash, 0);
}

void clock_hash_add(const uint8_t *bytes, size_t count) { mbedtls_sha256_update(&hash, bytes, count); }

void clock_hash_end(uint8_t *digest) { mbedtls_sha256_finish(&hash, digest); }

static const char keys[] = CONFIG_CLOCK_UPDATE_KEYS;

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  letter |= 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// Whether 64 hexadecimal digits are this digest.
static bool is_same(const char *text, const uint8_t *digest) {
  for (size_t index = 0; index < DIGEST_SIZE; index++) {
    if (digit(text[2 * index]) * 16 + digit(text[2 * index + 1]) != digest[index]) return false;
  }
  return true;
}

bool clock_has_update_key(void) { return sizeof keys > 2 * DIGEST_SIZE; }

bool clock_is_update_key(const uint8_t *digest) {
  for (size_t start = 0; start + 2 * DIGEST_SIZE < sizeof keys; start += 2 * DIGEST_SIZE + 1) {
    if (is_same(keys + start, digest)) return true;
  }
  return false;
}

// mbedTLS has the highest byte first.
static void turn(const uint8_t *bytes, uint8_t *turned, size_t count) {
  for (size_t index = 0; index < count; index++) turned[index] = bytes[count - 1 - index];
}

bool clock_is_signed(const uint8_t *digest, const uint8_t *modulus, const uint8_t *exponent, const uint8_t *signature) {
  uint8_t number[KEY_SIZE], power[4];
  mbedtls_rsa_context key;
  mbedtls_rsa_init(&key);
  turn(modulus, number, sizeof number);
  turn(exponent, power, sizeof power);
  bool is_right = mbedtls_rsa_import_raw(&key, number, sizeof number, NULL, 0, NULL, 0, NULL, 0, power, sizeof power) == 0 &&
                  mbedtls_rsa_complete(&key) == 0 &&
                  mbedtls_rsa_set_padding(&key, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256) == 0;
  turn(signature, number, sizeof number);
  is_right = is_right && mbedtls_rsa_rsassa_pss_verify_ext(
                             &key, MBEDTLS_MD_SHA256, DIGEST_SIZE, digest, MBEDTLS_MD_SHA256, DIGEST_SIZE, number) == 0;
  mbedtls_rsa_free(&key);
  return is_right;
}
