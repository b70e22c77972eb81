/*
 * One way to make keystream and add it to accumulators. The walk over blocks and streams (mask_expansion.c) is the same for
 * all of them, and so are the bytes: AES-256-CTR, initial counter block of zero, big-endian counter.
 */
#ifndef PARLEY_KERNEL_H
#define PARLEY_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#define KEY_BYTES 32
#define CIPHER_BLOCK_BYTES 16
/* Bytes of accumulators that one call adds to, at most: they stay in the first-level cache while all streams pass. */
#define BLOCK_BYTES 16384

/* Loops are compiled for several generations of x86 and chosen when the module is loaded. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__linux__)
#define MANY_LANES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MANY_LANES
#endif

typedef struct {
  const char *name;
  /* Why this machine cannot run it; empty when it can. */
  const char *(*unavailable)(void);
  /* Size of the memory that holds one open stream. */
  size_t stream_bytes;
  /* Opens a stream at a cipher block. 0 when it cannot be done; such a stream is not closed. */
  int (*open)(void *stream, const unsigned char *key, uint64_t block);
  /*
   * Adds the next `bytes` of the stream to `sums`, word by word of 2 or 4 bytes, or subtracts them (sign -1). Only the last
   * call may take bytes that are no whole number of cipher blocks. `scratch` has BLOCK_BYTES. 0 when it cannot be done.
   */
  int (*add)(void *stream, unsigned char *sums, size_t bytes, int word_bytes, int sign, unsigned char *scratch);
  /* Leaves no key behind. */
  void (*close)(void *stream);
} Kernel;

extern const Kernel openssl_kernel;
extern const Kernel vaes_kernel;

#endif
