/** Small secrets at rest: XSalsa20-Poly1305 under a key that HKDF makes of a longer-lived one for one purpose and one place. */
import { concat, enc, utf8, wipe } from './encoding.ts'
import { hkdf } from './hash.ts'
import type { RandomSource } from './random.ts'
import { openSecretbox, sealSecretbox } from './secretbox.ts'

/** Under which key, and for what: none sealed for one place opens in another. */
export interface RecordPlace {
  /** 32 bytes that are nowhere beside what they seal. */
  readonly key: Uint8Array
  /** Such as `parley/v1/content-key`: a name that nothing else derives under. */
  readonly purpose: string
  /** What the secret is of. */
  readonly of: readonly Uint8Array[]
}

const nonceBytes = 24

/** nonce (24) || box. */
export function sealRecord(contents: Uint8Array, place: RecordPlace, random: RandomSource): Uint8Array {
  const nonce = random.bytes(nonceBytes)
  const key = keyFor(place)
  const box = sealSecretbox(contents, nonce, key)
  wipe([key])
  return concat(nonce, box)
}

/** The contents; undefined where they were sealed under another key, for another place, or were altered. */
export function openRecord(sealed: Uint8Array, place: RecordPlace): Uint8Array | undefined {
  if (sealed.length <= nonceBytes) return undefined
  const key = keyFor(place)
  const opened = openSecretbox(sealed.subarray(nonceBytes), sealed.subarray(0, nonceBytes), key)
  wipe([key])
  return opened
}

function keyFor({ key, purpose, of }: RecordPlace): Uint8Array {
  return hkdf(key, utf8(purpose), enc(...of))
}
