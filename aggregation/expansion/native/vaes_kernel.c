/*
 * AES-256-CTR in the processor's own instructions, two cipher blocks to a register (VAES; Intel since 2019, AMD since 2020):
 * twice what OpenSSL 3.0 makes of CTR, and the keystream goes from the registers to the accumulators without touching
 * memory. The instructions take the same time whatever the key is. FIPS 197, SP 800-38A; the key schedule as in
 * Gueron, "Intel Advanced Encryption Standard (AES) New Instructions Set" (2010).
 */
#include "kernel.h"

/* GCC knows these instructions from version 8 on. */
#if defined(__x86_64__) && (defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 8))

#include <cpuid.h>
#include <immintrin.h>
#include <openssl/crypto.h>
#include <string.h>

#define ROUNDS 14
#define REGISTERS 8
#define CHUNK_BYTES (REGISTERS * 32)
#define WITH_VAES __attribute__((target("vaes,avx2,aes")))
#define INLINE WITH_VAES __attribute__((always_inline)) static inline
/* Arrays of registers become registers only when their loops are gone. */
#define UNROLLED _Pragma("GCC unroll 16")

typedef struct {
  unsigned char round_keys[ROUNDS + 1][16];
  uint64_t block;
} Stream;

static const char *unavailable(void) {
  unsigned int a = 0, b = 0, c = 0, d = 0;
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2")) return "the processor has no AVX2";
  /* Leaf 7: bit 9 of ecx is VAES. Leaf 1: bit 25 of ecx is AES. */
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(c & (1u << 9))) return "the processor has no VAES";
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 25))) return "the processor has no AES instructions";
  return "";
}

/* The words of the next round key: each the exclusive or of those before it in `last`, and of `assist`. */
INLINE __m128i next_round_key(__m128i last, __m128i assist) {
  last = _mm_xor_si128(last, _mm_slli_si128(last, 4));
  last = _mm_xor_si128(last, _mm_slli_si128(last, 8));
  return _mm_xor_si128(last, assist);
}

INLINE __m128i even_round_key(__m128i last, __m128i assist) {
  return next_round_key(last, _mm_shuffle_epi32(assist, 0xff));
}

INLINE __m128i odd_round_key(__m128i last, __m128i assist) {
  return next_round_key(last, _mm_shuffle_epi32(assist, 0xaa));
}

WITH_VAES static int open_stream(void *memory, const unsigned char *key, uint64_t block) {
  Stream *stream = memory;
  __m128i keys[ROUNDS + 1];
  keys[0] = _mm_loadu_si128((const __m128i *)key);
  keys[1] = _mm_loadu_si128((const __m128i *)(key + 16));
  /* The round constant is part of the instruction, so there is no loop. */
  keys[2] = even_round_key(keys[0], _mm_aeskeygenassist_si128(keys[1], 0x01));
  keys[3] = odd_round_key(keys[1], _mm_aeskeygenassist_si128(keys[2], 0));
  keys[4] = even_round_key(keys[2], _mm_aeskeygenassist_si128(keys[3], 0x02));
  keys[5] = odd_round_key(keys[3], _mm_aeskeygenassist_si128(keys[4], 0));
  keys[6] = even_round_key(keys[4], _mm_aeskeygenassist_si128(keys[5], 0x04));
  keys[7] = odd_round_key(keys[5], _mm_aeskeygenassist_si128(keys[6], 0));
  keys[8] = even_round_key(keys[6], _mm_aeskeygenassist_si128(keys[7], 0x08));
  keys[9] = odd_round_key(keys[7], _mm_aeskeygenassist_si128(keys[8], 0));
  keys[10] = even_round_key(keys[8], _mm_aeskeygenassist_si128(keys[9], 0x10));
  keys[11] = odd_round_key(keys[9], _mm_aeskeygenassist_si128(keys[10], 0));
  keys[12] = even_round_key(keys[10], _mm_aeskeygenassist_si128(keys[11], 0x20));
  keys[13] = odd_round_key(keys[11], _mm_aeskeygenassist_si128(keys[12], 0));
  keys[14] = even_round_key(keys[12], _mm_aeskeygenassist_si128(keys[13], 0x40));
  memcpy(stream->round_keys, keys, sizeof keys);
  OPENSSL_cleanse(keys, sizeof keys);
  stream->block = block;
  return 1;
}

static void close_stream(void *stream) { OPENSSL_cleanse(stream, sizeof(Stream)); }

INLINE __m256i round_key(const Stream *stream, int round) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)stream->round_keys[round]));
}

INLINE __m256i combined(__m256i sums, __m256i words, int word_bytes, int sign) {
  if (word_bytes == 4) return sign > 0 ? _mm256_add_epi32(sums, words) : _mm256_sub_epi32(sums, words);
  return sign > 0 ? _mm256_add_epi16(sums, words) : _mm256_sub_epi16(sums, words);
}

/* Whole chunks; the compiler makes one loop of each width and sign. */
INLINE void add_chunks(Stream *stream, unsigned char *sums, size_t bytes, int word_bytes, int sign) {
  const __m256i big_endian = _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
                                              0, 15, 14, 13, 12, 11, 10, 9, 8);
  const __m256i two_blocks = _mm256_setr_epi64x(0, 2, 0, 2);
  __m256i counter = _mm256_setr_epi64x(0, (long long)stream->block, 0, (long long)stream->block + 1);
  for (size_t at = 0; at < bytes; at += CHUNK_BYTES) {
    __m256i words[REGISTERS];
    __m256i key = round_key(stream, 0);
    UNROLLED for (int i = 0; i < REGISTERS; i++) {
      words[i] = _mm256_xor_si256(_mm256_shuffle_epi8(counter, big_endian), key);
      counter = _mm256_add_epi64(counter, two_blocks);
    }
    UNROLLED for (int round = 1; round < ROUNDS; round++) {
      key = round_key(stream, round);
      UNROLLED for (int i = 0; i < REGISTERS; i++) words[i] = _mm256_aesenc_epi128(words[i], key);
    }
    key = round_key(stream, ROUNDS);
    UNROLLED for (int i = 0; i < REGISTERS; i++) {
      __m256i *lane = (__m256i *)(sums + at) + i;
      words[i] = _mm256_aesenclast_epi128(words[i], key);
      _mm256_storeu_si256(lane, combined(_mm256_loadu_si256(lane), words[i], word_bytes, sign));
    }
  }
  stream->block += bytes / CIPHER_BLOCK_BYTES;
}

WITH_VAES static void add_any(Stream *stream, unsigned char *sums, size_t bytes, int word_bytes, int sign) {
  if (word_bytes == 4) {
    if (sign > 0) add_chunks(stream, sums, bytes, 4, 1);
    else add_chunks(stream, sums, bytes, 4, -1);
  } else {
    if (sign > 0) add_chunks(stream, sums, bytes, 2, 1);
    else add_chunks(stream, sums, bytes, 2, -1);
  }
}

static int add_next(void *stream, unsigned char *sums, size_t bytes, int word_bytes, int sign, unsigned char *scratch) {
  size_t whole = bytes - bytes % CHUNK_BYTES;
  add_any(stream, sums, whole, word_bytes, sign);
  if (whole == bytes) return 1;
  /* The end of the vector takes a whole chunk of its own, of which the front is used. */
  memcpy(scratch, sums + whole, bytes - whole);
  add_any(stream, scratch, CHUNK_BYTES, word_bytes, sign);
  memcpy(sums + whole, scratch, bytes - whole);
  return 1;
}

const Kernel vaes_kernel = {"vaes", unavailable, sizeof(Stream), open_stream, add_next, close_stream};

#else

static const char *unavailable(void) { return "it is written for x86-64 and for compilers that know VAES"; }

const Kernel vaes_kernel = {"vaes", unavailable, 0, 0, 0, 0};

#endif
