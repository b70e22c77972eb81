/**
 * The two engines that take keystream from `node:crypto`, block by block: all streams pass over one block of coordinates
 * before the next, so that the block stays in the cache, nothing is as long as the vector, and a vector of any
 * length is read and written once.
 */
import { keystreamBlockBytes, openKeystream } from '../crypto/index.ts'
import { type AddMaskStreams, inBatches, type MaskStream, requireStreams, wordBytesFor } from './streams.ts'

/** One block of accumulators: taken in, added to, given back. */
export interface BlockAccumulator {
  load(residues: Uint32Array): void
  /** Adds or subtracts the words in `keystream`, as many as were loaded. */
  apply(keystream: Uint8Array, sign: 1 | -1): void
  store(residues: Uint32Array): void
}

/** An engine made of an accumulator for words of two and one for words of four bytes. */
export function blockEngine(accumulatorFor: (wordBytes: 2 | 4) => BlockAccumulator): AddMaskStreams {
  return (residues, streams, bits, firstCoordinate) => {
    requireStreams(streams, bits, firstCoordinate)
    const wordBytes = wordBytesFor(bits)
    const accumulator = accumulatorFor(wordBytes)
    for (const batch of inBatches(streams)) {
      addBatch(residues, batch, wordBytes, firstCoordinate, accumulator)
    }
  }
}

function addBatch(
  residues: Uint32Array,
  streams: readonly MaskStream[],
  wordBytes: 2 | 4,
  firstCoordinate: number,
  accumulator: BlockAccumulator,
): void {
  const open = streams.map(({ key, sign }) => ({
    sign,
    keystream: openKeystream(key, firstCoordinate * wordBytes),
  }))
  const atOnce = keystreamBlockBytes / wordBytes
  for (let start = 0; start < residues.length; start += atOnce) {
    const block = residues.subarray(start, start + atOnce)
    accumulator.load(block)
    for (const { sign, keystream } of open) accumulator.apply(keystream.next(block.length * wordBytes), sign)
    accumulator.store(block)
  }
}
