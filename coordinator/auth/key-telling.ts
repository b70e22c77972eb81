/**
 * What is told of a key: to its owner, in the audit, and as a leaf of the public log. A leaf holds keys, versions, states and signatures,
 * and nothing of persons.
 */
import { canonicalJson, fromHex, toHex, utf8 } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import type { MemberKey } from '../../protos/types.ts'
import { type KeyPolicy, type KeyRecord, keyAt } from './key-states.ts'

/** What happened to a key, as log and events tell it. */
export type Happening = 'rotated' | 'rolled-back' | 'retired' | 'revoked' | 'recovered'

/** As it stands at an instant. */
export function shownKey(key: KeyRecord, nowMs: number, policy: KeyPolicy): MemberKey {
  const { organisation, role, version, publicKey, notBeforeMs, notAfterMs, registeredAtMs } = key
  const { overlapEndsAtMs, lastUsedAtMs, uses, reason } = key
  return {
    ...{ organisation, role, version, publicKey, notBeforeMs, notAfterMs, registeredAtMs },
    ...{ overlapEndsAtMs, lastUsedAtMs, uses, reason },
    keyId: fromHex(key.keyId),
    supersededBy: fromHex(key.supersededBy),
    state: keyAt(key, nowMs, policy).state,
  }
}

/** In the audit, under the key that it is about. */
export function eventOfKey(
  happening: Happening,
  { organisation, role, keyId, version, reason }: KeyRecord,
  atMs: number,
) {
  const brings = happening === 'rotated' || happening === 'recovered'
  const kind = brings ? 'key-registered' : (`key-${happening}` as const)
  return auditEvent({ atMs, kind, organisation, role, keyId, keyVersion: version, detail: reason })
}

/** `more` is what was signed for it. */
export function leafOfKey(
  happening: Happening,
  { organisation, role, keyId, publicKey, version, notBeforeMs, notAfterMs }: KeyRecord,
  atMs: number,
  more: object = {},
): Uint8Array {
  return utf8(
    canonicalJson({
      ...{ kind: `key-${happening}`, organisation, role, keyId, version, atMs, notBeforeMs, notAfterMs },
      ...{ key: toHex(publicKey), ...more },
    }),
  )
}
