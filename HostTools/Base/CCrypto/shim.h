// OpenSSL's SHA-256 and RSA signatures, as Swift can call them. Must never make a signature: this side only checks them.
#include <stdint.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

static inline void clock_sha256(const uint8_t *bytes, size_t count, uint8_t digest[32]) {
  EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL);
}

// RSA-3072 with PSS, SHA-256, a salt of 32 bytes; numbers are big endian. Returns 1 if the signature is the key's.
static inline int clock_verify_rsa(
    const uint8_t digest[32], const uint8_t modulus[384], uint32_t exponent, const uint8_t signature[384]) {
  BIGNUM *n = BN_bin2bn(modulus, 384, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM *parameters = NULL;
  EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = NULL;
  int is_good = 0;
  if (n && builder && maker && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
      OSSL_PARAM_BLD_push_uint32(builder, OSSL_PKEY_PARAM_RSA_E, exponent) &&
      (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(maker) > 0 &&
      EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, parameters) > 0 &&
      (context = EVP_PKEY_CTX_new(key, NULL)) != NULL && EVP_PKEY_verify_init(context) > 0 &&
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0 &&
      EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, 32) > 0)
    is_good = EVP_PKEY_verify(context, signature, 384, digest, 32) == 1;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(key);
  EVP_PKEY_CTX_free(maker);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  BN_free(n);
  return is_good;
}
