/**
 * Inversion of a symmetric law on the integers by a table of its magnitudes. A draw takes one random word of 32 bits: a fair
 * sign and 31 bits of a uniform U in [0, 1); |X| is the least k with U < T(k) = P(|X| <= k). Thresholds have 127 bits. The
 * other 96 bits of U are drawn only where the first 31 equal those of a threshold, a few times in a million draws. A guide
 * (Chen and Asau 1974) says where to begin: cells of equal probability, several for each likely value, so that most draws
 * are decided by one comparison.
 *
 * Distance of a draw from its law: the mass cut off at the end, the error of the weights, and 2^-127 for each threshold that
 * was rounded down. Look-ups at secret places are not constant in time: see the README.
 */
import type { MagnitudeWeights } from './gaussian-weights.ts'
import type { WordStream } from './word-stream.ts'

export interface MagnitudeTable {
  /** For each cell of U, the least magnitude whose threshold may lie above it. */
  readonly guide: Uint16Array | Int32Array
  /** Right shift from 31 bits of U to its cell. */
  readonly shift: number
  /** First 31 bits of each threshold; the last is above every U. */
  readonly first: Int32Array
  /** The other 96 bits, three words for each threshold, the most significant first. */
  readonly rest: Uint32Array
  readonly distance: number
}

const thresholdBits = 127n
const headBits = 31

export function magnitudeTable({ weights, tail, error }: MagnitudeWeights): MagnitudeTable {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  const first = new Int32Array(weights.length)
  const rest = new Uint32Array(3 * weights.length)
  const halves = new BigUint64Array(2)
  const words = new Uint32Array(halves.buffer)
  let cumulative = 0n
  for (let k = 0; k < weights.length; k++) {
    cumulative += weights[k]!
    const threshold = (cumulative << thresholdBits) / total
    halves[0] = threshold
    halves[1] = threshold >> 64n
    first[k] = Math.min(words[3]!, 2 ** headBits - 1)
    rest.set([words[2]!, words[1]!, words[0]!], 3 * k)
  }
  const guideBits = guideBitsFor(first)
  return {
    guide: guideOf(first, guideBits),
    shift: headBits - guideBits,
    first,
    rest,
    distance: tail + 2 * error + weights.length * 2 ** -127,
  }
}

/** About four cells for each magnitude that is drawn more often than once in a thousand. */
function guideBitsFor(first: Int32Array): number {
  const likely = first.findIndex(threshold => threshold >= 0.999 * 2 ** headBits) + 1
  return Math.min(18, Math.max(8, Math.ceil(Math.log2(4 * likely))))
}

function guideOf(first: Int32Array, bits: number): Uint16Array | Int32Array {
  // Half as wide where it can be: what counts is how much of the tables stays in the cache.
  const guide = first.length <= 2 ** 16 ? new Uint16Array(2 ** bits) : new Int32Array(2 ** bits)
  let magnitude = 0
  for (let cell = 0; cell < guide.length; cell++) {
    const start = cell * 2 ** (headBits - bits)
    while (first[magnitude]! < start) magnitude++
    guide[cell] = magnitude
  }
  return guide
}

/** Adds `factor` times a draw to each element of `values`, one word of `words` for each; more come from the stream. */
export function addDraws(
  table: MagnitudeTable,
  values: Int32Array,
  words: Int32Array,
  factor: number,
  stream: WordStream,
): void {
  const { guide, shift, first } = table
  for (let i = 0; i < values.length; i++) {
    const word = words[i]!
    const head = word >>> 1
    const place = guide[head >>> shift]!
    // One step up without a branch, since no processor can predict it; it leaves few draws to the branch.
    let magnitude = (place + ((first[place]! - head) >>> 31)) | 0
    if (head >= first[magnitude]!) magnitude = settle(table, magnitude, head, stream)
    const sign = -(word & 1)
    values[i] = (values[i]! + Math.imul(factor, (magnitude ^ sign) - sign)) | 0
  }
}

/** Goes on to the threshold above U. A tie takes 96 more bits of U, for this threshold and those that begin alike. */
function settle({ first, rest }: MagnitudeTable, from: number, head: number, stream: WordStream): number {
  let magnitude = from
  while (head > first[magnitude]!) magnitude++
  if (head < first[magnitude]!) return magnitude
  const more = stream.next(3)
  const last = first.length - 1
  while (magnitude < last && head === first[magnitude] && !isBelow(more, rest, 3 * magnitude)) magnitude++
  return magnitude
}

function isBelow(more: Int32Array, rest: Uint32Array, at: number): boolean {
  for (let i = 0; i < 3; i++) {
    const word = more[i]! >>> 0
    if (word !== rest[at + i]!) return word < rest[at + i]!
  }
  return false
}
