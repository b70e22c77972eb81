/**
 * What a key signed for beside calls: API keys, and invitations that nobody has used. They end with it, or whoever had stolen it would
 * leave doors of its own open.
 */
import { canonicalJson, utf8 } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { revokeApiKeyIn } from './api-key-operations.ts'
import { readApiKeys } from './api-key-store.ts'
import { openInvitations, revokeInvitation, type StoredInvitation } from './invitations.ts'
import type { KeyRecord } from './key-states.ts'

type TellingParts = Pick<Parts, 'log' | 'audit' | 'world'>

/** Ends all that a key of a member made, with its leaves and events. */
export async function endMadeBy(
  tx: Transaction,
  parts: TellingParts,
  { keyId, organisation, reason }: KeyRecord,
): Promise<void> {
  const nowMs = parts.world.nowMs()
  for (const key of await readApiKeys(tx, organisation))
    if (key.keyId === keyId && key.revokedAtMs === 0) await revokeApiKeyIn(tx, parts, key, reason)
  for (const invitation of await openInvitations(tx, { keyId }, nowMs))
    await endInvitation(tx, parts, invitation, nowMs)
}

/** Ends an invitation that nobody has used, with its leaf and its event. */
export async function endInvitation(
  tx: Transaction,
  { log, audit }: Pick<TellingParts, 'log' | 'audit'>,
  { id, codeHash, organisation, role }: StoredInvitation,
  atMs: number,
): Promise<void> {
  await revokeInvitation(tx, codeHash, atMs)
  await log.append(tx, utf8(canonicalJson({ kind: 'invitation-revoked', id, organisation, role, atMs })))
  const detail = id === '' ? '' : `invitation ${id}`
  await audit.record(tx, auditEvent({ atMs, kind: 'invitation-revoked', organisation, role, detail }))
}
