/**
 * What the recovery keys of a member sign: that a new key takes the place of all that were lost, or that other recovery keys take
 * theirs. A counter that only grows lets no statement be used twice; a recovery ends with its key.
 */
import { type Signer, toHex, u64, verifySignature } from '../aggregation/index.ts'
import { type KeyOwner, statementBytes } from './owner-statement.ts'
import type { Destination } from './signed-request.ts'
import type { Bytes, KeyRecovery, RecoverKeyRequest, RecoverySetting, RecoverySignature } from './types.ts'

/** How many recovery keys a member may have, and the fewest that sign. */
export const recoveryKeyCounts = { least: 2, most: 9 } as const
const leastThreshold = 2

/** `threshold` of `keys`. */
export type RecoveryKeys = Pick<RecoverySetting, 'threshold' | 'keys'>

/**
 * "parley/v1/recover-key" 0x00 enc(environment, coordinator's key, organisation, role, u64 counter, new key, u64 end).
 */
export function recoverySigningBytes(
  destination: Destination,
  owner: KeyOwner,
  { counter, newKey, notAfterMs }: KeyRecovery,
): Bytes {
  const stated = [u64(counter), newKey, u64(notAfterMs)]
  return statementBytes('parley/v1/recover-key', destination, owner, stated)
}

/**
 * "parley/v1/set-recovery" 0x00 enc(environment, coordinator's key, organisation, role, u64 counter, u64 threshold, key, key, …).
 */
export function recoverySetSigningBytes(
  destination: Destination,
  owner: KeyOwner,
  { counter, threshold, keys }: RecoverySetting,
): Bytes {
  const stated = [u64(counter), u64(threshold), ...keys]
  return statementBytes('parley/v1/set-recovery', destination, owner, stated)
}

/** What is wrong with recovery keys; undefined when they may stand. */
export function recoveryKeysFault({ threshold, keys }: RecoveryKeys): 'keys' | 'threshold' | undefined {
  const { least, most } = recoveryKeyCounts
  const isCounted = keys.length >= least && keys.length <= most
  if (!isCounted || new Set(keys.map(toHex)).size < keys.length) return 'keys'
  return threshold < leastThreshold || threshold > keys.length ? 'threshold' : undefined
}

/**
 * Whether enough of the recovery keys signed. Every signature must be of another of them, and hold: one that does not is a mistake to
 * be told, and not to be counted out.
 */
export function isApproved(
  { threshold, keys }: RecoveryKeys,
  signed: Bytes,
  signatures: readonly RecoverySignature[],
): boolean {
  const ours = new Set(keys.map(toHex))
  const signing = new Set(signatures.map(({ key }) => toHex(key)))
  if (threshold < leastThreshold || signing.size < threshold || signing.size < signatures.length) return false
  return signatures.every(
    ({ key, signature }) => ours.has(toHex(key)) && verifySignature(key, signed, signature),
  )
}

/** Whether a recovery is signed by its new key and enough of the recovery keys: what anybody checks who has the leaf. */
export function isRecoverySigned(
  destination: Destination,
  keys: RecoveryKeys,
  request: RecoverKeyRequest,
): boolean {
  const signed = recoverySigningBytes(destination, request, request)
  return (
    verifySignature(request.newKey, signed, request.newSignature) &&
    isApproved(keys, signed, request.signatures)
  )
}

export function signRecovery(signed: Bytes, signer: Signer): RecoverySignature {
  return { key: signer.publicKey, signature: signer.sign(signed) }
}
