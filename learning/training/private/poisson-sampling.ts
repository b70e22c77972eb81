/** Batches of DP-SGD: each record by itself, so that nothing is told by who else is in the batch, nor by how many are. */
import type { RandomSource } from '../../../aggregation/crypto/index.ts'

/** Bytes for one record's toss, and records tossed for at a time. */
const bytesOfToss = 8
const tossesAtOnce = 8192

/**
 * The places of the records in one batch, ascending: each of `examples` independently with probability `rate`, never with
 * more than that (53 bits of it, rounded down).
 */
export function drawPoisson(examples: number, rate: number, random: RandomSource): Int32Array {
  const below = Math.floor(rate * 2 ** 53)
  const chosen = new Int32Array(examples)
  let count = 0
  for (let start = 0; start < examples; start += tossesAtOnce) {
    const tosses = Math.min(tossesAtOnce, examples - start)
    const words = wordsOf(random.bytes(tosses * bytesOfToss))
    for (let i = 0; i < tosses; i++) {
      const toss = words[2 * i]! * 2 ** 21 + (words[2 * i + 1]! >>> 11)
      if (toss < below) chosen[count++] = start + i
    }
  }
  return chosen.slice(0, count)
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  // A copy, since bytes may lie anywhere in a buffer and words may not.
  return new Uint32Array(bytes.slice().buffer)
}
