/**
 * Seals what was recorded: a row that lists the journals, accounts and assets since the seal before, and a leaf of the
 * public log with the root over their own seals. Writers are not held up: a seal reads what is committed and comes
 * after it, so until then (a minute, in the coordinator) a deleted row is not missed.
 */
import { openMerkleFold, toHex } from '../../aggregation/crypto/index.ts'
import { openRowSealer, type RowSealer, type Storage, type Transaction } from '../storage/index.ts'
import type { Clock } from './commands.ts'
import { type IdRange, joined, rangesText, readRanges } from './id-ranges.ts'
import { readJournalPage } from './journal-pages.ts'
import { type AnchorNote, namesIn } from './seal-coverage.ts'
import { sealedEntry, sealLeaf } from './seal-leaf.ts'
import { accountRow, assetRow, holdRow, journalRow, type SealRow, sealRow } from './sealed-rows.ts'

/** The public log, as far as seals need it. */
export interface LogToSeal {
  append(tx: Transaction, body: Uint8Array): Promise<number>
  head(tx: Transaction): Promise<{ readonly size: number; readonly root: Uint8Array }>
  /** Seals the leaves that carry no seal; how many. */
  adopt(tx: Transaction): Promise<number>
}

/** Where the newest seal is remembered outside the database. */
export interface SealAnchor {
  read(): Promise<AnchorNote | null>
  write(note: AnchorNote): Promise<void>
}

export interface SealKeeperOptions {
  readonly storage: Storage
  readonly key: Uint8Array
  readonly log: LogToSeal
  readonly clock: Clock
  readonly anchor: SealAnchor
}

export interface SealKeeper {
  /**
   * Makes the first seal, where there is none: rows from before there were seals get theirs, as they stand. Where the
   * anchor knows of seals nothing is adopted: the database lost them, and the audit is to say so.
   */
  found(): Promise<void>
  /** Seals what is new; the number of the seal, null when there is nothing. */
  seal(): Promise<bigint | null>
}

/** Journals that are committed later than this after others with higher numbers are left to the next start. */
const lateCommitMs = 3 * 60_000
const journalsPerPage = 1_000

/** What the seals so far list. */
interface Memory {
  readonly number: bigint
  readonly ranges: readonly IdRange[]
  readonly accounts: ReadonlySet<string>
  readonly assets: ReadonlySet<string>
}

interface SealedName<Id> {
  readonly id: Id
  readonly seal: Uint8Array | null
}

/** Journals, accounts and assets that no seal lists, in order. */
interface News {
  readonly journals: readonly SealedName<bigint>[]
  readonly accounts: readonly SealedName<string>[]
  readonly assets: readonly SealedName<string>[]
}

type Reader = Storage['db'] | Transaction

export function openSealKeeper({ storage, key, log, clock, anchor }: SealKeeperOptions): SealKeeper {
  const sealer = openRowSealer(key)
  let memory: Memory | null = null
  // The highest journals sealed so far, each with the time of its seal.
  let heights: readonly { readonly atMs: number; readonly id: bigint }[] = []

  async function seal(): Promise<bigint | null> {
    const nowMs = clock.nowMs()
    memory = await refreshed(storage.db, memory)
    const floor = heights.findLast(({ atMs }) => atMs <= nowMs - lateCommitMs)
    // Outside the transaction: a serializable one that reads what others are writing would make them run again.
    const news = await readNews(storage.db, memory, floor?.id ?? 0n)
    if (isNothing(news)) return null
    const draft = { memory, news, nowMs, adopted: 0n }
    const written = await storage.transaction(tx => writeSeal(tx, sealer, log, draft))
    if (written === null) return null
    await remember(storage.db, anchor, written)
    const last = news.journals.at(-1)
    if (last !== undefined)
      heights = [
        ...heights.filter(one => one === floor || one.atMs > nowMs - lateCommitMs),
        { atMs: nowMs, id: last.id },
      ]
    return written.number
  }

  async function found(): Promise<void> {
    if ((await lastNumber(storage.db)) > 0n || (await anchor.read()) !== null) return
    const written = await storage.transaction(async tx => {
      const adopted = await adoptRows(tx, sealer)
      await log.adopt(tx)
      const draft = { memory: nothingSealed, news: await readNews(tx, nothingSealed, 0n), adopted }
      return writeSeal(tx, sealer, log, { ...draft, nowMs: clock.nowMs() })
    })
    if (written !== null) await anchor.write(written)
  }

  const inTurn = oneAtATime()
  return { found: () => inTurn(found), seal: () => inTurn(seal) }
}

function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

const nothingSealed: Memory = { number: 0n, ranges: [], accounts: new Set(), assets: new Set() }

async function lastNumber(db: Reader): Promise<bigint> {
  const last = await db
    .selectFrom('ledger_seal')
    .select(eb => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  return last?.number ?? 0n
}

/** What was remembered, with the seals that were made since, by whoever. */
async function refreshed(db: Reader, memory: Memory | null): Promise<Memory> {
  const known = memory ?? nothingSealed
  const rows = await db
    .selectFrom('ledger_seal')
    .select(['number', 'journals', 'accounts', 'assets'])
    .where('number', '>', known.number)
    .orderBy('number')
    .execute()
  if (rows.length === 0) return known
  return {
    number: rows.at(-1)!.number,
    ranges: joined([...known.ranges, ...rows.flatMap(row => readRanges(row.journals) ?? [])]),
    accounts: new Set([...known.accounts, ...rows.flatMap(row => namesIn(row.accounts))]),
    assets: new Set([...known.assets, ...rows.flatMap(row => namesIn(row.assets))]),
  }
}

function isNothing({ journals, accounts, assets }: News): boolean {
  return journals.length + accounts.length + assets.length === 0
}

async function readNews(db: Reader, memory: Memory, floor: bigint): Promise<News> {
  const accounts = await db.selectFrom('account').select(['id', 'seal']).orderBy('id').execute()
  const assets = await db.selectFrom('asset').select(['id', 'seal']).orderBy('id').execute()
  return {
    journals: await readNewJournals(db, memory.ranges, floor),
    accounts: accounts.filter(({ id }) => !memory.accounts.has(id)),
    assets: assets.filter(({ id }) => !memory.assets.has(id)),
  }
}

async function readNewJournals(db: Reader, sealed: readonly IdRange[], floor: bigint) {
  const news: SealedName<bigint>[] = []
  let at = 0
  const isSealed = (id: bigint) => {
    while (at < sealed.length && sealed[at]!.to < id) at++
    return at < sealed.length && sealed[at]!.from <= id
  }
  for (let after = floor; ; ) {
    const page = await db
      .selectFrom('journal')
      .select(['id', 'seal'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(journalsPerPage)
      .execute()
    news.push(...page.filter(({ id }) => !isSealed(id)))
    const last = page.at(-1)
    if (last === undefined) return news
    after = last.id
  }
}

interface Draft {
  readonly memory: Memory
  readonly news: News
  readonly nowMs: number
  readonly adopted: bigint
}

/** Null when another seal was made in the meantime, or in a database that has nothing to seal yet. */
async function writeSeal(
  tx: Transaction,
  sealer: RowSealer,
  log: LogToSeal,
  { memory, news, nowMs, adopted }: Draft,
): Promise<AnchorNote | null> {
  if ((await lastNumber(tx)) !== memory.number) return null
  const { size, root: logRoot } = await log.head(tx)
  const row: SealRow = {
    number: memory.number + 1n,
    sealed_at_ms: BigInt(nowMs),
    journals: rangesText(news.journals.map(({ id }) => id)),
    accounts: JSON.stringify(news.accounts.map(({ id }) => id)),
    assets: JSON.stringify(news.assets.map(({ id }) => id)),
    adopted,
    root: rootOf(news),
    log_size: BigInt(size),
    log_root: logRoot,
  }
  const seal = sealer.sealOf(sealRow(row))
  // Commit point: the leaf and the list become true together.
  await log.append(tx, sealLeaf(row.number, row.root))
  await tx
    .insertInto('ledger_seal')
    .values({ ...row, seal })
    .execute()
  return { number: row.number, seal: toHex(seal) }
}

function rootOf({ accounts, assets, journals }: News): Uint8Array {
  const tree = openMerkleFold()
  for (const { id, seal } of accounts) tree.add(sealedEntry('account', id, seal))
  for (const { id, seal } of assets) tree.add(sealedEntry('asset', id, seal))
  for (const { id, seal } of journals) tree.add(sealedEntry('journal', `${id}`, seal))
  return tree.root()
}

/** An anchor that the database contradicts stays as it is: it is the evidence. */
async function remember(db: Reader, anchor: SealAnchor, written: AnchorNote): Promise<void> {
  const noted = await anchor.read()
  if (noted !== null) {
    const row = await db
      .selectFrom('ledger_seal')
      .select('seal')
      .where('number', '=', noted.number)
      .executeTakeFirst()
    if (row === undefined || toHex(row.seal) !== noted.seal) return
  }
  await anchor.write(written)
}

/** Gives rows without a seal one, as they stand; how many journals there were. */
async function adoptRows(tx: Transaction, sealer: RowSealer): Promise<bigint> {
  for (const row of await tx.selectFrom('asset').selectAll().where('seal', 'is', null).execute())
    await tx
      .updateTable('asset')
      .set({ seal: sealer.sealOf(assetRow(row)) })
      .where('id', '=', row.id)
      .execute()
  for (const row of await tx.selectFrom('account').selectAll().where('seal', 'is', null).execute())
    await tx
      .updateTable('account')
      .set({ seal: sealer.sealOf(accountRow(row)) })
      .where('id', '=', row.id)
      .execute()
  for (const row of await tx.selectFrom('hold').selectAll().where('seal', 'is', null).execute())
    await tx
      .updateTable('hold')
      .set({ seal: sealer.sealOf(holdRow(row)) })
      .where('id', '=', row.id)
      .execute()
  let adopted = 0n
  for (let after = 0n; ; ) {
    const page = await readJournalPage(tx, after, journalsPerPage)
    for (const { row, seal, postings, made, resolved } of page) {
      if (seal !== null) continue
      const parts = { postings, made: made[0] ?? null, resolved: resolved[0] ?? null }
      const adopting = { seal: sealer.sealOf(journalRow(row, parts)) }
      await tx.updateTable('journal').set(adopting).where('id', '=', row.id).execute()
      adopted += 1n
    }
    const last = page.at(-1)
    if (last === undefined) return adopted
    after = last.row.id
  }
}
