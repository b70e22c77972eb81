/*
 * The keystream of the OpenSSL that Node carries, written into a buffer that fits the first-level cache and added from
 * there. Runs wherever Node runs; JavaScript can do the same only with a fresh output buffer for every block.
 */
#include "kernel.h"
#include <openssl/evp.h>
#include <string.h>

MANY_LANES static void add32(uint32_t *restrict sums, const uint32_t *restrict words, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += words[i];
}

MANY_LANES static void subtract32(uint32_t *restrict sums, const uint32_t *restrict words, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] -= words[i];
}

MANY_LANES static void add16(uint16_t *restrict sums, const uint16_t *restrict words, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)(sums[i] + words[i]);
}

MANY_LANES static void subtract16(uint16_t *restrict sums, const uint16_t *restrict words, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)(sums[i] - words[i]);
}

static const unsigned char zeros[BLOCK_BYTES];

static const char *unavailable(void) { return ""; }

static void counter_block(unsigned char counter[CIPHER_BLOCK_BYTES], uint64_t block) {
  memset(counter, 0, CIPHER_BLOCK_BYTES);
  for (int i = 15; i >= 8; i--, block >>= 8) counter[i] = (unsigned char)block;
}

static int open_stream(void *stream, const unsigned char *key, uint64_t block) {
  unsigned char counter[CIPHER_BLOCK_BYTES];
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  if (context == NULL) return 0;
  counter_block(counter, block);
  if (EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), NULL, key, counter) != 1) {
    EVP_CIPHER_CTX_free(context);
    return 0;
  }
  *(EVP_CIPHER_CTX **)stream = context;
  return 1;
}

static void close_stream(void *stream) { EVP_CIPHER_CTX_free(*(EVP_CIPHER_CTX **)stream); }

static int add_next(void *stream, unsigned char *sums, size_t bytes, int word_bytes, int sign, unsigned char *scratch) {
  EVP_CIPHER_CTX *context = *(EVP_CIPHER_CTX **)stream;
  int written = 0;
  if (EVP_EncryptUpdate(context, scratch, &written, zeros, (int)bytes) != 1 || (size_t)written != bytes) return 0;
  if (word_bytes == 4)
    (sign > 0 ? add32 : subtract32)((uint32_t *)sums, (const uint32_t *)scratch, bytes / 4);
  else
    (sign > 0 ? add16 : subtract16)((uint16_t *)sums, (const uint16_t *)scratch, bytes / 2);
  return 1;
}

const Kernel openssl_kernel = {"openssl", unavailable, sizeof(EVP_CIPHER_CTX *), open_stream, add_next, close_stream};
