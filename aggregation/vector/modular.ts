/**
 * Hot loops of the ring Z_2^b over Uint32Array. Sums run modulo 2^32, which every 2^b divides, and are reduced once
 * at the end. The loops know no protocol and take plain arguments.
 */

/** Largest residue of the ring. */
export function residueMask(bits: number): number {
  return bits === 32 ? 0xffffffff : 2 ** bits - 1
}

/** The same words as int32: residues above 2^31 stay small integers for the engine, which makes the loops fast. */
function asSigned(words: Uint32Array): Int32Array {
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}

/** target[offset + i] += words[i], modulo 2^32. */
export function addWords(target: Uint32Array, offset: number, words: Uint16Array | Uint32Array): void {
  const sums = asSigned(target.subarray(offset, offset + words.length))
  const terms = words instanceof Uint32Array ? asSigned(words) : words
  for (let i = 0; i < terms.length; i++) sums[i] = (sums[i]! + terms[i]!) | 0
}

/** target[offset + i] -= words[i], modulo 2^32. */
export function subtractWords(target: Uint32Array, offset: number, words: Uint16Array | Uint32Array): void {
  const sums = asSigned(target.subarray(offset, offset + words.length))
  const terms = words instanceof Uint32Array ? asSigned(words) : words
  for (let i = 0; i < terms.length; i++) sums[i] = (sums[i]! - terms[i]!) | 0
}

/** Reduces every coordinate modulo 2^bits. */
export function reduceWords(target: Uint32Array, bits: number): void {
  if (bits === 32) return
  const mask = residueMask(bits)
  for (let i = 0; i < target.length; i++) target[i] = target[i]! & mask
}

/** Signed integers as residues modulo 2^32, in the same memory. */
export function residuesIn(integers: Int32Array): Uint32Array {
  return new Uint32Array(integers.buffer, integers.byteOffset, integers.length)
}
