/**
 * The registry of identities: who is enrolled, under which key, in which role. The coordinator signs its version and
 * root; holders recompute both, so that two holders who were shown different members notice it (the root is inside
 * the session id of every aggregation).
 */
import {
  compareBytes,
  concat,
  enc,
  equalBytes,
  merkleRoot,
  u64,
  utf8,
  verifySignature,
} from '../aggregation/index.ts'
import type { Bytes, Member, Registry } from './types.ts'

/** What of a member the root covers. */
export type RegisteredIdentity = Pick<Member, 'identityKey' | 'organisation' | 'role'>

/** Merkle root over enc(identity key, organisation, role) of the members, ascending by identity key; 32 bytes. */
export function registryRoot(members: readonly RegisteredIdentity[]): Bytes {
  const ordered = [...members].sort((left, right) => compareBytes(left.identityKey, right.identityKey))
  return merkleRoot(
    ordered.map(({ identityKey, organisation, role }) => enc(identityKey, utf8(organisation), utf8(role))),
  )
}

/** What the coordinator signs: "parley/v1/registry" 0x00 enc(u64 version, root). */
export function registrySigningBytes(version: number, root: Bytes): Bytes {
  return concat(utf8('parley/v1/registry\0'), enc(u64(version), root))
}

/** Whether the root is the root of these members and the signature the coordinator's. */
export function isSignedRegistry(registry: Registry, coordinatorKey: Bytes): boolean {
  const { version, root, members, signature } = registry
  if (!equalBytes(registryRoot(members), root)) return false
  return verifySignature(coordinatorKey, registrySigningBytes(version, root), signature)
}
