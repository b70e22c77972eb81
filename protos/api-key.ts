/**
 * Bearer secrets: keys for reading and invitations. `parley_{live|test|dev}_{kind}{id}_{secret}{checksum}`: the prefix says whose
 * they are and where they count, the CRC-32 at the end tells a real one from text that looks like one, so that a scanner needs no list.
 * 256 random bits in base 62 need no slow hash: SHA-256 is what is stored.
 */
import { crc32 } from 'node:zlib'
import { type RandomSource, sha256, toHex, utf8 } from '../aggregation/index.ts'

export const keyEnvironments = ['dev', 'test', 'live'] as const
export type KeyEnvironment = (typeof keyEnvironments)[number]

/** Characters of a text that can be a key. */
export const maximumApiKeyCharacters = 80

/** `reading` is for programs that only look; `invitation` makes somebody a member, once. */
export type ApiKeyKind = 'reading' | 'invitation'

const letters: Readonly<Record<ApiKeyKind, string>> = { reading: 'r', invitation: 'i' }
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const idLength = 12
const secretBytes = 32
/** Digits of base 62 that hold 256 bits, and 32. */
const [secretLength, checksumLength] = [43, 6]

export interface ApiKeyLabel {
  readonly environment: KeyEnvironment
  readonly kind: ApiKeyKind
  /** Public: names the key in lists and logs. */
  readonly id: string
}

export interface MadeApiKey extends ApiKeyLabel {
  /** Shown once. */
  readonly text: string
  /** Hex; what is stored. */
  readonly hash: string
}

/** What a text that may be a key comes to. */
export type ReadApiKey =
  | { readonly kind: 'read'; readonly label: ApiKeyLabel; readonly hash: string }
  /** It has the form of a key and a wrong checksum: mistyped, cut, or made up. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'other' }

/** Every text in a file that has the form of a key; whether it is one, `readApiKey` says. */
export function apiKeysIn(text: string): readonly { readonly index: number; readonly text: string }[] {
  const form = new RegExp(pattern.source, 'g')
  return [...text.matchAll(form)].map(match => ({ index: match.index, text: match[0] }))
}

const pattern = new RegExp(
  `parley_(${keyEnvironments.join('|')})_([${Object.values(letters).join('')}])([0-9A-Za-z]{${idLength}})_[0-9A-Za-z]{${secretLength + checksumLength}}(?![0-9A-Za-z])`,
)

export function makeApiKey(environment: KeyEnvironment, kind: ApiKeyKind, random: RandomSource): MadeApiKey {
  const id = base62(random.bytes(secretBytes), secretLength).slice(-idLength)
  const secret = base62(random.bytes(secretBytes), secretLength)
  const body = `parley_${environment}_${letters[kind]}${id}_${secret}`
  const text = `${body}${checksumOf(body)}`
  return { environment, kind, id, text, hash: apiKeyHash(text) }
}

export function readApiKey(text: string): ReadApiKey {
  if (text.length > maximumApiKeyCharacters) return { kind: 'other' }
  const match = pattern.exec(text)
  if (match === null || match[0].length !== text.length) return { kind: 'other' }
  const body = text.slice(0, -checksumLength)
  if (checksumOf(body) !== text.slice(-checksumLength)) return { kind: 'damaged' }
  const [, environment, letter, id] = match
  const kind = (Object.keys(letters) as ApiKeyKind[]).find(name => letters[name] === letter)!
  const label = { environment: environment as KeyEnvironment, kind, id: id! }
  return { kind: 'read', label, hash: apiKeyHash(text) }
}

/** SHA-256 in hex. */
function apiKeyHash(text: string): string {
  return toHex(sha256(utf8(text)))
}

function checksumOf(body: string): string {
  return base62(
    Uint8Array.from([24, 16, 8, 0], shift => crc32(body) >>> shift),
    checksumLength,
  )
}

/** A number, most significant byte first, in so many digits, padded with zeros. */
function base62(bytes: Uint8Array, length: number): string {
  let rest = BigInt(`0x${toHex(bytes)}`)
  let text = ''
  for (; rest > 0n; rest /= 62n) text = digits[Number(rest % 62n)]! + text
  return text.padStart(length, digits[0])
}
