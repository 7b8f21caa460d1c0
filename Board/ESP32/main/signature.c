// SHA-256, and the makers' signatures, by mbedTLS. Must never trust a key that wasn't compiled in.

#include "services.h"

#include <string.h>

#include "mbedtls/build_info.h"

#if MBEDTLS_VERSION_MAJOR >= 4
#include "psa/crypto.h"
#else
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"
#endif

#define KEY_SIZE 384
#define DIGEST_SIZE 32

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

#if MBEDTLS_VERSION_MAJOR >= 4
// ESP-IDF 6: nothing but PSA is left.
static psa_hash_operation_t hash;

void clock_hash_begin(void) {
  psa_hash_abort(&hash);
  psa_hash_setup(&hash, PSA_ALG_SHA_256);
}

void clock_hash_add(const uint8_t *bytes, size_t count) { psa_hash_update(&hash, bytes, count); }

void clock_hash_end(uint8_t *digest) {
  size_t count;
  psa_hash_finish(&hash, digest, DIGEST_SIZE, &count);
}

// RFC 8017's RSAPublicKey, in DER: a sequence of two numbers, the first of which has a zero before its highest bit.
static psa_key_id_t import(const uint8_t *modulus, const uint8_t *exponent) {
  size_t power_size = 4;
  while (power_size > 1 && exponent[power_size - 1] == 0) power_size--;
  uint8_t der[11 + KEY_SIZE + 4] = {0x30, 0x82, 0, 0, 0x02, 0x82, (KEY_SIZE + 1) >> 8, (KEY_SIZE + 1) & 0xFF, 0};
  size_t size = 9;
  turn(modulus, der + size, KEY_SIZE);
  size += KEY_SIZE;
  der[size++] = 0x02;
  der[size++] = (uint8_t)power_size;
  turn(exponent, der + size, power_size);
  size += power_size;
  der[2] = (uint8_t)((size - 4) >> 8);
  der[3] = (uint8_t)(size - 4);
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_type(&attributes, PSA_KEY_TYPE_RSA_PUBLIC_KEY);
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256));
  psa_key_id_t key;
  return psa_import_key(&attributes, der, size, &key) == PSA_SUCCESS ? key : 0;
}

bool clock_is_signed(const uint8_t *digest, const uint8_t *modulus, const uint8_t *exponent, const uint8_t *signature) {
  uint8_t number[KEY_SIZE];
  const psa_key_id_t key = import(modulus, exponent);
  turn(signature, number, sizeof number);
  // PSA takes no other salt than one of the digest's size.
  const psa_status_t status =
      psa_verify_hash(key, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), digest, DIGEST_SIZE, number, sizeof number);
  psa_destroy_key(key);
  return status == PSA_SUCCESS;
}
#else
static mbedtls_sha256_context hash;

void clock_hash_begin(void) {
  mbedtls_sha256_free(&hash);
  mbedtls_sha256_init(&hash);
  mbedtls_sha256_starts(&hash, 0);
}

void clock_hash_add(const uint8_t *bytes, size_t count) { mbedtls_sha256_update(&hash, bytes, count); }

void clock_hash_end(uint8_t *digest) { mbedtls_sha256_finish(&hash, digest); }

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
#endif
