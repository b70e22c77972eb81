/**
 * Seals of rows: HMAC-SHA256 (RFC 2104) under a key that is not in the database, over the table, the row's name and
 * all its columns, and beside it four bytes for each column, so that a row that was changed can be told column by
 * column. The security is the first 32 bytes; the tags only say where to look. A seal does not show that a row is
 * there: whoever deletes a row deletes its seal.
 */
import { createHmac, createSecretKey } from 'node:crypto'
import { concat, equalBytes, toHex, utf8 } from '../../aggregation/crypto/index.ts'

export type SealedValue = string | number | bigint | Uint8Array | null

/** A row with its columns by name, in an order that never changes; a list of any length comes last. */
export interface SealedRow {
  readonly table: string
  readonly id: string
  readonly fields: readonly (readonly [name: string, value: SealedValue])[]
}

/** What is wrong with a row. `altered`: the columns that are not what was recorded, none when it was the seal itself. */
export type SealFault =
  | { readonly kind: 'unsealed' }
  | { readonly kind: 'altered'; readonly fields: readonly string[] }

export interface RowSealer {
  /** The seal: 32 bytes, and 4 for each field. */
  sealOf(row: SealedRow): Uint8Array
  /** What speaks against the row; null when it is what was sealed. */
  faultOf(row: SealedRow, seal: Uint8Array | null): SealFault | null
}

const macBytes = 32
const tagBytes = 4
/** The bytes of a seal that stand for the whole row. */
export const sealMacBytes = macBytes

/** A sealer under a secret key of 32 bytes. */
export function openRowSealer(key: Uint8Array): RowSealer {
  if (key.length !== 32) throw new RangeError(`a key for seals has 32 bytes, not ${key.length}`)
  const secret = createSecretKey(key)
  const mac = (bytes: Uint8Array) => createHmac('sha256', secret).update(bytes).digest()
  const sealOf = ({ table, id, fields }: SealedRow): Uint8Array => {
    const tags = fields.map(([name, value]) => mac(encoded(['column', table, id, name, textOf(value)])))
    const whole = mac(concat(encoded(['row', table, id, ...fields.map(([name]) => name)]), ...tags))
    return concat(whole, ...tags.map(tag => tag.subarray(0, tagBytes)))
  }
  return {
    sealOf,
    faultOf: (row, seal) => {
      if (seal === null) return { kind: 'unsealed' }
      const expected = sealOf(row)
      return equalBytes(expected, seal) ? null : difference(row, expected, seal)
    },
  }
}

function difference({ fields }: SealedRow, expected: Uint8Array, seal: Uint8Array): SealFault {
  // The whole is as sealed, so the columns are, and it was the tags that were changed.
  if (equalBytes(expected.subarray(0, macBytes), seal.subarray(0, macBytes)))
    return { kind: 'altered', fields: [] }
  const differing = fields.flatMap(([name], index) =>
    equalBytes(tagOf(expected, index), tagOf(seal, index)) ? [] : [name],
  )
  return { kind: 'altered', fields: differing }
}

function tagOf(seal: Uint8Array, index: number): Uint8Array {
  return seal.subarray(macBytes + index * tagBytes, macBytes + (index + 1) * tagBytes)
}

/** How many fields a seal was made over; of a row that ends in a list, this tells its length. */
export function sealedFieldCount(seal: Uint8Array): number {
  return Math.max(0, Math.floor((seal.length - macBytes) / tagBytes))
}

/** No two lists of texts give the same bytes: JSON quotes what it has to. */
function encoded(parts: readonly string[]): Uint8Array {
  return utf8(JSON.stringify(parts))
}

function textOf(value: SealedValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `text ${value}`
  return typeof value === 'object' ? `bytes ${toHex(value)}` : `number ${value}`
}
