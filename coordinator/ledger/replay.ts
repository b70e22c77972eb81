/**
 * The books, added up again from nothing but the journal, pure. Feed the journals in order, then compare what they
 * add up to with the balances that are stored. The rules are the conservation laws of the market:
 *
 * I1  what entered a bounty's escrow = paid + refunded + fees + what is still there
 * I2  every journal sums to zero for each asset
 * I3  no account is ever below its minimum, units set aside included
 * I4  a hold is resolved at most once, after it was made
 * I5  what a hold posts and what it frees add up to what it held
 * I8  all balances of an asset add up to zero: the supply is what `world` is short of
 *
 * An audit says more, of the rows themselves: `row-seal` a row is not what was recorded, `missing-row` one that was
 * sealed is gone, `request-hash` a journal contradicts its own request, `ledger-seal` the seals contradict the rows,
 * `anchor` the database is not the one that the data folder remembers, `log` the public log is not what it was.
 */
import { type AccountKind, accountKinds, worldAccount } from '../../aggregation/index.ts'
import type { AccountSpecification, Posting } from './commands.ts'

export type AuditRule =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I8'
  | 'anchor'
  | 'ledger-seal'
  | 'log'
  | 'missing-row'
  | 'posting-count'
  | 'request-hash'
  | 'row-seal'
  | 'stored-balance'

export interface AuditProblem {
  readonly rule: AuditRule
  /** The journal, account, hold or asset that breaks it. */
  readonly where: string
  readonly detail: string
}

/** One journal with what hangs on it. */
export interface JournalRecord {
  readonly journalId: bigint
  readonly postingCount: number
  readonly postings: readonly Posting[]
  /** Holds that this journal made. */
  readonly made: readonly HoldRecord[]
  /** Holds that name this journal as what resolved them. */
  readonly resolved: readonly HoldRecord[]
}

export interface HoldRecord {
  readonly holdId: string
  readonly account: string
  readonly amountUnits: bigint
  readonly state: 'pending' | 'posted' | 'voided'
  readonly postedUnits: bigint
}

export interface StoredBalance {
  readonly account: string
  readonly postedUnits: bigint
  readonly pendingOutUnits: bigint
  readonly minimumUnits: bigint | null
  /** How many journals moved it. */
  readonly moves: bigint
}

/** Where a bounty's price went. funded = paid + refunded + fees + remaining. */
export interface EscrowFlow {
  readonly escrow: string
  readonly fundedUnits: bigint
  readonly paidUnits: bigint
  readonly refundedUnits: bigint
  readonly feeUnits: bigint
  readonly remainingUnits: bigint
}

/** Where the units of one asset are. `supplyUnits` = the sum of `byKind` without world. */
export interface AssetTotal {
  readonly asset: string
  readonly supplyUnits: bigint
  readonly byKind: Readonly<Record<AccountKind, bigint>>
  readonly pendingUnits: bigint
}

/** What adding the journal up again comes to. */
export interface ReplayReport {
  readonly ok: boolean
  readonly journals: number
  readonly postings: number
  readonly accounts: number
  readonly holds: number
  readonly problems: readonly AuditProblem[]
  readonly totals: readonly AssetTotal[]
  readonly escrows: readonly EscrowFlow[]
}

/** The replay, and what the seals of rows say. */
export interface AuditReport extends ReplayReport {
  readonly seals: number
  /** When the newest seal was made: what was deleted since then is not missed. Null when there is none. */
  readonly lastSealedAtMs: number | null
  /** Journals and accounts that stand in no seal yet. */
  readonly unsealedJournals: number
  readonly unsealedAccounts: number
  /** Journals from before there were seals: their seals say what they were when the first one was made. */
  readonly adoptedJournals: number
}

/** An audit under way. */
export interface Replay {
  /** The next journal, in the order of their ids. */
  add(journal: JournalRecord): void
  /** Compares with what is stored and ends the audit. */
  finish(stored: readonly StoredBalance[]): ReplayReport
}

interface Tally {
  readonly account: AccountSpecification
  posted: bigint
  pendingOut: bigint
  moves: bigint
}

type Flow = { -readonly [Field in keyof EscrowFlow]: EscrowFlow[Field] }

/** Starts an audit of these accounts. */
export function startReplay(accounts: readonly AccountSpecification[]): Replay {
  const books: Books = {
    tallies: new Map(
      accounts.map(account => [account.id, { account, posted: 0n, pendingOut: 0n, moves: 0n }]),
    ),
    flows: new Map(),
    pendingHolds: new Map(),
    problems: [],
    counts: { journals: 0, postings: 0, holds: 0 },
  }
  return {
    add: journal => addJournal(books, journal),
    finish: stored => finish(books, stored),
  }
}

interface Books {
  readonly tallies: Map<string, Tally>
  readonly flows: Map<string, Flow>
  /** Made and not yet resolved, with the state that is stored for each. */
  readonly pendingHolds: Map<string, HoldRecord['state']>
  readonly problems: AuditProblem[]
  readonly counts: { journals: number; postings: number; holds: number }
}

function addJournal(books: Books, journal: JournalRecord): void {
  const { counts, problems } = books
  counts.journals += 1
  counts.postings += journal.postings.length
  counts.holds += journal.made.length
  const where = `journal ${journal.journalId}`
  if (journal.postings.length !== journal.postingCount) {
    const detail = `declares ${journal.postingCount} postings and has ${journal.postings.length}`
    problems.push({ rule: 'posting-count', where, detail })
  }
  problems.push(...unbalancedAssets(books, journal, where))
  for (const { account, amountUnits } of journal.postings) tallyOf(books, account).posted += amountUnits
  for (const hold of journal.made) makeHold(books, hold)
  for (const hold of journal.resolved) endHold(books, hold, journal, where)
  addFlows(books, journal, where)
  for (const account of touchedBy(journal)) tallyOf(books, account).moves += 1n
  problems.push(...accountsBelowMinimum(books, journal, where))
}

function touchedBy({ postings, made, resolved }: JournalRecord): ReadonlySet<string> {
  return new Set([...postings, ...made, ...resolved].map(({ account }) => account))
}

function tallyOf({ tallies, problems }: Books, account: string): Tally {
  const known = tallies.get(account)
  if (known !== undefined) return known
  problems.push({ rule: 'missing-row', where: `account ${account}`, detail: 'the journal names it' })
  const unknown: AccountSpecification = {
    id: account,
    kind: kindNamedBy(account),
    asset: '',
    minimumUnits: null,
  }
  const tally = { account: unknown, posted: 0n, pendingOut: 0n, moves: 0n }
  tallies.set(account, tally)
  return tally
}

function kindNamedBy(account: string): AccountKind {
  return accountKinds.find(kind => account === kind || account.startsWith(`${kind}:`)) ?? 'buyer'
}

function unbalancedAssets(books: Books, { postings }: JournalRecord, where: string): AuditProblem[] {
  const sums = new Map<string, bigint>()
  for (const { account, amountUnits } of postings) {
    const { asset } = tallyOf(books, account).account
    sums.set(asset, (sums.get(asset) ?? 0n) + amountUnits)
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([asset, sum]) => ({ rule: 'I2', where, detail: `its postings sum to ${sum} ${asset}` }))
}

function makeHold(books: Books, hold: HoldRecord): void {
  tallyOf(books, hold.account).pendingOut += hold.amountUnits
  books.pendingHolds.set(hold.holdId, hold.state)
  if ((hold.state === 'posted') !== hold.postedUnits > 0n || hold.postedUnits > hold.amountUnits) {
    const detail = `${hold.state} with ${hold.postedUnits} posted of ${hold.amountUnits}`
    books.problems.push({ rule: 'I5', where: `hold ${hold.holdId}`, detail })
  }
}

function endHold(books: Books, hold: HoldRecord, { postings }: JournalRecord, where: string): void {
  const place = `hold ${hold.holdId}`
  if (!books.pendingHolds.delete(hold.holdId) || hold.state === 'pending') {
    books.problems.push({ rule: 'I4', where: place, detail: `resolved by ${where} while not pending` })
    return
  }
  tallyOf(books, hold.account).pendingOut -= hold.amountUnits
  const left = postings.find(posting => posting.account === hold.account)?.amountUnits ?? 0n
  if (-left !== hold.postedUnits) {
    const detail = `${where} takes ${-left} from ${hold.account}, the hold says ${hold.postedUnits}`
    books.problems.push({ rule: 'I5', where: place, detail })
  }
}

/**
 * Follows what enters and leaves a bounty's escrow, its epochs' accounts included. What enters comes of a buyer, or is taken
 * back of what was held back; what leaves goes to earnings, fees or a buyer, and nowhere else.
 */
function addFlows(books: Books, { postings }: JournalRecord, where: string): void {
  const escrows = new Set(
    postings.map(({ account }) => account).filter(account => kindOf(books, account) === 'escrow'),
  )
  const bounties = new Set([...escrows].map(bountyEscrow))
  if (bounties.size > 1) {
    const detail = `units of ${[...bounties].join(' and ')} meet in one journal`
    books.problems.push({ rule: 'I1', where, detail })
  }
  for (const escrow of bounties) {
    const flow = flowOf(books, escrow)
    for (const { account, amountUnits } of postings) {
      if (escrows.has(account)) flow.remainingUnits += amountUnits
      else addFlow(books, flow, { account, amountUnits }, where)
    }
  }
}

/** The account of a bounty whose epoch's account this may be. */
function bountyEscrow(account: string): string {
  return account.split(':').slice(0, 2).join(':')
}

function kindOf(books: Books, account: string): AccountKind {
  return tallyOf(books, account).account.kind
}

function addFlow(books: Books, flow: Flow, { account, amountUnits }: Posting, where: string): void {
  const kind = kindOf(books, account)
  if (kind === 'payable' || kind === 'holdback') flow.paidUnits += amountUnits
  else if (amountUnits < 0n) flow.fundedUnits -= amountUnits
  else if (kind === 'fees') flow.feeUnits += amountUnits
  else if (kind === 'buyer') flow.refundedUnits += amountUnits
  else {
    const detail = `units of ${flow.escrow} meet ${account} (${kind}), which is neither earnings, fees nor a buyer`
    books.problems.push({ rule: 'I1', where, detail })
  }
}

function flowOf({ flows }: Books, escrow: string): Flow {
  const known = flows.get(escrow)
  if (known !== undefined) return known
  const units = { fundedUnits: 0n, paidUnits: 0n, refundedUnits: 0n, feeUnits: 0n, remainingUnits: 0n }
  const flow = { escrow, ...units }
  flows.set(escrow, flow)
  return flow
}

function accountsBelowMinimum(books: Books, journal: JournalRecord, where: string): AuditProblem[] {
  return [...touchedBy(journal)].flatMap(account => {
    const { posted, pendingOut, account: terms } = tallyOf(books, account)
    if (terms.minimumUnits === null || posted - pendingOut >= terms.minimumUnits) return []
    const detail = `leaves ${account} with ${posted - pendingOut} free, below ${terms.minimumUnits}`
    return [{ rule: 'I3', where, detail }]
  })
}

function finish(books: Books, stored: readonly StoredBalance[]): ReplayReport {
  const totals = totalsByAsset(books)
  const problems = [
    ...books.problems,
    ...holdsEndedByNothing(books),
    ...storedDifferences(books, stored),
    ...totals.flatMap(supplyFault),
    ...[...books.flows.values()].flatMap(flowFault),
  ]
  return {
    ok: problems.length === 0,
    ...books.counts,
    accounts: books.tallies.size,
    problems,
    totals,
    escrows: [...books.flows.values()],
  }
}

function holdsEndedByNothing({ pendingHolds }: Books): AuditProblem[] {
  return [...pendingHolds]
    .filter(([, state]) => state !== 'pending')
    .map(([holdId, state]) => ({ rule: 'I4', where: `hold ${holdId}`, detail: `${state} by no journal` }))
}

function storedDifferences({ tallies }: Books, stored: readonly StoredBalance[]): AuditProblem[] {
  const byAccount = new Map(stored.map(balance => [balance.account, balance]))
  const rule = 'stored-balance'
  const strangers = stored
    .filter(balance => !tallies.has(balance.account) || byAccount.get(balance.account) !== balance)
    .map(
      ({ account }) =>
        ({ rule, where: `${account}`, detail: 'is a balance without an account, or twice' }) as const,
    )
  const differences = [...tallies.values()].flatMap(({ account, posted, pendingOut, moves }) => {
    const found = byAccount.get(account.id)
    const { minimumUnits } = account
    const replayed = balanceText({ postedUnits: posted, pendingOutUnits: pendingOut, minimumUnits, moves })
    const kept = found === undefined ? 'nothing' : balanceText(found)
    if (kept === replayed) return []
    return [{ rule, where: account.id, detail: `stored: ${kept}; the journal says: ${replayed}` } as const]
  })
  return [...strangers, ...differences]
}

function balanceText(balance: Omit<StoredBalance, 'account'>): string {
  const { postedUnits, pendingOutUnits, minimumUnits, moves } = balance
  return `${postedUnits} posted, ${pendingOutUnits} set aside, minimum ${minimumUnits}, moved ${moves} times`
}

function totalsByAsset({ tallies }: Books): readonly AssetTotal[] {
  const totals = new Map<
    string,
    { supplyUnits: bigint; pendingUnits: bigint; byKind: Record<AccountKind, bigint> }
  >()
  for (const { account, posted, pendingOut } of tallies.values()) {
    const none = Object.fromEntries(accountKinds.map(kind => [kind, 0n])) as Record<AccountKind, bigint>
    const total = totals.get(account.asset) ?? { supplyUnits: 0n, pendingUnits: 0n, byKind: none }
    total.byKind[account.kind] += posted
    total.pendingUnits += pendingOut
    if (account.kind !== worldAccount) total.supplyUnits += posted
    totals.set(account.asset, total)
  }
  return [...totals].map(([asset, total]) => ({ asset, ...total }))
}

function supplyFault({ asset, supplyUnits, byKind }: AssetTotal): AuditProblem[] {
  if (supplyUnits === -byKind.world) return []
  const detail = `accounts hold ${supplyUnits} and the world is short of ${-byKind.world}`
  return [{ rule: 'I8', where: asset, detail }]
}

function flowFault(flow: EscrowFlow): AuditProblem[] {
  const accounted = flow.paidUnits + flow.refundedUnits + flow.feeUnits + flow.remainingUnits
  if (accounted === flow.fundedUnits) return []
  return [
    {
      rule: 'I1',
      where: flow.escrow,
      detail: `${flow.fundedUnits} entered and ${accounted} is accounted for`,
    },
  ]
}
