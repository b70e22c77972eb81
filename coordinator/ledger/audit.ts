import { sql } from 'kysely'
import { type AccountKind, accountKinds } from '../../aggregation/index.ts'
import type { RowSealer, Transaction } from '../storage/index.ts'
import { readJournalPage } from './journal-pages.ts'
import {
  type AuditProblem,
  type AuditReport,
  type HoldRecord,
  type JournalRecord,
  startReplay,
} from './replay.ts'
import { endedHold, journalProblems, rowProblems, type StoredHold, type StoredJournal } from './row-audit.ts'
import {
  type AnchorNote,
  type JournalWalk,
  type NamedSeals,
  namesIn,
  type StoredSeal,
  sealFaults,
  walkJournals,
  walkLeaves,
} from './seal-coverage.ts'
import { accountRow, assetRow, type HoldRow, holdRow } from './sealed-rows.ts'

/** The public log, as far as an audit of the books needs it. */
export interface LogToAudit {
  /** What is wrong with the log itself; shows each leaf, in order, with the root of those before it. */
  audit(
    tx: Transaction,
    onLeaf: (index: number, body: Uint8Array, rootBefore: () => Uint8Array) => void,
  ): Promise<readonly { readonly where: string; readonly detail: string }[]>
}

/** What an audit compares the database with. Without `log` or `anchor` that comparison is left out. */
export interface AuditSources {
  readonly log?: LogToAudit
  readonly anchor?: AnchorNote | null
}

const journalsPerPage = 1_000
const belowAll = -(2n ** 63n)

/** Reads everything once, page by page: replays the journal, checks each seal, and looks for what was sealed. */
export async function auditLedger(
  tx: Transaction,
  sealer: RowSealer,
  { log, anchor = null }: AuditSources,
): Promise<AuditReport> {
  const seals = await readSeals(tx)
  const assets = await tx.selectFrom('asset').selectAll().orderBy('id').execute()
  const accounts = await tx.selectFrom('account').selectAll().orderBy('id').execute()
  const names = { account: sealsOf(accounts), asset: sealsOf(assets) }
  const problems: AuditProblem[] = [
    ...assets.flatMap(row => rowProblems(sealer, assetRow(row), row.seal)),
    ...accounts.flatMap(row => rowProblems(sealer, accountRow(row), row.seal)),
    ...[...repeated('asset', assets), ...repeated('account', accounts)],
    ...sealFaults(sealer, seals, anchor),
    ...(await orphans(tx)),
  ]
  const replay = startReplay(accounts.map(toSpecification))
  const walk = walkJournals(seals, names)
  problems.push(...(await readJournals(tx, sealer, walk, journal => replay.add(toRecord(journal)))))
  const walked = walk.finish()
  problems.push(...walked.problems)
  if (log !== undefined) problems.push(...(await auditLog(tx, log, seals)))
  const balances = await tx.selectFrom('balance').selectAll().execute()
  const report = replay.finish(
    balances.map(row => ({
      account: row.account_id,
      postedUnits: row.posted,
      pendingOutUnits: row.pending_out,
      minimumUnits: row.min_balance,
      moves: row.version,
    })),
  )
  const all = [...problems, ...report.problems]
  return { ...report, ok: all.length === 0, problems: all, ...coverageOf(seals, walked.unsealed, names) }
}

/**
 * No column is null unless somebody took the constraints away. In its place stands what no seal was ever made over,
 * so that the row's own seal tells it.
 */
async function readSeals(tx: Transaction): Promise<readonly StoredSeal[]> {
  const rows = await tx.selectFrom('ledger_seal').selectAll().orderBy('number').execute()
  const none = new Uint8Array()
  return rows.map(row => ({
    ...row,
    number: row.number ?? 0n,
    journals: row.journals ?? 'null',
    accounts: row.accounts ?? '',
    assets: row.assets ?? '',
    adopted: row.adopted ?? -1n,
    root: row.root ?? none,
    log_root: row.log_root ?? none,
    seal: row.seal ?? none,
  }))
}

function sealsOf(rows: readonly { readonly id: string; readonly seal: Uint8Array | null }[]) {
  return new Map(rows.map(({ id, seal }) => [id, seal]))
}

function coverageOf(
  seals: readonly StoredSeal[],
  unsealedJournals: number,
  names: NamedSeals,
): Pick<
  AuditReport,
  'seals' | 'lastSealedAtMs' | 'unsealedJournals' | 'unsealedAccounts' | 'adoptedJournals'
> {
  const listed = new Set(seals.flatMap(({ accounts }) => namesIn(accounts)))
  const last = seals.at(-1)
  return {
    seals: seals.length,
    lastSealedAtMs: last === undefined ? null : Number(last.sealed_at_ms),
    unsealedJournals,
    unsealedAccounts: [...names.account.keys()].filter(name => !listed.has(name)).length,
    adoptedJournals: Number(seals.reduce((sum, { adopted }) => sum + adopted, 0n)),
  }
}

function repeated(table: string, rows: readonly { readonly id: string }[]): AuditProblem[] {
  return rows
    .filter(({ id }, index) => id === rows[index - 1]?.id)
    .map(({ id }) => ({ rule: 'row-seal', where: `${table} ${id}`, detail: 'is there twice' }))
}

/** An account of a kind that there is not is counted by what its name says; that its row was changed is told apart. */
function toSpecification({ id, kind, asset, min_balance }: AccountRowOf) {
  const named = [kind, `${id}`.split(':')[0]].find(one => accountKinds.includes(one as AccountKind))
  return { id, kind: (named ?? 'buyer') as AccountKind, asset, minimumUnits: min_balance }
}

interface AccountRowOf {
  readonly id: string
  readonly kind: string
  readonly asset: string
  readonly min_balance: bigint | null
}

/** What hangs on no journal: the database forbids it, unless somebody switched that off. */
async function orphans(tx: Transaction): Promise<AuditProblem[]> {
  const { rows } = await sql<{ what: string }>`
    select 'posting ' || coalesce(p.ordinal::text, '?') || ' of journal ' || coalesce(p.journal_id::text, '?') as what
      from posting p where not exists (select from journal j where j.id = p.journal_id)
    union all
    select 'hold ' || coalesce(h.id, '?') from hold h where not exists (select from journal j where j.id = h.journal_id)
    union all
    select 'hold ' || h.id from hold h
      where h.resolved_by is not null and not exists (select from journal j where j.id = h.resolved_by)`.execute(
    tx,
  )
  return rows.map(({ what }) => ({
    rule: 'row-seal',
    where: what,
    detail: 'hangs on a journal that is not there',
  }))
}

async function readJournals(
  tx: Transaction,
  sealer: RowSealer,
  walk: JournalWalk,
  onJournal: (journal: StoredJournal) => void,
): Promise<AuditProblem[]> {
  const problems: AuditProblem[] = []
  const pending: StoredHold[] = []
  const rewound: StoredJournal[] = []
  let after = belowAll
  for (;;) {
    const page = await readJournalPage(tx, after, journalsPerPage)
    for (const [index, journal] of page.entries()) {
      const { id } = journal.row
      if (id === page[index - 1]?.row.id)
        problems.push({ rule: 'row-seal', where: `journal ${id}`, detail: 'is there twice' })
      else walk.add(id, journal.seal)
      const faults = journalProblems(sealer, journal)
      problems.push(...faults)
      if (faults.length > 0 && journal.resolved.length === 0) rewound.push(journal)
      for (const hold of journal.made) {
        problems.push(...rowProblems(sealer, holdRow(hold), hold.seal))
        if (hold.state === 'pending') pending.push(hold)
      }
      onJournal(journal)
    }
    const last = page.at(-1)
    if (last === undefined) return [...problems, ...rewoundHolds(sealer, rewound, pending)]
    after = last.row.id
  }
}

/** A hold whose row, seal and all, is what it was before it ended: only the journal that ended it knows. */
function rewoundHolds(
  sealer: RowSealer,
  journals: readonly StoredJournal[],
  pending: readonly StoredHold[],
): AuditProblem[] {
  return journals.flatMap(journal =>
    pending
      .filter(hold => endedHold(sealer, journal, hold))
      .map(({ id }): AuditProblem => {
        const detail = `was ended by journal ${journal.row.id} and stands there as pending`
        return { rule: 'row-seal', where: `hold ${id}`, detail }
      }),
  )
}

async function auditLog(
  tx: Transaction,
  log: LogToAudit,
  seals: readonly StoredSeal[],
): Promise<AuditProblem[]> {
  const leaves = walkLeaves(seals)
  const faults = await log.audit(tx, leaves.add)
  return [...faults.map(fault => ({ rule: 'log' as const, ...fault })), ...leaves.finish()]
}

function toRecord({ row, postings, made, resolved }: StoredJournal): JournalRecord {
  return {
    journalId: row.id,
    postingCount: row.posting_count,
    postings,
    made: made.map(toHoldRecord),
    resolved: resolved.map(toHoldRecord),
  }
}

function toHoldRecord({ id, account_id, amount, state, posted_amount }: HoldRow): HoldRecord {
  const units = { amountUnits: amount ?? 0n, postedUnits: posted_amount ?? 0n }
  return { holdId: id, account: account_id ?? '', state, ...units }
}
