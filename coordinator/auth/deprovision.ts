/**
 * The end of a member: all of its keys, API keys and open invitations in one transaction, so that nothing of it is live in between. What
 * it has in bounties goes on as under revoked keys.
 */
import { canonicalJson, utf8 } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import type { OpenInvitation, RevokeMemberRequest, Role } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { revokeApiKeyIn, shownApiKey } from './api-key-operations.ts'
import { type ApiKeyRecord, readApiKeys } from './api-key-store.ts'
import { openInvitations, revokeInvitation, type StoredInvitation } from './invitations.ts'
import { revokeAll } from './key-ring.ts'
import type { KeyRecord } from './key-states.ts'
import { readRings, writeKeys } from './key-store.ts'
import { eventOfKey, leafOfKey, shownKey } from './key-telling.ts'
import { clearRecovery } from './recovery-store.ts'
import { clearSecondFactor } from './second-factors.ts'
import { mayPutOut } from './sides.ts'

type MemberOperations = Pick<CoordinatorService, 'listInvitations' | 'revokeMember'>
type MemberParts = Pick<Parts, 'members' | 'storage' | 'log' | 'audit' | 'events' | 'world' | 'journal'>

interface Ended {
  readonly keys: readonly KeyRecord[]
  readonly apiKeys: readonly ApiKeyRecord[]
  readonly invitations: readonly StoredInvitation[]
}

export function memberOperations(parts: MemberParts): MemberOperations {
  const { members, storage, events, world, journal } = parts
  return {
    async listInvitations(_caller, { organisation }) {
      const open = await openInvitations(storage.db, organisation, world.nowMs())
      return granted({ invitations: open.map(shownInvitation) })
    },
    async revokeMember(caller, request) {
      const { organisation, role } = request
      const answer = await storage.transaction(tx => endMember(tx, parts, caller, request))
      if (answer.kind === 'refused') return answer
      // Commit point.
      await members.keys.refresh()
      const { keys, apiKeys, invitations } = answer.value
      const counts = { keys: keys.length, apiKeys: apiKeys.length, invitations: invitations.length }
      journal.info({ organisation, role, ...counts }, 'a member was ended')
      if (keys.length > 0) events.publish({ kind: 'key-changed', organisation, reason: 'revoked' })
      return granted({
        keys: keys.map(key => shownKey(key, world.nowMs(), members.keys.policy)),
        apiKeys: apiKeys.map(shownApiKey),
        invitations: invitations.map(shownInvitation),
      })
    },
  }
}

async function endMember(
  tx: Transaction,
  parts: MemberParts,
  caller: Caller,
  { organisation, role, reason }: RevokeMemberRequest,
): Promise<Answer<Ended>> {
  const { members, log, audit, world } = parts
  const nowMs = world.nowMs()
  const isMeant = (each: { readonly role: Role }) => role === undefined || each.role === role
  const ring = (await readRings(tx, organisation)).filter(isMeant)
  const standing = (await readApiKeys(tx, organisation)).filter(isMeant)
  const invitations = (await openInvitations(tx, organisation, nowMs)).filter(isMeant)
  if (ring.length + invitations.length === 0)
    return refused('not-found', `nobody of ${organisation} is enrolled or invited${as(role)}`, {
      field: 'organisation',
    })
  const refusal = refusalToEnd(caller, [...ring, ...invitations])
  if (refusal !== undefined) return refusal
  const keys = revokeAll(ring, reason, nowMs, members.keys.policy)
  if (keys.length > 0) await writeKeys(tx, keys)
  for (const key of keys) {
    await log.append(tx, leafOfKey('revoked', key, nowMs))
    await audit.record(tx, eventOfKey('revoked', key, nowMs))
  }
  const apiKeys: ApiKeyRecord[] = []
  for (const key of standing)
    if (key.revokedAtMs === 0) apiKeys.push(await revokeApiKeyIn(tx, parts, key, reason))
  for (const invitation of invitations) await endInvitation(tx, parts, invitation, nowMs)
  for (const each of new Set(ring.map(key => key.role))) {
    await clearRecovery(tx, { organisation, role: each })
    // Whoever follows has another device.
    await clearSecondFactor(tx, { organisation, role: each })
  }
  return granted({ keys, apiKeys, invitations })
}

const as = (role: Role | undefined) => (role === undefined ? '' : ` as ${role}`)

function refusalToEnd(
  { role: by, organisation: own }: Caller,
  those: readonly { readonly role: Role; readonly organisation: string }[],
): Refusal | undefined {
  const spared = those.find(({ role }) => !mayPutOut(by, role))
  if (spared === undefined) return undefined
  const message =
    spared.role === 'operator'
      ? `${spared.organisation === own ? 'your own organisation' : spared.organisation} runs the coordinator: name the role to end, and replace the operator's key by keys rotate or keys revoke`
      : `a ${by} ends nobody who is ${spared.role}, which the operator does`
  return refused('forbidden', message, { field: 'role' })
}

async function endInvitation(
  tx: Transaction,
  { log, audit }: Pick<Parts, 'log' | 'audit'>,
  { id, codeHash, organisation, role }: StoredInvitation,
  atMs: number,
): Promise<void> {
  await revokeInvitation(tx, codeHash, atMs)
  await log.append(tx, utf8(canonicalJson({ kind: 'invitation-revoked', id, organisation, role, atMs })))
  const detail = id === '' ? '' : `invitation ${id}`
  await audit.record(tx, auditEvent({ atMs, kind: 'invitation-revoked', organisation, role, detail }))
}

function shownInvitation({ codeHash: _, ...invitation }: StoredInvitation): OpenInvitation {
  return invitation
}
