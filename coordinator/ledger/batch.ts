/**
 * Commands that are recorded together: accounts are locked once for all of them, each is judged by what those before it left, and
 * every balance is moved once. A settlement that pays a thousand holders for a hundred rounds would otherwise write each balance a
 * hundred times within one transaction, and read all its versions each time.
 */
import type { RowSealer, Transaction } from '../storage/index.ts'
import {
  type Balance,
  type Clock,
  type Command,
  type Posting,
  type Recorded,
  type Rejected,
  rejected,
} from './commands.ts'
import {
  decideHold,
  decidePostHold,
  decideTransfer,
  decideVoidHold,
  type Effect,
  examine,
  type HoldState,
} from './decide.ts'
import {
  insertHolds,
  type JournalEntry,
  type KnownJournal,
  lookUp,
  readHolds,
  resolveHolds,
  writeJournals,
} from './ledger-store.ts'
import { requestHash } from './request-hash.ts'
import { type HoldRow, type JournalRow, journalRow } from './sealed-rows.ts'

/** What the commands need beside a transaction. */
export interface Tools {
  readonly clock: Clock
  readonly sealer: RowSealer
}

/** The first command that was refused, by its place from 0. Nothing of the others was written either. */
export interface BatchRejected extends Rejected {
  readonly place: number
}

/** What stands while a batch is judged: as the database has it, and then as each command leaves it. */
interface Books {
  /** In the order in which the database locked them. */
  readonly balances: Map<string, Balance>
  readonly holds: Map<string, HoldRow>
  readonly known: Map<string, KnownJournal>
  /** Numbers for new journals, least first. */
  readonly numbers: bigint[]
}

interface Entry {
  readonly row: Omit<JournalRow, 'posting_count'>
  readonly effect: Effect
  readonly made?: HoldRow
  readonly resolved?: HoldRow
}

/** Records all commands in their order, or none. */
export async function recordAll(
  tx: Transaction,
  commands: readonly Command[],
  tools: Tools,
): Promise<readonly Recorded[] | BatchRejected> {
  if (commands.length === 0) return []
  const books = await openBooks(tx, commands)
  const answers: Recorded[] = []
  const entries: Entry[] = []
  for (const [place, command] of commands.entries()) {
    const answer = judge(books, command, tools)
    if ('reason' in answer) return { ...answer, place }
    if ('row' in answer) {
      apply(books, answer)
      entries.push(answer)
      answers.push({ kind: 'recorded', journalId: answer.row.id, isReplay: false })
    } else answers.push(answer)
  }
  await write(tx, entries, tools)
  return answers
}

/** Locks the accounts of the holds with the others, then reads the holds: one may have been resolved while waiting. */
async function openBooks(tx: Transaction, commands: readonly Command[]): Promise<Books> {
  const ending = commands.flatMap(({ command, request }) =>
    command === 'post-hold' || command === 'void-hold' ? [request.holdId] : [],
  )
  const seen = await readHolds(tx, ending)
  const accounts = new Set(commands.flatMap(accountsOf))
  for (const { account_id } of seen.values()) accounts.add(account_id)
  const keys = new Set(commands.map(({ request }) => request.idempotencyKey))
  const { balances, known, numbers } = await lookUp(tx, [...keys], [...accounts])
  const making = commands.flatMap(({ command, request }) => (command === 'hold' ? [request.holdId] : []))
  const holds = await readHolds(tx, [...ending, ...making])
  // One that was made in the meantime is in an account that is not locked: to this batch it is not there yet.
  for (const holdId of ending) if (!accounts.has(holds.get(holdId)?.account_id ?? '')) holds.delete(holdId)
  return { balances, known, numbers, holds }
}

function accountsOf({ command, request }: Command): readonly string[] {
  switch (command) {
    case 'transfer':
      return request.postings.map(({ account }) => account)
    case 'hold':
      return [request.account]
    case 'post-hold':
      return request.destinations.map(({ account }) => account)
    case 'void-hold':
      return []
  }
}

/** A refusal, the answer to a command that was recorded before, or what is to be written. */
function judge(books: Books, command: Command, { clock }: Tools): Rejected | Recorded | Entry {
  const fault = examine(command)
  if (fault !== null) return fault
  const { idempotencyKey } = command.request
  const hash = requestHash(command)
  const known = books.known.get(idempotencyKey)
  if (known !== undefined) {
    if (known.requestHash !== hash) return rejected('idempotency-conflict', idempotencyKey)
    return { kind: 'recorded', journalId: known.journalId, isReplay: true }
  }
  const nowMs = clock.nowMs()
  const decided = decide(books, command, nowMs)
  if ('reason' in decided) return decided
  const journalId = books.numbers.shift()
  if (journalId === undefined) throw new Error('more commands than numbers were taken for')
  const { bountyId, round, reference, memo } = command.request
  const row = {
    id: journalId,
    idempotency_key: idempotencyKey,
    request_hash: hash,
    kind: 'kind' in command.request ? command.request.kind : command.command,
    bounty_id: bountyId ?? null,
    round: round ?? null,
    reference,
    memo,
    created_at_ms: BigInt(nowMs),
  }
  return { row, effect: decided, ...holdAfter(books, command, journalId) }
}

function decide({ balances, holds }: Books, command: Command, nowMs: number): Effect | Rejected {
  if (command.command === 'transfer')
    return decideTransfer(command.request, only(balances, accountsOf(command)))
  const { holdId } = command.request
  const hold = holds.get(holdId)
  if (command.command === 'hold')
    return decideHold(
      command.request,
      hold === undefined ? null : stateOf(hold),
      only(balances, accountsOf(command)),
    )
  if (hold === undefined) return rejected('unknown-hold', holdId)
  if (command.command === 'void-hold') return decideVoidHold(stateOf(hold))
  const touched = only(balances, [hold.account_id, ...accountsOf(command)])
  return decidePostHold(command.request, stateOf(hold), touched, nowMs)
}

/** The balances of these accounts in the order of all: the first of two that are too low is the one that is named. */
function only(balances: Books['balances'], accounts: readonly string[]): ReadonlyMap<string, Balance> {
  const wanted = new Set(accounts)
  if (wanted.size === balances.size && accounts.every(account => balances.has(account))) return balances
  const order = [...wanted].sort()
  return new Map(
    order.flatMap(account => {
      const balance = balances.get(account)
      return balance === undefined ? [] : [[account, balance] as const]
    }),
  )
}

function holdAfter({ holds }: Books, command: Command, journalId: bigint): Pick<Entry, 'made' | 'resolved'> {
  switch (command.command) {
    case 'transfer':
      return {}
    case 'hold': {
      const { holdId, account, amountUnits, expiresAtMs } = command.request
      const made = {
        id: holdId,
        journal_id: journalId,
        account_id: account,
        amount: amountUnits,
        expires_at_ms: expiresAtMs === undefined ? null : BigInt(expiresAtMs),
        state: 'pending',
        resolved_by: null,
        posted_amount: 0n,
      } as const
      return { made }
    }
    case 'post-hold':
      return {
        resolved: resolvedBy(holds, command.request.holdId, journalId, sumOf(command.request.destinations)),
      }
    case 'void-hold':
      return { resolved: resolvedBy(holds, command.request.holdId, journalId, 0n) }
  }
}

/** `postedUnits` of 0 means that it was voided. */
function resolvedBy(holds: Books['holds'], holdId: string, journalId: bigint, postedUnits: bigint): HoldRow {
  const state = postedUnits > 0n ? 'posted' : 'voided'
  return { ...holds.get(holdId)!, state, resolved_by: journalId, posted_amount: postedUnits }
}

function sumOf(postings: readonly Posting[]): bigint {
  return postings.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
}

function apply({ balances, holds, known }: Books, { row, effect, made, resolved }: Entry): void {
  for (const { account, amountUnits } of effect.postings) addTo(balances, account, amountUnits, 0n)
  for (const { account, amountUnits } of effect.pending) addTo(balances, account, 0n, amountUnits)
  for (const hold of [made, resolved]) if (hold !== undefined) holds.set(hold.id, hold)
  known.set(row.idempotency_key, { journalId: row.id, requestHash: row.request_hash })
}

function addTo(balances: Books['balances'], account: string, posted: bigint, aside: bigint): void {
  const before = balances.get(account)!
  const postedUnits = before.postedUnits + posted
  const pendingOutUnits = before.pendingOutUnits + aside
  balances.set(account, {
    ...before,
    postedUnits,
    pendingOutUnits,
    freeUnits: postedUnits - pendingOutUnits,
  })
}

async function write(tx: Transaction, entries: readonly Entry[], { sealer }: Tools): Promise<void> {
  if (entries.length === 0) return
  const journals = entries.map(({ row, effect, made = null, resolved = null }): JournalEntry => {
    const full = { ...row, posting_count: effect.postings.length }
    const seal = sealer.sealOf(journalRow(full, { postings: effect.postings, made, resolved }))
    return { row: full, effect, seal }
  })
  await writeJournals(tx, journals)
  const made = entries.flatMap(entry => (entry.made === undefined ? [] : [entry.made]))
  if (made.length > 0) await insertHolds(tx, made, sealer)
  const resolved = entries.flatMap(entry => (entry.resolved === undefined ? [] : [entry.resolved]))
  if (resolved.length > 0) await resolveHolds(tx, resolved, sealer)
}

function stateOf({ id, account_id, amount, expires_at_ms, state }: HoldRow): HoldState {
  const expiresAtMs = expires_at_ms === null ? null : Number(expires_at_ms)
  return { holdId: id, account: account_id, amountUnits: amount, expiresAtMs, state }
}
