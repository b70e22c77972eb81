/** Keys of members as rows. Whoever changes one holds the counter's row, so that revisions grow in the order of commits. */
import { keyStates, type Role } from '../../protos/types.ts'
import type { Storage, Transaction } from '../storage/index.ts'
import type { KeyOwner, KeyRecord } from './key-states.ts'

type Reader = Pick<Transaction, 'selectFrom'>

/** Keys that changed after a revision, and how far that goes. */
export interface ChangedKeys {
  readonly revision: number
  readonly keys: readonly KeyRecord[]
}

/** How much a key was used since it was last written down. */
export interface KeyUse {
  readonly lastUsedAtMs: number
  readonly uses: number
}

/** All keys of one member, oldest first. */
export async function readRing(db: Reader, { organisation, role }: KeyOwner): Promise<readonly KeyRecord[]> {
  const keys = await readRings(db, organisation)
  return keys.filter(key => key.role === role)
}

/** All keys of an organisation's members, one member after the other. */
export async function readRings(db: Reader, organisation: string): Promise<readonly KeyRecord[]> {
  const rows = await keyRows(db)
    .where('organisation', '=', organisation)
    .orderBy('role')
    .orderBy('version')
    .execute()
  return rows.map(recordOf)
}

/** Every key that changed after `revision`, or was used after `usedAfterMs`; all of them after 0. */
export async function readChanged(db: Reader, revision: number, usedAfterMs: number): Promise<ChangedKeys> {
  const rows = await keyRows(db)
    .where(eb =>
      eb.or([
        eb('member_key.revision', '>', BigInt(revision)),
        eb('key_use.last_used_at_ms', '>', BigInt(usedAfterMs)),
      ]),
    )
    .execute()
  const newest = rows.reduce((most, row) => Math.max(most, Number(row.revision)), revision)
  return { revision: newest, keys: rows.map(recordOf) }
}

/** Writes what changed of keys, adding those that are new. Each that is added or revoked moves the registry on by one version. */
export async function writeKeys(tx: Transaction, changed: readonly KeyRecord[]): Promise<void> {
  const counter = await tx.selectFrom('key_counter').selectAll().forUpdate().executeTakeFirstOrThrow()
  const revision = counter.revision + 1n
  let version = Number(counter.registry_version)
  for (const key of changed) {
    const isNew = key.addedIn === 0
    const isGone = key.state === 'revoked' && key.removedIn === 0
    if (isNew || isGone) version += 1
    const record = isNew ? { ...key, addedIn: version } : isGone ? { ...key, removedIn: version } : key
    await (isNew ? insertKey(tx, record, revision) : updateKey(tx, record, revision))
  }
  await tx
    .updateTable('key_counter')
    .set({ revision, registry_version: BigInt(version) })
    .execute()
}

/** Whether a key with these bytes was ever registered, by anybody. */
export async function isRegistered(db: Reader, publicKey: Uint8Array): Promise<boolean> {
  const row = await db
    .selectFrom('member_key')
    .select('key_id')
    .where('public_key', '=', Buffer.from(publicKey))
    .executeTakeFirst()
  return row !== undefined
}

/** Adds to what is known of the use of keys. */
export async function addUses(storage: Storage, uses: ReadonlyMap<string, KeyUse>): Promise<void> {
  const rows = [...uses].map(([keyId, { lastUsedAtMs, uses: times }]) => ({
    key_id: keyId,
    last_used_at_ms: BigInt(lastUsedAtMs),
    uses: BigInt(times),
  }))
  if (rows.length === 0) return
  await storage.transaction(
    tx =>
      tx
        .insertInto('key_use')
        .values(rows)
        .onConflict(conflict =>
          conflict.column('key_id').doUpdateSet(eb => ({
            last_used_at_ms: eb.fn<bigint>('greatest', [
              'key_use.last_used_at_ms',
              'excluded.last_used_at_ms',
            ]),
            uses: eb('key_use.uses', '+', eb.ref('excluded.uses')),
          })),
        )
        .execute(),
    // Counts of different processes add up in any order.
    { isolation: 'read-committed' },
  )
}

function keyRows(db: Reader) {
  return db
    .selectFrom('member_key')
    .leftJoin('key_use', 'key_use.key_id', 'member_key.key_id')
    .selectAll('member_key')
    .select(['key_use.last_used_at_ms', 'key_use.uses'])
}

type KeyRow = Awaited<ReturnType<ReturnType<typeof keyRows>['execute']>>[number]

function recordOf(row: KeyRow): KeyRecord {
  const state = keyStates.find(known => known === row.state)
  if (state === undefined) throw new Error(`key ${row.key_id} is stored in an unknown state ${row.state}`)
  return {
    organisation: row.organisation,
    role: row.role as Role,
    keyId: row.key_id,
    version: row.version,
    publicKey: Uint8Array.from(row.public_key),
    state,
    notBeforeMs: Number(row.not_before_ms),
    notAfterMs: Number(row.not_after_ms),
    registeredAtMs: Number(row.registered_at_ms),
    supersededBy: row.superseded_by,
    retiringFromMs: Number(row.retiring_from_ms),
    overlapEndsAtMs: Number(row.overlap_ends_at_ms),
    lastUsedAtMs: Number(row.last_used_at_ms ?? 0),
    uses: Number(row.uses ?? 0),
    reason: row.reason,
    addedIn: Number(row.added_in),
    removedIn: Number(row.removed_in),
  }
}

function changingColumns(key: KeyRecord, revision: bigint) {
  return {
    state: key.state,
    superseded_by: key.supersededBy,
    retiring_from_ms: BigInt(key.retiringFromMs),
    overlap_ends_at_ms: BigInt(key.overlapEndsAtMs),
    reason: key.reason,
    removed_in: BigInt(key.removedIn),
    revision,
  }
}

async function insertKey(tx: Transaction, key: KeyRecord, revision: bigint): Promise<void> {
  await tx
    .insertInto('member_key')
    .values({
      key_id: key.keyId,
      organisation: key.organisation,
      role: key.role,
      version: key.version,
      public_key: Buffer.from(key.publicKey),
      not_before_ms: BigInt(key.notBeforeMs),
      not_after_ms: BigInt(key.notAfterMs),
      registered_at_ms: BigInt(key.registeredAtMs),
      added_in: BigInt(key.addedIn),
      ...changingColumns(key, revision),
    })
    .execute()
}

async function updateKey(tx: Transaction, key: KeyRecord, revision: bigint): Promise<void> {
  await tx
    .updateTable('member_key')
    .set(changingColumns(key, revision))
    .where('key_id', '=', key.keyId)
    .execute()
}
