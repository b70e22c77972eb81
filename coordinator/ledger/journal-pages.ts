import type { Transaction } from '../storage/index.ts'
import type { StoredHold, StoredJournal, StoredPosting } from './row-audit.ts'

/** The next `limit` journals after `after`, in the order of their numbers, with all that hangs on them. */
export async function readJournalPage(
  tx: Transaction,
  after: bigint,
  limit: number,
): Promise<readonly StoredJournal[]> {
  const rows = await tx
    .selectFrom('journal')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  const last = rows.at(-1)
  if (last === undefined) return []
  const postings = await readPostings(tx, after, last.id)
  const made = await readHolds(tx, 'journal_id', after, last.id)
  const resolved = await readHolds(tx, 'resolved_by', after, last.id)
  return rows.map(({ seal, ...row }) => ({
    row,
    seal,
    postings: postings.get(row.id) ?? [],
    made: made.get(row.id) ?? [],
    resolved: resolved.get(row.id) ?? [],
  }))
}

async function readPostings(
  tx: Transaction,
  after: bigint,
  upTo: bigint,
): Promise<Map<bigint, StoredPosting[]>> {
  const rows = await tx
    .selectFrom('posting')
    .selectAll()
    .where('journal_id', '>', after)
    .where('journal_id', '<=', upTo)
    .orderBy('journal_id')
    .orderBy('ordinal')
    .execute()
  return grouped(
    rows.map(({ journal_id, ordinal, account_id, amount }) => {
      // Nothing is null here unless somebody took the constraints away: then it counts as nothing, and is told.
      return [journal_id, { ordinal, account: account_id ?? '', amountUnits: amount ?? 0n }]
    }),
  )
}

async function readHolds(
  tx: Transaction,
  column: 'journal_id' | 'resolved_by',
  after: bigint,
  upTo: bigint,
): Promise<Map<bigint, StoredHold[]>> {
  const rows = await tx
    .selectFrom('hold')
    .selectAll()
    .where(column, '>', after)
    .where(column, '<=', upTo)
    .orderBy('id')
    .execute()
  return grouped(rows.map(row => [row[column] ?? 0n, row]))
}

function grouped<T>(entries: readonly (readonly [bigint, T])[]): Map<bigint, T[]> {
  const groups = new Map<bigint, T[]>()
  for (const [key, value] of entries) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
