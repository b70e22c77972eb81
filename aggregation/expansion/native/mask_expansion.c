/*
 * Mask expansion beside the AES unit: all streams pass over one block of accumulators, in the first-level cache, before
 * the next.
 *
 * The module has one object for each kernel, by its name: {unavailable: string, addMaskStreams}, where
 *
 * addMaskStreams(residues: Uint32Array, keys: Uint8Array of 32 n bytes, signs: Int8Array of n, wordBytes: 2 | 4,
 *                firstCoordinate: number)
 *
 * The caller has checked the values; sizes are checked here once more, because here they guard memory.
 */
#include "kernel.h"
#include <node_api.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#define STREAMS_AT_ONCE 256

static const Kernel *const kernels[] = {&vaes_kernel, &openssl_kernel};

typedef struct {
  const Kernel *kernel;
  unsigned char *streams;
  size_t count;
} Batch;

static void *stream_at(const Batch *batch, size_t i) { return batch->streams + i * batch->kernel->stream_bytes; }

static void close_batch(Batch *batch) {
  for (size_t i = 0; i < batch->count; i++) batch->kernel->close(stream_at(batch, i));
  free(batch->streams);
}

static int open_batch(Batch *batch, const Kernel *kernel, const unsigned char *keys, size_t count, uint64_t block) {
  batch->kernel = kernel;
  batch->count = 0;
  batch->streams = malloc(count * kernel->stream_bytes);
  if (batch->streams == NULL) return 0;
  for (; batch->count < count; batch->count++)
    if (!kernel->open(stream_at(batch, batch->count), keys + batch->count * KEY_BYTES, block)) return 0;
  return 1;
}

static int add_batch(const Batch *batch, void *sums, size_t bytes, int word_bytes, const int8_t *signs,
                     unsigned char *scratch) {
  for (size_t i = 0; i < batch->count; i++)
    if (!batch->kernel->add(stream_at(batch, i), sums, bytes, word_bytes, signs[i], scratch)) return 0;
  return 1;
}

MANY_LANES static void narrow(uint16_t *restrict sums, const uint32_t *restrict residues, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)residues[i];
}

MANY_LANES static void widen(uint32_t *restrict residues, const uint16_t *restrict sums, size_t count) {
  for (size_t i = 0; i < count; i++) residues[i] = sums[i];
}

static int add_wide(uint32_t *residues, size_t length, const Batch *batch, const int8_t *signs) {
  _Alignas(64) unsigned char scratch[BLOCK_BYTES];
  int done = 1;
  for (size_t start = 0; done && start < length; start += BLOCK_BYTES / 4) {
    size_t count = length - start < BLOCK_BYTES / 4 ? length - start : BLOCK_BYTES / 4;
    done = add_batch(batch, residues + start, count * 4, 4, signs, scratch);
  }
  OPENSSL_cleanse(scratch, sizeof scratch);
  return done;
}

static int add_narrow(uint32_t *residues, size_t length, const Batch *batch, const int8_t *signs) {
  _Alignas(64) unsigned char scratch[BLOCK_BYTES];
  _Alignas(64) uint16_t sums[BLOCK_BYTES / 2];
  int done = 1;
  for (size_t start = 0; done && start < length; start += BLOCK_BYTES / 2) {
    size_t count = length - start < BLOCK_BYTES / 2 ? length - start : BLOCK_BYTES / 2;
    narrow(sums, residues + start, count);
    done = add_batch(batch, sums, count * 2, 2, signs, scratch);
    widen(residues + start, sums, count);
  }
  OPENSSL_cleanse(scratch, sizeof scratch);
  OPENSSL_cleanse(sums, sizeof sums);
  return done;
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
  void *residues, *keys, *signs, *kernel;
  size_t length, key_bytes, streams;
  uint32_t word_bytes;
  int64_t first;
  if (napi_get_cb_info(env, info, &argument_count, arguments, NULL, &kernel) != napi_ok || argument_count != 5)
    return fail(env, "addMaskStreams takes five arguments");
  if (((const Kernel *)kernel)->unavailable()[0] != 0) return fail(env, ((const Kernel *)kernel)->unavailable());
  if (!typed_array(env, arguments[0], napi_uint32_array, &residues, &length))
    return fail(env, "residues is a Uint32Array");
  if (!typed_array(env, arguments[1], napi_uint8_array, &keys, &key_bytes)) return fail(env, "keys is a Uint8Array");
  if (!typed_array(env, arguments[2], napi_int8_array, &signs, &streams)) return fail(env, "signs is an Int8Array");
  if (key_bytes != streams * KEY_BYTES) return fail(env, "there is one key of 32 bytes for each sign");
  if (napi_get_value_uint32(env, arguments[3], &word_bytes) != napi_ok || (word_bytes != 2 && word_bytes != 4))
    return fail(env, "wordBytes is 2 or 4");
  if (napi_get_value_int64(env, arguments[4], &first) != napi_ok || first < 0 || first % 8 != 0)
    return fail(env, "firstCoordinate is a multiple of 8");

  uint64_t block = (uint64_t)first * word_bytes / CIPHER_BLOCK_BYTES;
  for (size_t start = 0; start < streams; start += STREAMS_AT_ONCE) {
    Batch batch;
    size_t count = streams - start < STREAMS_AT_ONCE ? streams - start : STREAMS_AT_ONCE;
    const int8_t *batch_signs = (const int8_t *)signs + start;
    int done = open_batch(&batch, kernel, (const unsigned char *)keys + start * KEY_BYTES, count, block) &&
               (word_bytes == 4 ? add_wide : add_narrow)((uint32_t *)residues, length, &batch, batch_signs);
    close_batch(&batch);
    if (!done) return fail(env, "the keystream could not be made");
  }
  return NULL;
}

static int describe(napi_env env, napi_value exports, const Kernel *kernel) {
  napi_value description, unavailable, function;
  return napi_create_object(env, &description) == napi_ok &&
         napi_create_string_utf8(env, kernel->unavailable(), NAPI_AUTO_LENGTH, &unavailable) == napi_ok &&
         napi_create_function(env, "addMaskStreams", NAPI_AUTO_LENGTH, add_mask_streams, (void *)kernel, &function) ==
             napi_ok &&
         napi_set_named_property(env, description, "unavailable", unavailable) == napi_ok &&
         napi_set_named_property(env, description, "addMaskStreams", function) == napi_ok &&
         napi_set_named_property(env, exports, kernel->name, description) == napi_ok;
}

NAPI_MODULE_INIT() {
  for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
    if (!describe(env, exports, kernels[i])) napi_throw_error(env, NULL, "the module could not be set up");
  return exports;
}
