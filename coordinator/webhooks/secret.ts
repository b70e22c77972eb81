/**
 * Secrets of webhooks, in the spelling of Standard Webhooks. At rest each is sealed by XSalsa20-Poly1305 under a key that HKDF makes of the
 * coordinator's key for one webhook, so that none can be put in the place of another.
 */
import {
  fromHex,
  openRecord,
  type RandomSource,
  type RecordPlace,
  sealRecord,
  utf8,
} from '../../aggregation/index.ts'

const secretBytes = 32

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
  return sealRecord(utf8(secret), recordOf(sealKey, webhookId), random)
}

/** Undefined where it was sealed under another key, for another webhook, or was altered. */
export function openSecret(sealed: Uint8Array, sealKey: Uint8Array, webhookId: string): string | undefined {
  const opened = openRecord(sealed, recordOf(sealKey, webhookId))
  return opened === undefined ? undefined : new TextDecoder().decode(opened)
}

function recordOf(key: Uint8Array, webhookId: string): RecordPlace {
  return { key, purpose: 'parley/v1/webhook-secret', of: [fromHex(webhookId)] }
}
