/**
 * Invitations: codes in the form of bearer secrets, so that one that leaked is found, and one that was mistyped or is for another
 * coordinator is told apart before anything is looked up. Codes of earlier versions have no form, and are good until they end.
 */
import { sha256, toHex, utf8 } from '../../aggregation/index.ts'
import { type KeyEnvironment, makeApiKey, readApiKey } from '../../protos/api-key.ts'
import { maximumEntries } from '../../protos/limits.ts'
import { type Refusal, refused } from '../../protos/reasons.ts'
import type { Invitation, Role } from '../../protos/types.ts'
import type { Transaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import type { KeyOwner } from './key-states.ts'

const [shortestInvitationMs, longestInvitationMs] = [60_000, 90 * 24 * 3_600_000]

/** Makes an invitation and writes it down; its code is nowhere but in the answer. */
export async function addInvitation(
  tx: Transaction,
  { organisation, role }: KeyOwner,
  validForMs: number,
  environment: KeyEnvironment,
  /** Of whoever invites, hex: an invitation ends with it. */
  keyId: string,
  { random, nowMs }: Pick<World, 'random' | 'nowMs'>,
): Promise<Invitation> {
  const made = makeApiKey(environment, 'invitation', random)
  const validMs = Math.min(Math.max(validForMs, shortestInvitationMs), longestInvitationMs)
  const expiresAtMs = nowMs() + validMs
  await tx
    .insertInto('invitation')
    .values({
      id: made.id,
      key_id: keyId,
      code_hash: made.hash,
      organisation,
      role,
      expires_at_ms: BigInt(expiresAtMs),
      used_at_ms: null,
      revoked_at_ms: null,
    })
    .execute()
  return { code: made.text, organisation, role, expiresAtMs }
}

/** What is wrong with a code by itself; undefined for one that may have been given out here. */
export function faultOfCode(code: string, environment: KeyEnvironment): Refusal | undefined {
  const read = readApiKey(code)
  const bad = (message: string) => refused('invitation-invalid', message, { field: 'invitation' })
  if (read.kind === 'damaged' || (read.kind === 'other' && code.startsWith('parley_')))
    return bad('the invitation is mistyped or cut: its checksum does not hold; copy it again, whole')
  if (read.kind === 'other') return undefined
  if (read.label.kind !== 'invitation')
    return bad('this is an API key for reading and no invitation; ask the operator for one')
  if (read.label.environment === environment) return undefined
  return bad(
    `the invitation is for a ${read.label.environment} coordinator, and this one is ${environment}; enrol with the one that it came from`,
  )
}

/** An invitation that nobody has used or revoked, expired ones included. */
export async function unusedInvitation(tx: Transaction, code: string) {
  return tx
    .selectFrom('invitation')
    .selectAll()
    .where('code_hash', '=', toHex(sha256(utf8(code))))
    .where('used_at_ms', 'is', null)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst()
}

/** The answer to a code that lets nobody in. */
export function badInvitation(): Refusal {
  return refused(
    'invitation-invalid',
    'the invitation is unknown, used, revoked, expired, or for another organisation; ask the operator for a new one',
    { field: 'invitation' },
  )
}

/** Marks an invitation as used. */
export async function useInvitation(tx: Transaction, codeHash: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('invitation')
    .set({ used_at_ms: BigInt(nowMs) })
    .where('code_hash', '=', codeHash)
    .execute()
}

/** Ends an invitation that nobody has used. */
export async function revokeInvitation(tx: Transaction, codeHash: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('invitation')
    .set({ revoked_at_ms: BigInt(nowMs) })
    .where('code_hash', '=', codeHash)
    .execute()
}

/** As rows have it. */
export interface StoredInvitation extends KeyOwner {
  /** Empty for one of an earlier version. */
  readonly id: string
  readonly codeHash: string
  readonly expiresAtMs: number
}

/** Those that can still be used: of an organisation, or that a key signed for; of all, where neither is named. */
export async function openInvitations(
  db: Pick<Transaction, 'selectFrom'>,
  { organisation, keyId }: { readonly organisation?: string; readonly keyId?: string },
  nowMs: number,
): Promise<readonly StoredInvitation[]> {
  const rows = await db
    .selectFrom('invitation')
    .selectAll()
    .$if(organisation !== undefined, query => query.where('organisation', '=', organisation!))
    .$if(keyId !== undefined, query => query.where('key_id', '=', keyId!))
    .where('used_at_ms', 'is', null)
    .where('revoked_at_ms', 'is', null)
    .where('expires_at_ms', '>=', BigInt(nowMs))
    .orderBy('expires_at_ms')
    .orderBy('code_hash')
    .limit(maximumEntries)
    .execute()
  return rows.map(row => ({
    id: row.id,
    codeHash: row.code_hash,
    organisation: row.organisation,
    role: row.role as Role,
    expiresAtMs: Number(row.expires_at_ms),
  }))
}
