/** Events of security as rows, and their batches with the leaves of the public log. */
import { sql } from 'kysely'
import { canonicalJson, utf8 } from '../../aggregation/index.ts'
import {
  type AuditEvent,
  auditEventSchema,
  auditLeaf,
  type BundledBatch,
  batchRootOf,
  bundledBatch,
  maximumBatchEvents,
} from '../../protos/audit/index.ts'
import type { Log } from '../log/index.ts'
import type { Transaction } from '../storage/index.ts'

export async function insertEvents(tx: Transaction, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(event => ({
    at_ms: BigInt(event.atMs),
    kind: event.kind,
    key_id: event.keyId,
    organisation: event.organisation,
    body: canonicalJson(event),
  }))
  await tx.insertInto('security_event').values(rows).execute()
}

/** Puts the events that stand in no batch into the next one, and tells the log of it; how many there were. */
export async function sealEvents(tx: Transaction, log: Log, nowMs: number): Promise<number> {
  const rows = await tx
    .selectFrom('security_event')
    .select(['id', 'body'])
    .where('batch', 'is', null)
    .orderBy('id')
    .limit(maximumBatchEvents)
    .execute()
  if (rows.length === 0) return 0
  const last = await tx
    .selectFrom('audit_batch')
    .select(eb => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  const number = (last?.number ?? 0n) + 1n
  const root = batchRootOf(rows.map(({ body }) => utf8(body)))
  const count = rows.length
  const leafIndex = await log.append(tx, auditLeaf({ number: Number(number), count, root }))
  await tx
    .insertInto('audit_batch')
    .values({ number, sealed_at_ms: BigInt(nowMs), count, root, leaf_index: BigInt(leafIndex) })
    .execute()
  const places = JSON.stringify(rows.map(({ id }, i) => ({ id: `${id}`, place: i })))
  await sql`
    update security_event as event set batch = ${number}, place = placed.place
    from jsonb_to_recordset(${places}::jsonb) as placed (id bigint, place integer)
    where event.id = placed.id`.execute(tx)
  return count
}

export interface AuditSearch {
  readonly sinceMs: number
  /** Not itself. */
  readonly untilMs: number
  /** Of one key; empty for all. */
  readonly keyId: string
  /** Of one organisation; empty for all. */
  readonly organisation: string
  /** Batches after this one. */
  readonly after: number
}

/** The next batch that has an event of the search; of a key its events alone, each with its path. Undefined when there is none. */
export async function nextBatch(
  tx: Transaction,
  { sinceMs, untilMs, keyId, organisation, after }: AuditSearch,
): Promise<Omit<BundledBatch, 'path'> | undefined> {
  const isOfKey = keyId === '' ? sql<boolean>`true` : sql<boolean>`key_id = ${keyId}`
  const isOfOrganisation =
    organisation === '' ? sql<boolean>`true` : sql<boolean>`organisation = ${organisation}`
  const { rows: found } = await sql<{ number: bigint | null }>`
    select min(batch) as number from security_event
    where batch > ${after} and at_ms >= ${sinceMs} and at_ms < ${untilMs} and ${isOfKey} and ${isOfOrganisation}`.execute(
    tx,
  )
  const number = found[0]?.number
  if (number === null || number === undefined) return undefined
  const batch = await tx
    .selectFrom('audit_batch')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const rows = await tx
    .selectFrom('security_event')
    .select('body')
    .where('batch', '=', number)
    .orderBy('place')
    .execute()
  const events = rows.map(({ body }) => auditEventSchema.parse(JSON.parse(body)))
  const { count, root, leaf_index } = batch
  const isWanted = (event: AuditEvent) =>
    (keyId === '' || event.keyId === keyId) && (organisation === '' || event.organisation === organisation)
  const whole = { number: Number(number), count, root, leafIndex: Number(leaf_index), path: [] }
  return bundledBatch(whole, events, isWanted)
}
