/** What every engine takes, and the checks that all of them share. */

/** One mask: the AES-256-CTR keystream of `key` (32 bytes, used for one stream), added (sign 1) or subtracted (-1). */
export interface MaskStream {
  readonly key: Uint8Array
  readonly sign: 1 | -1
}

/**
 * Adds every stream to `residues`, in place. Word j of a stream is the u32 at byte 4j for bits > 16, and residues are
 * taken modulo 2^32; for bits <= 16 it is the u16 at byte 2j, and residues come out modulo 2^16. `residues[i]` is
 * coordinate `firstCoordinate + i`; the first one is a multiple of 8, so that the stream can be entered there.
 */
export type AddMaskStreams = (
  residues: Uint32Array,
  streams: readonly MaskStream[],
  bits: number,
  firstCoordinate: number,
) => void

export interface ExpansionEngine {
  readonly name: 'native-vaes' | 'native-openssl' | 'wasm' | 'javascript'
  readonly addMaskStreams: AddMaskStreams
}

/** Bytes of one word of a mask. */
export function wordBytesFor(bits: number): 2 | 4 {
  return bits <= 16 ? 2 : 4
}

/** Ciphers that are open at one time: some kilobytes each, and far fewer than the server of a large group has streams. */
export const streamsAtOnce = 256

/** Coordinates at which a stream may be entered are multiples of this: a cipher block of 16-bit words. */
export const entryCoordinates = 8

export function requireStreams(streams: readonly MaskStream[], bits: number, firstCoordinate: number): void {
  if (!Number.isInteger(bits) || bits < 8 || bits > 32) throw new RangeError(`bits is 8 to 32, not ${bits}`)
  if (streams.some(({ key }) => key.length !== 32)) throw new RangeError('the key of a mask has 32 bytes')
  const isEntry =
    Number.isSafeInteger(firstCoordinate) && firstCoordinate >= 0 && firstCoordinate % entryCoordinates === 0
  if (!isEntry)
    throw new RangeError(
      `a stream is entered at a multiple of ${entryCoordinates}, not at ${firstCoordinate}`,
    )
}

/** Batches of streams few enough to be open together. */
export function inBatches(streams: readonly MaskStream[]): (readonly MaskStream[])[] {
  const count = Math.ceil(streams.length / streamsAtOnce)
  return Array.from({ length: count }, (_, i) => streams.slice(i * streamsAtOnce, (i + 1) * streamsAtOnce))
}
