/**
 * Client states as bytes, for a member's state file: a member that was killed goes on from any phase. The bytes hold
 * live secrets; whoever stores them encrypts them.
 *
 * Format: "parley/client-state" || u8 version || value || SHA-256 of all before it. A value is a tag byte and its
 * contents; lists and records carry their lengths. The checksum finds damage, not forgery.
 */
import { concat, equalBytes, sha256, u32, utf8 } from '../../crypto/index.ts'
import type { Bytes } from '../messages.ts'
import type { ClientState } from './state.ts'

const magic = utf8('parley/client-state')
const version = 1

const tags = { bytes: 0, number: 1, text: 2, list: 3, record: 4, yes: 5, no: 6 } as const

/** The bytes of a state. */
export function encodeClientState(state: ClientState): Bytes {
  const body = concat(magic, Uint8Array.of(version), encodeValue(state))
  return concat(body, sha256(body))
}

function tagged(tag: number, ...parts: readonly Bytes[]): Bytes {
  return concat(Uint8Array.of(tag), ...parts)
}

function sized(bytes: Bytes): Bytes {
  return concat(u32(bytes.length), bytes)
}

function encodeValue(value: unknown): Bytes {
  if (value instanceof Uint8Array) return tagged(tags.bytes, sized(value))
  if (typeof value === 'number') return tagged(tags.number, new Uint8Array(Float64Array.of(value).buffer))
  if (typeof value === 'string') return tagged(tags.text, sized(utf8(value)))
  if (typeof value === 'boolean') return Uint8Array.of(value ? tags.yes : tags.no)
  if (Array.isArray(value)) return tagged(tags.list, u32(value.length), ...value.map(encodeValue))
  if (typeof value !== 'object' || value === null) throw new TypeError('a state holds plain values only')
  const entries = Object.entries(value)
  const fields = entries.flatMap(([name, field]) => [sized(utf8(name)), encodeValue(field)])
  return tagged(tags.record, u32(entries.length), ...fields)
}

/** Thrown for bytes that are not a state of this version, or that were damaged. */
export class StateFormatError extends Error {
  override readonly name = 'StateFormatError'
}

/** The state that `encodeClientState` wrote. */
export function decodeClientState(encoded: Bytes): ClientState {
  const body = encoded.subarray(0, -32)
  const headerBytes = magic.length + 1
  if (body.length < headerBytes || !equalBytes(body.subarray(0, magic.length), magic)) {
    throw new StateFormatError('this is not the state of an aggregation')
  }
  if (body[magic.length] !== version) {
    throw new StateFormatError(`the state has version ${body[magic.length]}; this program reads ${version}`)
  }
  if (!equalBytes(sha256(body), encoded.subarray(-32))) throw new StateFormatError('the state is damaged')
  const reader: Reader = { bytes: body, at: headerBytes }
  const state = decodeValue(reader)
  if (reader.at !== body.length) throw new StateFormatError('the state has bytes after its end')
  // The checksum and the version make the shape the one that was written.
  return state as ClientState
}

interface Reader {
  readonly bytes: Bytes
  at: number
}

function take(reader: Reader, length: number): Bytes {
  const end = reader.at + length
  if (end > reader.bytes.length) throw new StateFormatError('the state ends early')
  const taken = reader.bytes.slice(reader.at, end)
  reader.at = end
  return taken
}

function takeLength(reader: Reader): number {
  return new DataView(take(reader, 4).buffer).getUint32(0, true)
}

function takeText(reader: Reader): string {
  return new TextDecoder().decode(take(reader, takeLength(reader)))
}

function decodeValue(reader: Reader): unknown {
  const tag = take(reader, 1)[0]
  switch (tag) {
    case tags.bytes:
      return take(reader, takeLength(reader))
    case tags.number:
      return new Float64Array(take(reader, 8).buffer)[0]
    case tags.text:
      return takeText(reader)
    case tags.list:
      return Array.from({ length: takeLength(reader) }, () => decodeValue(reader))
    case tags.record:
      return Object.fromEntries(
        Array.from({ length: takeLength(reader) }, () => [takeText(reader), decodeValue(reader)]),
      )
    case tags.yes:
      return true
    case tags.no:
      return false
    default:
      throw new StateFormatError(`the state has an unknown tag ${tag}`)
  }
}
