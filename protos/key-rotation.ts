/** What the two keys of a rotation sign: that the one takes the place of the other, for whom, when, and at which coordinator. */
import { type Signer, u64, verifySignature } from '../aggregation/index.ts'
import { type KeyOwner, statementBytes } from './owner-statement.ts'
import type { Destination } from './signed-request.ts'
import type { Bytes, KeyRotation, RotateKeyRequest } from './types.ts'

/**
 * "parley/v1/rotate-key" 0x00 enc(environment, coordinator's key, organisation, role, old key, u64 old version, new key,
 * u64 new version, u64 first instant, u64 end).
 */
export function rotationSigningBytes(
  destination: Destination,
  owner: KeyOwner,
  { oldKey, oldVersion, newKey, newVersion, notBeforeMs, notAfterMs }: KeyRotation,
): Bytes {
  const keys = [oldKey, u64(oldVersion), newKey, u64(newVersion)]
  const times = [u64(notBeforeMs), u64(notAfterMs)]
  return statementBytes('parley/v1/rotate-key', destination, owner, [...keys, ...times])
}

/** The rotation under both signatures. */
export function signRotation(
  destination: Destination,
  owner: KeyOwner,
  rotation: Omit<KeyRotation, 'oldKey' | 'newKey'>,
  signers: { readonly old: Signer; readonly new: Signer },
): RotateKeyRequest {
  const full = { ...rotation, oldKey: signers.old.publicKey, newKey: signers.new.publicKey }
  const signed = rotationSigningBytes(destination, owner, full)
  return { ...full, oldSignature: signers.old.sign(signed), newSignature: signers.new.sign(signed) }
}

/** The first of the two signatures that does not hold; undefined when both do. */
export function rotationFault(
  destination: Destination,
  owner: KeyOwner,
  request: RotateKeyRequest,
): 'oldSignature' | 'newSignature' | undefined {
  const signed = rotationSigningBytes(destination, owner, request)
  if (!verifySignature(request.oldKey, signed, request.oldSignature)) return 'oldSignature'
  if (!verifySignature(request.newKey, signed, request.newSignature)) return 'newSignature'
  return undefined
}
