/**
 * A public random rotation that spreads what is large over many coordinates, so that fewer bits hold a coordinate of the
 * sum (Suresh et al. 2017, "Distributed Mean Estimation with Limited Communication", section 3; Kairouz, Liu, Steinke
 * 2021): x ↦ H D x / √2^m within blocks of 2^m coordinates, with random signs D from a seed that all of a round share.
 * It is orthonormal: norms, sums and therefore privacy do not change, and nobody needs to keep the seed secret. It hides
 * nothing.
 *
 * Coordinates are dealt to the blocks like cards, so that each block gets the same share of each layer of a model. A vector
 * whose norm lies in a few coordinates is spread over their blocks only.
 */
import { keystreamBlockBytes, openKeystream, taggedHash } from '../crypto/index.ts'
import { type RealVector, walshHadamard } from './walsh-hadamard.ts'

export interface RotationBlocks {
  /** Coordinates of a block, a power of two. */
  readonly size: number
  readonly count: number
}

const smallestBlock = 2 ** 12
const largestBlock = 2 ** 18
/** A block this much smaller than the vector pads it by a sixteenth at most. */
const leastBlocks = 16

/**
 * Blocks for so many coordinates: one, padded to a power of two, up to 2^12; else the largest of 2^12 to 2^18 with which
 * the last block's padding is at most a sixteenth of the vector, or 2^12.
 */
export function rotationBlocks(dimension: number): RotationBlocks {
  if (!Number.isSafeInteger(dimension) || dimension < 1)
    throw new RangeError(`the dimension is a natural number from 1, not ${dimension}`)
  let size = dimension <= smallestBlock ? 2 ** Math.ceil(Math.log2(dimension)) : largestBlock
  while (size > smallestBlock && paddingOf(dimension, size) * leastBlocks > dimension) size /= 2
  return { size, count: Math.ceil(dimension / size) }
}

function paddingOf(dimension: number, size: number): number {
  return Math.ceil(dimension / size) * size - dimension
}

/** `values` dealt to the blocks: coordinate i is number ⌊i / count⌋ of block i mod count. The rest is zero. */
export function dealToBlocks(values: Float32Array, { size, count }: RotationBlocks): Float32Array {
  const dealt = new Float32Array(size * count)
  for (let block = 0; block < count; block++) {
    let at = block * size
    for (let i = block; i < values.length; i += count) dealt[at++] = values[i]!
  }
  return dealt
}

/** The first `dimension` coordinates of a vector that was dealt, in their order again. */
export function gatherFromBlocks(
  dealt: Float32Array,
  { size, count }: RotationBlocks,
  dimension: number,
): Float32Array {
  const values = new Float32Array(dimension)
  for (let block = 0; block < count; block++) {
    let at = block * size
    for (let i = block; i < dimension; i += count) values[i] = dealt[at++]!
  }
  return values
}

/** Rotates whole blocks in place. The public seed has 32 bytes. */
export function rotateBlocks(values: RealVector, seed: Uint8Array, blocks: RotationBlocks): void {
  eachBlock(values, seed, blocks, (block, signs) => {
    applySigns(block, signs, 1 / Math.sqrt(blocks.size))
    walshHadamard(block)
  })
}

/** The inverse of `rotateBlocks` under the same seed, in place. */
export function unrotateBlocks(values: RealVector, seed: Uint8Array, blocks: RotationBlocks): void {
  eachBlock(values, seed, blocks, (block, signs) => {
    walshHadamard(block)
    applySigns(block, signs, 1 / Math.sqrt(blocks.size))
  })
}

function eachBlock(
  values: RealVector,
  seed: Uint8Array,
  { size, count }: RotationBlocks,
  turn: (block: RealVector, signs: Uint8Array) => void,
): void {
  if (seed.length !== 32) throw new RangeError(`the seed of a rotation has 32 bytes, not ${seed.length}`)
  if (values.length !== size * count)
    throw new RangeError(`${count} blocks of ${size} are ${size * count} values, not ${values.length}`)
  const keystream = openKeystream(taggedHash('parley rotation', seed))
  const bytes = Math.min(keystreamBlockBytes, Math.ceil(size / 8))
  for (let block = 0; block < count; block++) {
    turn(values.subarray(block * size, (block + 1) * size), keystream.next(bytes))
  }
}

/** Bit i (least significant first) of the signs is set where value i changes its sign. */
function applySigns(values: RealVector, signs: Uint8Array, scale: number): void {
  for (let i = 0; i < values.length; i++) {
    const bit = (signs[i >>> 3]! >>> (i & 7)) & 1
    values[i] = values[i]! * (scale - 2 * scale * bit)
  }
}
