/*
 * Mask expansion beside the AES unit: the keystream of AES-256-CTR, from the OpenSSL that Node carries, goes into a buffer
 * that fits the first-level cache and is added to the accumulators from there. JavaScript can do the same only with
 * a fresh output buffer for every block.
 *
 * addMaskStreams(residues: Uint32Array, keys: Uint8Array of 32 n bytes, signs: Int8Array of n, wordBytes: 2 | 4,
 *                firstCoordinate: number)
 *
 * The caller has checked the values; sizes are checked here once more, because here they guard memory.
 */
#include <node_api.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

#define KEY_BYTES 32
#define STREAMS_AT_ONCE 256
#define BLOCK_BYTES 16384

/* Loops are compiled for several generations of x86 and chosen when the module is loaded. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define MANY_LANES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MANY_LANES
#endif

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

MANY_LANES static void narrow(uint16_t *restrict sums, const uint32_t *restrict residues, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)residues[i];
}

MANY_LANES static void widen(uint32_t *restrict residues, const uint16_t *restrict sums, size_t count) {
  for (size_t i = 0; i < count; i++) residues[i] = sums[i];
}

static const unsigned char zeros[BLOCK_BYTES];

typedef struct {
  EVP_CIPHER_CTX *contexts[STREAMS_AT_ONCE];
  size_t count;
} Batch;

static void close_batch(Batch *batch) {
  for (size_t i = 0; i < batch->count; i++) EVP_CIPHER_CTX_free(batch->contexts[i]);
  batch->count = 0;
}

/* The counter block of the stream's byte `offset`, a multiple of 16. */
static void counter_block(unsigned char counter[16], uint64_t offset) {
  uint64_t block = offset / 16;
  memset(counter, 0, 16);
  for (int i = 15; i >= 8; i--, block >>= 8) counter[i] = (unsigned char)block;
}

static int open_batch(Batch *batch, const unsigned char *keys, size_t count, uint64_t offset) {
  unsigned char counter[16];
  counter_block(counter, offset);
  batch->count = 0;
  for (size_t i = 0; i < count; i++) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context == NULL) return 0;
    batch->contexts[batch->count++] = context;
    if (EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), NULL, keys + i * KEY_BYTES, counter) != 1) return 0;
  }
  return 1;
}

static int next_words(EVP_CIPHER_CTX *context, unsigned char *words, size_t bytes) {
  int written = 0;
  return EVP_EncryptUpdate(context, words, &written, zeros, (int)bytes) == 1 && (size_t)written == bytes;
}

static int add_wide(uint32_t *residues, size_t length, const Batch *batch, const int8_t *signs) {
  _Alignas(64) unsigned char words[BLOCK_BYTES];
  for (size_t start = 0; start < length; start += BLOCK_BYTES / 4) {
    size_t count = length - start < BLOCK_BYTES / 4 ? length - start : BLOCK_BYTES / 4;
    for (size_t i = 0; i < batch->count; i++) {
      if (!next_words(batch->contexts[i], words, count * 4)) return 0;
      (signs[i] > 0 ? add32 : subtract32)(residues + start, (const uint32_t *)words, count);
    }
  }
  OPENSSL_cleanse(words, sizeof words);
  return 1;
}

static int add_narrow(uint32_t *residues, size_t length, const Batch *batch, const int8_t *signs) {
  _Alignas(64) unsigned char words[BLOCK_BYTES];
  _Alignas(64) uint16_t sums[BLOCK_BYTES / 2];
  for (size_t start = 0; start < length; start += BLOCK_BYTES / 2) {
    size_t count = length - start < BLOCK_BYTES / 2 ? length - start : BLOCK_BYTES / 2;
    narrow(sums, residues + start, count);
    for (size_t i = 0; i < batch->count; i++) {
      if (!next_words(batch->contexts[i], words, count * 2)) return 0;
      (signs[i] > 0 ? add16 : subtract16)(sums, (const uint16_t *)words, count);
    }
    widen(residues + start, sums, count);
  }
  OPENSSL_cleanse(words, sizeof words);
  return 1;
}

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

/* The memory of a typed array of the wanted type, or 0. */
static int typed_array(napi_env env, napi_value value, napi_typedarray_type wanted, void **data, size_t *length) {
  napi_typedarray_type type;
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return 0;
  if (napi_get_typedarray_info(env, value, &type, length, data, NULL, NULL) != napi_ok) return 0;
  return type == wanted;
}

static napi_value add_mask_streams(napi_env env, napi_callback_info info) {
  napi_value arguments[5];
  size_t argument_count = 5;
  void *residues, *keys, *signs;
  size_t length, key_bytes, streams;
  uint32_t word_bytes;
  int64_t first;
  if (napi_get_cb_info(env, info, &argument_count, arguments, NULL, NULL) != napi_ok || argument_count != 5)
    return fail(env, "addMaskStreams takes five arguments");
  if (!typed_array(env, arguments[0], napi_uint32_array, &residues, &length))
    return fail(env, "residues is a Uint32Array");
  if (!typed_array(env, arguments[1], napi_uint8_array, &keys, &key_bytes)) return fail(env, "keys is a Uint8Array");
  if (!typed_array(env, arguments[2], napi_int8_array, &signs, &streams)) return fail(env, "signs is an Int8Array");
  if (key_bytes != streams * KEY_BYTES) return fail(env, "there is one key of 32 bytes for each sign");
  if (napi_get_value_uint32(env, arguments[3], &word_bytes) != napi_ok || (word_bytes != 2 && word_bytes != 4))
    return fail(env, "wordBytes is 2 or 4");
  if (napi_get_value_int64(env, arguments[4], &first) != napi_ok || first < 0 || first % 8 != 0)
    return fail(env, "firstCoordinate is a multiple of 8");

  for (size_t start = 0; start < streams; start += STREAMS_AT_ONCE) {
    Batch batch;
    size_t count = streams - start < STREAMS_AT_ONCE ? streams - start : STREAMS_AT_ONCE;
    const int8_t *batch_signs = (const int8_t *)signs + start;
    int done = open_batch(&batch, (const unsigned char *)keys + start * KEY_BYTES, count, (uint64_t)first * word_bytes) &&
               (word_bytes == 4 ? add_wide : add_narrow)((uint32_t *)residues, length, &batch, batch_signs);
    close_batch(&batch);
    if (!done) return fail(env, "OpenSSL could not make the keystream");
  }
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "addMaskStreams", NAPI_AUTO_LENGTH, add_mask_streams, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "addMaskStreams", function) != napi_ok)
    napi_throw_error(env, NULL, "the module could not be set up");
  return exports;
}
