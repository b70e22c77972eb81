/** API keys as rows: their hashes, whose they are, what they may call. The text of a key is nowhere. */
import type { ApiKey, Role } from '../../protos/types.ts'
import type { Storage, Transaction } from '../storage/index.ts'

type Reader = Pick<Transaction, 'selectFrom'>

/** What is told of it, and what is not. */
export interface ApiKeyRecord extends ApiKey {
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string
  /** Of the member's key that signed for it: both end together. */
  readonly keyId: string
}

/** Whether it lets anything in at an instant, whatever became of its owner. */
export function isInForce({ revokedAtMs, expiresAtMs }: ApiKeyRecord, nowMs: number): boolean {
  return revokedAtMs === 0 && nowMs < expiresAtMs
}

export async function findApiKey(db: Reader, id: string): Promise<ApiKeyRecord | undefined> {
  const [found] = await findApiKeys(db, [id])
  return found
}

export async function findApiKeys(db: Reader, ids: readonly string[]): Promise<readonly ApiKeyRecord[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(recordOf)
}

/** Of all members of an organisation, oldest first. */
export async function readApiKeys(db: Reader, organisation: string): Promise<readonly ApiKeyRecord[]> {
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .where('organisation', '=', organisation)
    .orderBy('issued_at_ms')
    .orderBy('id')
    .execute()
  return rows.map(recordOf)
}

export async function insertApiKey(tx: Transaction, key: ApiKeyRecord): Promise<void> {
  await tx
    .insertInto('api_key')
    .values({
      id: key.id,
      hash: key.hash,
      organisation: key.organisation,
      role: key.role,
      key_id: key.keyId,
      name: key.name,
      methods: key.methods.join(' '),
      environment: key.environment,
      issued_at_ms: BigInt(key.issuedAtMs),
      expires_at_ms: BigInt(key.expiresAtMs),
    })
    .execute()
}

export async function writeRevocation(
  tx: Transaction,
  { id, revokedAtMs, reason }: Pick<ApiKeyRecord, 'id' | 'revokedAtMs' | 'reason'>,
): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ revoked_at_ms: BigInt(revokedAtMs), reason })
    .where('id', '=', id)
    .execute()
}

/** How much a key was used since it was last written down. */
export interface ApiKeyUse {
  readonly lastUsedAtMs: number
  readonly uses: number
}

export async function addApiKeyUses(storage: Storage, uses: ReadonlyMap<string, ApiKeyUse>): Promise<void> {
  if (uses.size === 0) return
  await storage.transaction(
    async tx => {
      // One order for all processes, so that none waits for another in a circle.
      for (const [id, { lastUsedAtMs, uses: times }] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1)))
        await tx
          .updateTable('api_key')
          .set(eb => ({
            last_used_at_ms: eb.fn<bigint>('greatest', ['last_used_at_ms', eb.val(BigInt(lastUsedAtMs))]),
            uses: eb('uses', '+', BigInt(times)),
          }))
          .where('id', '=', id)
          .execute()
    },
    { isolation: 'read-committed' },
  )
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]
const rowsOf = (db: Reader) => db.selectFrom('api_key').selectAll().execute()

function recordOf(row: Row): ApiKeyRecord {
  return {
    id: row.id,
    hash: row.hash,
    organisation: row.organisation,
    role: row.role as Role,
    keyId: row.key_id,
    name: row.name,
    methods: row.methods.split(' '),
    environment: row.environment,
    issuedAtMs: Number(row.issued_at_ms),
    expiresAtMs: Number(row.expires_at_ms),
    lastUsedAtMs: Number(row.last_used_at_ms),
    uses: Number(row.uses),
    revokedAtMs: Number(row.revoked_at_ms),
    reason: row.reason,
  }
}
