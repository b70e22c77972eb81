/** Protobuf written without asking whether it makes sense. */
import { concat, utf8 } from '../../aggregation/index.ts'
import type { RequestSignature } from '../../protos/codec/index.ts'
import type { Draw } from './draw.ts'

/** The fields of a RequestSignature in any form: bytes of every length, numbers of up to 64 bits, text that is none. */
export type LooseSignature = {
  readonly [K in keyof RequestSignature]: Uint8Array | bigint
}

const numbers: Readonly<Record<keyof RequestSignature, number>> = {
  ...{ keyId: 1, keyVersion: 2, unixMs: 3, nonce: 4, sessionId: 5 },
  ...{ sequence: 6, idempotencyKey: 7, signature: 8, publicKey: 9, transactionId: 10 },
}
export const signatureFields = Object.keys(numbers) as readonly (keyof RequestSignature)[]

export function loosened(signature: RequestSignature): LooseSignature {
  const { keyVersion, unixMs, sequence, idempotencyKey } = signature
  return {
    ...signature,
    ...{ keyVersion: BigInt(keyVersion), unixMs: BigInt(unixMs), sequence: BigInt(sequence) },
    idempotencyKey: utf8(idempotencyKey),
  }
}

export function writeLoosely(fields: Partial<LooseSignature>): Uint8Array {
  const written = signatureFields.map(name => {
    const value = fields[name]
    if (value === undefined) return new Uint8Array()
    return typeof value === 'bigint' ? numberField(numbers[name], value) : bytesField(numbers[name], value)
  })
  return concat(...written)
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Uint8Array.from([...bytes, Number(rest)])
}

const tag = (field: number, type: number) => varint(BigInt(field * 8 + type))
const numberField = (field: number, value: bigint) => concat(tag(field, 0), varint(value))
const bytesField = (field: number, value: Uint8Array) =>
  concat(tag(field, 2), varint(BigInt(value.length)), value)

/** Up to nine fields of any number and type, with lengths that messages of ours have. */
export function randomMessage(draw: Draw): Uint8Array {
  const fields = Array.from({ length: draw.roll(10) }, () => {
    const field = draw.roll(20) === 0 ? 1 + draw.roll(100_000) : 1 + draw.roll(12)
    switch (draw.roll(6)) {
      case 0:
        return numberField(field, BigInt(draw.roll(2 ** 32)) << BigInt(draw.pick([0, 0, 16, 32])))
      case 1:
        return concat(tag(field, draw.pick([1, 5])), draw.bytes(draw.pick([4, 8])))
      case 2:
        return concat(tag(field, draw.pick([3, 4, 6, 7])), draw.bytes(draw.roll(3)))
      case 3:
        // A length that claims more than there is.
        return concat(tag(field, 2), varint(BigInt(draw.roll(2 ** 31))), draw.bytes(draw.roll(20)))
      default:
        return bytesField(field, draw.bytes(draw.pick([0, 1, 15, 16, 17, 32, 64, draw.roll(200)])))
    }
  })
  return concat(...fields)
}
