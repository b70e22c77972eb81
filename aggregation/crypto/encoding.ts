/**
 * Bytes: the canonical encoding under every hash and signature, and the small helpers around it.
 *
 * `enc(f1..fm)` is, for each field, its length as u32le followed by its bytes. It is injective, so two different
 * lists of fields never share an encoding.
 */

const textEncoder = new TextEncoder()

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return textEncoder.encode(text)
}

function requireUnsigned(value: number, limit: number, name: string): void {
  if (!Number.isInteger(value) || value < 0 || value > limit) {
    throw new RangeError(`${name} takes an integer from 0 to ${limit}, not ${value}`)
  }
}

/** One byte. */
export function u8(value: number): Uint8Array {
  requireUnsigned(value, 0xff, 'u8')
  return Uint8Array.of(value)
}

/** Two bytes, little-endian. */
export function u16(value: number): Uint8Array {
  requireUnsigned(value, 0xffff, 'u16')
  return Uint8Array.of(value & 0xff, value >>> 8)
}

/** Four bytes, little-endian. */
export function u32(value: number): Uint8Array {
  requireUnsigned(value, 0xffffffff, 'u32')
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24)
}

/** Eight bytes, little-endian; a number must be a safe integer. */
export function u64(value: number | bigint): Uint8Array {
  if (typeof value === 'number') requireUnsigned(value, Number.MAX_SAFE_INTEGER, 'u64')
  else if (value < 0n || value > 0xffffffffffffffffn) throw new RangeError(`u64 cannot hold ${value}`)
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true)
  return bytes
}

/** The parts, one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** The canonical encoding of a list of fields. */
export function enc(...fields: readonly Uint8Array[]): Uint8Array {
  const encoded = new Uint8Array(fields.reduce((length, field) => length + 4 + field.length, 0))
  const view = new DataView(encoded.buffer)
  let offset = 0
  for (const field of fields) {
    view.setUint32(offset, field.length, true)
    encoded.set(field, offset + 4)
    offset += 4 + field.length
  }
  return encoded
}

/** The fields of a canonical encoding, or undefined for bytes that encode no list. */
export function fieldsOf(encoded: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length)
  const fields: Uint8Array[] = []
  let offset = 0
  while (offset < encoded.length) {
    if (encoded.length - offset < 4) return undefined
    const end = offset + 4 + view.getUint32(offset, true)
    if (end > encoded.length) return undefined
    fields.push(encoded.subarray(offset + 4, end))
    offset = end
  }
  return fields
}

/** Equality in time that depends on the lengths alone. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let i = 0; i < left.length; i++) difference |= left[i]! ^ right[i]!
  return difference === 0
}

/** Order of byte strings as unsigned numbers, first byte heaviest; for sorting public values. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length)
  for (let i = 0; i < common; i++) {
    const difference = left[i]! - right[i]!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** True when every byte is zero, in time that depends on the length alone. */
export function isAllZero(bytes: Uint8Array): boolean {
  let seen = 0
  for (let i = 0; i < bytes.length; i++) seen |= bytes[i]!
  return seen === 0
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}

/** The bytes of a hexadecimal string; throws on an odd length or a foreign character. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new RangeError('a hexadecimal string has an even number of digits 0-9, a-f')
  }
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Overwrites dead secrets with zeros. Best effort: the runtime may hold copies that nobody can reach. */
export function wipe(secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0)
}
