/**
 * A bounty's events, written: what the pure rules make of one is decided, logged and moved in one transaction, so that log and
 * ledger never disagree. Everything the coordinator does with a buyer's or a holder's money goes through here.
 */
import {
  type AccountKind,
  accountKindOf,
  isOver,
  type Life,
  type MoneyCommand,
  type MoneyPosting,
  sha256,
  stageOf,
  toHex,
} from '../../aggregation/index.ts'
import {
  encodeMarketLeaf,
  type LeafRefused,
  type LeafTaken,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../../protos/market-log/index.ts'
import type { Command, CommandLabel, Ledger } from '../ledger/index.ts'
import type { Log } from '../log/index.ts'
import type { Transaction } from '../storage/index.ts'
import { followReputations } from './reputation-store.ts'

/** What was written. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly state: MarketState
  readonly leafIndex: number
}

/**
 * A rule, or an account, stands against an event. It is thrown, so that the whole transaction is undone with it; `attempt`
 * makes a value of it again.
 */
export class MarketRefusal extends Error {
  readonly rule: LeafRefused['rule'] | 'unpaid'
  /** The account that has too little. */
  readonly account: string | undefined
  constructor(rule: LeafRefused['rule'] | 'unpaid', detail: string, account?: string) {
    super(detail)
    this.rule = rule
    this.account = account
  }
}

/** What the work comes to, or what stood against it. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | MarketRefusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MarketRefusal) return error
    throw error
  }
}

export interface Market {
  /** The first event of a bounty; throws `MarketRefusal`. */
  post(tx: Transaction, termsBytes: Uint8Array, leaf: MarketLeaf): Promise<Recorded>
  /** Any other; throws `MarketRefusal`. */
  record(tx: Transaction, leaf: MarketLeaf): Promise<Recorded>
  /** A bounty as its events have made it; undefined when there is none. */
  state(tx: Transaction, bountyId: string): Promise<MarketState | undefined>
}

/** Bounties whose state is kept in memory, so that an event need not read those before it. */
const maximumKept = 256

export function createMarket({ ledger, log }: { readonly ledger: Ledger; readonly log: Log }): Market {
  const kept = new Map<string, MarketState>()

  const keep = (state: MarketState) => {
    kept.delete(state.bountyId)
    kept.set(state.bountyId, state)
    const oldest = kept.keys().next().value
    if (kept.size > maximumKept && oldest !== undefined) kept.delete(oldest)
  }

  async function state(tx: Transaction, bountyId: string): Promise<MarketState | undefined> {
    const last = await readLastEvent(tx, bountyId)
    if (last === undefined) return undefined
    const found = kept.get(bountyId)
    // A state may come of a transaction that was rolled back, or be older than what another coordinator wrote: the hash
    // over all leaves that are there decides.
    const isSame = found?.eventsHash === last.events_hash && found.events + sealOf(found) === last.ordinal + 1
    if (found !== undefined && isSame) return found
    const rebuilt = await rebuild(tx, bountyId)
    keep(rebuilt)
    return rebuilt
  }

  async function write(
    tx: Transaction,
    leaf: MarketLeaf,
    body: Uint8Array,
    taken: LeafTaken,
    ordinal: number,
  ): Promise<Recorded> {
    const leafIndex = await log.append(tx, body)
    await tx
      .insertInto('bounty_event')
      .values(eventRow(taken.state, ordinal, leafIndex, leaf.kind))
      .execute()
    await followReputations(tx, leaf)
    await move(tx, ledger, leaf.bountyId, ordinal, taken.money, toHex(sha256(body)))
    const sealed = await sealIfOver(tx, taken.state, ordinal)
    await writeState(tx, sealed)
    keep(sealed)
    return { kind: 'recorded', state: sealed, leafIndex }
  }

  /** The settlement is named in the log in the transaction that comes to it. */
  async function sealIfOver(tx: Transaction, taken: MarketState, ordinal: number): Promise<MarketState> {
    if (taken.settlement === undefined || taken.isSealed) return taken
    const { bountyId } = taken
    const leaf = { kind: 'settlement', bountyId, settlement: settlementHash(taken.settlement) } as const
    const body = encodeMarketLeaf(leaf)
    const sealed = takeLeaf(taken, body)
    if (sealed.kind === 'refused')
      throw new Error(`the settlement of ${bountyId} is refused: ${sealed.detail}`)
    const leafIndex = await log.append(tx, body)
    await tx
      .insertInto('bounty_event')
      .values(eventRow(sealed.state, ordinal + 1, leafIndex, leaf.kind))
      .execute()
    return sealed.state
  }

  return {
    async post(tx, termsBytes, leaf) {
      const body = encodeMarketLeaf(leaf)
      return write(tx, leaf, body, orThrow(openMarketLog(termsBytes, body)), 0)
    },
    async record(tx, leaf) {
      await lock(tx, leaf.bountyId)
      const before = await state(tx, leaf.bountyId)
      if (before === undefined) throw new Error(`bounty ${leaf.bountyId} has no events`)
      const timely = inTime(leaf, before.life)
      const body = encodeMarketLeaf(timely)
      return write(tx, timely, body, orThrow(takeLeaf(before, body)), before.events + sealOf(before))
    },
    state,
  }
}

function orThrow(taken: LeafTaken | LeafRefused): LeafTaken {
  if (taken.kind === 'taken') return taken
  throw new MarketRefusal(taken.rule, taken.detail)
}

/** A leaf more than events: that of the settlement. */
function sealOf({ isSealed }: MarketState): number {
  return isSealed ? 1 : 0
}

/** Clocks run back; a bounty's time does not. */
function inTime<Leaf extends MarketLeaf>(leaf: Leaf, { lastAtMs }: Life): Leaf {
  return 'atMs' in leaf && leaf.atMs < lastAtMs ? { ...leaf, atMs: lastAtMs } : leaf
}

/** One event of a bounty at a time. */
async function lock(tx: Transaction, bountyId: string): Promise<void> {
  await tx.selectFrom('bounty').select('id').where('id', '=', bountyId).forUpdate().execute()
}

function eventRow({ bountyId, eventsHash }: MarketState, ordinal: number, leafIndex: number, kind: string) {
  return {
    bounty_id: bountyId,
    ordinal,
    leaf_index: BigInt(leafIndex),
    kind,
    events_hash: eventsHash,
  }
}

async function readLastEvent(tx: Transaction, bountyId: string) {
  return tx
    .selectFrom('bounty_event')
    .select(['ordinal', 'events_hash'])
    .where('bounty_id', '=', bountyId)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** How many leaves a bounty has. */
export async function countMarketLeaves(tx: Transaction, bountyId: string): Promise<number> {
  const row = await readLastEvent(tx, bountyId)
  return row === undefined ? 0 : row.ordinal + 1
}

/** A bounty's leaves, oldest first: of a page, those from `after` on, at most `limit`. */
export async function readMarketLeaves(
  tx: Transaction,
  bountyId: string,
  { after = 0, limit = Number.MAX_SAFE_INTEGER }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly { readonly index: number; readonly body: Uint8Array }[]> {
  const rows = await tx
    .selectFrom('bounty_event')
    .innerJoin('log_leaf', 'log_leaf.idx', 'bounty_event.leaf_index')
    .select(['log_leaf.idx', 'log_leaf.body'])
    .where('bounty_id', '=', bountyId)
    .where('ordinal', '>=', after)
    .orderBy('ordinal')
    .limit(limit)
    .execute()
  return rows.map(({ idx, body }) => ({ index: Number(idx), body: new Uint8Array(body) }))
}

async function rebuild(tx: Transaction, bountyId: string): Promise<MarketState> {
  const [first, ...rest] = await readMarketLeaves(tx, bountyId)
  const row = await tx
    .selectFrom('bounty')
    .select('terms')
    .where('id', '=', bountyId)
    .executeTakeFirstOrThrow()
  let taken = openMarketLog(Uint8Array.from(row.terms), first!.body)
  for (const { body } of rest) {
    if (taken.kind === 'refused') break
    taken = takeLeaf(taken.state, body)
  }
  if (taken.kind === 'refused')
    throw new Error(`the log of bounty ${bountyId} does not hold: ${taken.rule}, ${taken.detail}`)
  return taken.state
}

async function writeState(tx: Transaction, { bountyId, life, terms }: MarketState): Promise<void> {
  const { paidUnits, feeUnits, refundedUnits } = life.totals
  const closesAtMs = life.stage === 'open' ? BigInt(life.openedAtMs! + 1000 * terms.cohort.openSeconds) : null
  await tx
    .updateTable('bounty')
    .set({
      state: stageOf(life),
      paid_units: paidUnits,
      fee_units: feeUnits,
      refunded_units: refundedUnits,
      closes_at_ms: closesAtMs,
      ...(wasFunded(life) ? { is_public: true } : {}),
    })
    .where('id', '=', bountyId)
    .execute()
}

/** Names a movement: which event asks for it, and which of the event's movements it is. */
export function moneyKey(bountyId: string, ordinal: number, place: number): string {
  return `${bountyId}:${ordinal}:${place}`
}

/** Whether the price was ever paid in; a draft that is given up was not. */
function wasFunded({ totals, epochs }: Life): boolean {
  const { paidUnits, feeUnits, refundedUnits, escrowUnits } = totals
  const leftUnits = epochs.reduce((sum, epoch) => sum + epoch.leftUnits, 0n)
  return paidUnits + feeUnits + refundedUnits + escrowUnits + leftUnits > 0n
}

/** Moves what an event moves, in its order. */
async function move(
  tx: Transaction,
  ledger: Ledger,
  bountyId: string,
  ordinal: number,
  money: readonly MoneyCommand[],
  reference: string,
): Promise<void> {
  await openAccounts(tx, ledger, money)
  const commands = money.map((command, i) => {
    const { round } = command
    const label = {
      idempotencyKey: moneyKey(bountyId, ordinal, i),
      bountyId,
      ...(round === undefined || round === 0 ? {} : { round }),
      reference,
      memo: memoOf(command),
    }
    return commandOf(command, label)
  })
  const answer = await ledger.recordAll(tx, commands)
  if (!('reason' in answer)) return
  const { reason, culprit, place } = answer
  const memo = memoOf(money[place]!)
  if (reason === 'insufficient-funds')
    throw new MarketRefusal('unpaid', `${culprit} has too little for ${memo}`, culprit)
  throw new Error(`bounty ${bountyId}: ${memo} is refused, ${reason} ${culprit}`)
}

function commandOf(command: MoneyCommand, label: CommandLabel): Command {
  switch (command.command) {
    case 'transfer':
      return { command: 'transfer', request: { ...label, kind: command.kind, postings: command.postings } }
    case 'hold': {
      const { holdId, account, amountUnits } = command
      return { command: 'hold', request: { ...label, holdId, account, amountUnits } }
    }
    case 'post-hold': {
      const { holdId, kind, destinations } = command
      return { command: 'post-hold', request: { ...label, holdId, kind, destinations } }
    }
    case 'void-hold':
      return { command: 'void-hold', request: { ...label, holdId: command.holdId } }
  }
}

function memoOf(command: MoneyCommand): string {
  const what = 'kind' in command ? command.kind : command.command
  return command.round === undefined ? what : `${what}, round ${command.round}`
}

/** Kinds whose accounts come to be with the first units. The others are there since somebody enrolled. */
const openedOnUse: ReadonlySet<AccountKind> = new Set(['escrow', 'holdback', 'stake', 'bond', 'slash'])

async function openAccounts(tx: Transaction, ledger: Ledger, money: readonly MoneyCommand[]): Promise<void> {
  const wanted = new Set(
    money
      .flatMap(destinationsOf)
      .filter(({ account, amountUnits }) => amountUnits > 0n && openedOnUse.has(accountKindOf(account)))
      .map(({ account }) => account),
  )
  for (const account of await notThere(tx, [...wanted])) {
    const kind = accountKindOf(account)
    const opened = await ledger.openAccount(tx, { id: account, kind, asset: 'credit', minimumUnits: 0n })
    if (opened.kind === 'rejected') throw new Error(`account ${account} cannot be opened: ${opened.reason}`)
  }
}

function destinationsOf(command: MoneyCommand): readonly MoneyPosting[] {
  if (command.command === 'transfer') return command.postings
  return command.command === 'post-hold' ? command.destinations : []
}

/** A round of many holders pays into accounts that all but the first found there: one question tells. */
async function notThere(tx: Transaction, accounts: readonly string[]): Promise<readonly string[]> {
  if (accounts.length === 0) return []
  const rows = await tx.selectFrom('account').select('id').where('id', 'in', accounts).execute()
  const known = new Set(rows.map(({ id }) => id))
  return accounts.filter(account => !known.has(account))
}

/** Whether anything is still to come of a bounty but vesting. */
export function isUnderWay({ life }: MarketState): boolean {
  return !isOver(life)
}
