/** Webhooks as rows. */
import { type EventKind, eventKinds } from '../../protos/events.ts'
import { type Role, roles } from '../../protos/types.ts'
import type { KeyOwner } from '../auth/key-states.ts'
import type { Transaction } from '../storage/index.ts'

type Reader = Pick<Transaction, 'selectFrom'>

/** Where a member is told what happens, with its secrets sealed. */
export interface Endpoint extends KeyOwner {
  /** 32 hex digits. */
  readonly webhookId: string
  readonly url: string
  readonly kinds: readonly EventKind[]
  /** Of the key that added it. */
  readonly keyId: string
  readonly secret: Uint8Array
  /** The secret before, until the overlap ends. */
  readonly previousSecret: Uint8Array | undefined
  readonly overlapEndsAtMs: number
  readonly addedAtMs: number
  /** It answered 410. */
  readonly isGone: boolean
  readonly lastAttemptAtMs: number
  readonly lastOutcome: string
}

/** All of them, oldest first. */
export async function readEndpoints(db: Reader): Promise<readonly Endpoint[]> {
  const rows = await db.selectFrom('webhook').selectAll().orderBy('added_at_ms').orderBy('id').execute()
  return rows.map(row => {
    const kinds: unknown = JSON.parse(row.kinds)
    return {
      webhookId: row.id,
      organisation: row.organisation,
      role: roleOf(row.role),
      url: row.url,
      // A kind that a later version took away is no longer sent.
      kinds: eventKinds.filter(kind => Array.isArray(kinds) && kinds.includes(kind)),
      keyId: row.key_id,
      secret: Uint8Array.from(row.secret),
      previousSecret: row.previous_secret === null ? undefined : Uint8Array.from(row.previous_secret),
      overlapEndsAtMs: Number(row.overlap_ends_at_ms),
      addedAtMs: Number(row.added_at_ms),
      isGone: row.is_gone,
      lastAttemptAtMs: Number(row.last_attempt_at_ms),
      lastOutcome: row.last_outcome,
    }
  })
}

function roleOf(text: string): Role {
  const role = roles.find(known => known === text)
  if (role === undefined) throw new Error(`a webhook is stored for an unknown role ${text}`)
  return role
}

/** How many a member has. */
export async function countEndpoints(db: Reader, { organisation, role }: KeyOwner): Promise<number> {
  const { count } = await db
    .selectFrom('webhook')
    .select(eb => eb.fn.countAll<bigint>().as('count'))
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertEndpoint(tx: Transaction, endpoint: Endpoint): Promise<void> {
  const { webhookId, organisation, role, url, kinds, keyId, addedAtMs } = endpoint
  await tx
    .insertInto('webhook')
    .values({
      ...{ id: webhookId, organisation, role, url, kinds: JSON.stringify(kinds), key_id: keyId },
      added_at_ms: BigInt(addedAtMs),
      ...changingColumns(endpoint),
    })
    .execute()
}

export async function updateEndpoint(tx: Transaction, endpoint: Endpoint): Promise<void> {
  await tx
    .updateTable('webhook')
    .set(changingColumns(endpoint))
    .where('id', '=', endpoint.webhookId)
    .execute()
}

/** With what was to be sent there. */
export async function deleteEndpoint(tx: Transaction, webhookId: string): Promise<void> {
  await tx.deleteFrom('webhook').where('id', '=', webhookId).execute()
}

function changingColumns(endpoint: Endpoint) {
  const { secret, previousSecret, overlapEndsAtMs, isGone, lastAttemptAtMs, lastOutcome } = endpoint
  return {
    secret: Buffer.from(secret),
    previous_secret: previousSecret === undefined ? null : Buffer.from(previousSecret),
    overlap_ends_at_ms: BigInt(overlapEndsAtMs),
    is_gone: isGone,
    last_attempt_at_ms: BigInt(lastAttemptAtMs),
    last_outcome: lastOutcome,
  }
}
