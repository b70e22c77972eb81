/**
 * Secrets of webhooks, in the spelling of Standard Webhooks. At rest each is sealed by XSalsa20-Poly1305 under a key that HKDF makes of the
 * coordinator's key for one webhook, so that none can be put in the place of another.
 */
import {
  concat,
  enc,
  fromHex,
  hkdf,
  openSecretbox,
  type RandomSource,
  sealSecretbox,
  utf8,
  wipe,
} from '../../aggregation/index.ts'

const secretBytes = 32
const nonceBytes = 24

/** `whsec_` and the base64 of 32 random bytes. */
export function newSecret(random: RandomSource): string {
  return `whsec_${Buffer.from(random.bytes(secretBytes)).toString('base64')}`
}

/** nonce (24) || box. `sealKey` has 32 bytes and is nowhere in the database. */
export function sealSecret(
  secret: string,
  sealKey: Uint8Array,
  webhookId: string,
  random: RandomSource,
): Uint8Array {
  const nonce = random.bytes(nonceBytes)
  const key = keyFor(sealKey, webhookId)
  const box = sealSecretbox(utf8(secret), nonce, key)
  wipe([key])
  return concat(nonce, box)
}

/** Undefined where it was sealed under another key, for another webhook, or was altered. */
export function openSecret(sealed: Uint8Array, sealKey: Uint8Array, webhookId: string): string | undefined {
  if (sealed.length <= nonceBytes) return undefined
  const key = keyFor(sealKey, webhookId)
  const opened = openSecretbox(sealed.subarray(nonceBytes), sealed.subarray(0, nonceBytes), key)
  wipe([key])
  return opened === undefined ? undefined : new TextDecoder().decode(opened)
}

function keyFor(sealKey: Uint8Array, webhookId: string): Uint8Array {
  return hkdf(sealKey, utf8('parley/v1/webhook-secret'), enc(fromHex(webhookId)))
}
