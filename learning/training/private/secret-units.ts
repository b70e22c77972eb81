/** Numbers in [0, 1) from a source that may be the system's: for what dropout leaves out where privacy hangs on it. */
import type { RandomSource } from '../../../aggregation/crypto/index.ts'

const wordsAtOnce = 4096

/**
 * Under privacy whether a record is in a batch must change nothing about the others. A public seed would make it decide which of their values
 * are dropped, as the draws go on from record to record; fresh ones are alike with it and without.
 */
export function secretUnits(random: RandomSource): { unit(): number } {
  let words = new Uint32Array(0)
  let next = 0
  return {
    unit: () => {
      if (next === words.length) {
        words = new Uint32Array(random.bytes(4 * wordsAtOnce).slice().buffer)
        next = 0
      }
      return words[next++]! / 2 ** 32
    },
  }
}
