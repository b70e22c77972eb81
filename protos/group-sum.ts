/** The sum of a group as a file: the bytes whose SHA-256 the round's leaf names, so that whoever has them knows that they are it. */

/** Whole numbers as 8 bytes each, least first (i64le). */
export function encodeGroupSum(sum: Int32Array): Uint8Array {
  const bytes = new Uint8Array(8 * sum.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < sum.length; i++) view.setBigInt64(8 * i, BigInt(sum[i]!), true)
  return bytes
}

/**
 * The numbers of a file.
 *
 * @throws RangeError for a file that is no list of them, or with one that no ring of 32 bits has.
 */
export function decodeGroupSum(bytes: Uint8Array): Int32Array {
  if (bytes.length % 8 !== 0)
    throw new RangeError(`${bytes.length} bytes are no list of numbers of 8 bytes each`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Int32Array.from({ length: bytes.length / 8 }, (_, i) => {
    const value = view.getBigInt64(8 * i, true)
    if (BigInt.asIntN(32, value) !== value) throw new RangeError(`number ${i} of a sum is ${value}`)
    return Number(value)
  })
}
