/** Random words by the block: the AES-256-CTR keystream of a key that is fresh from the source and used here alone. */
import { keystreamBlockBytes, openKeystream, type RandomSource, wipe } from '../../crypto/index.ts'

/** Most words that are taken at once. */
export const wordsAtOnce = keystreamBlockBytes / 4

export interface WordStream {
  /** The next `count` words, at most `wordsAtOnce`. */
  next(count: number): Int32Array
}

export function openWordStream(random: RandomSource): WordStream {
  const key = random.bytes(32)
  const keystream = openKeystream(key)
  wipe([key])
  return { next: count => wordsOf(keystream.next(4 * count)) }
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}
