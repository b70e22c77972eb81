/**
 * The ledger as a list of what happened, in memory: the slow twin that the database is tested against. It keeps no
 * balance, adds everything up again for each question, and shares no judgement with the ledger itself.
 */
import { worldAccount } from '../../aggregation/index.ts'
import type { BatchRejected } from './batch.ts'
import {
  type AccountSpecification,
  type AssetSpecification,
  type Command,
  type DepositRequest,
  type HoldRequest,
  type LedgerRefusal,
  type Opened,
  type Outcome,
  type PostHoldRequest,
  type Posting,
  type Rejected,
  rejected,
  type TransferRequest,
  type VoidHoldRequest,
} from './commands.ts'

/** The ledger's commands without a database. Journals are numbered from 1. */
export interface LedgerModel {
  openAsset(asset: AssetSpecification): Opened | Rejected
  openAccount(account: AccountSpecification): Opened | Rejected
  deposit(request: DepositRequest): Outcome
  transfer(request: TransferRequest): Outcome
  hold(request: HoldRequest): Outcome
  postHold(request: PostHoldRequest, nowMs: number): Outcome
  voidHold(request: VoidHoldRequest): Outcome
  /** All commands in their order, or none and the first that was refused. */
  recordAll(commands: readonly Command[], nowMs: number): readonly Outcome[] | BatchRejected
  /** Pending holds whose time has passed, earliest first and then by name. */
  expiredHolds(nowMs: number): readonly string[]
  /** Posted units and units set aside, in the order of the accounts' names. */
  balances(): readonly ModelBalance[]
}

export interface ModelBalance {
  readonly account: string
  readonly postedUnits: bigint
  readonly pendingOutUnits: bigint
}

interface Happening {
  readonly key: string
  readonly body: string
  readonly postings: readonly Posting[]
}

interface ModelHold {
  readonly request: HoldRequest
  isPending: boolean
}

interface State {
  readonly assets: Map<string, number>
  readonly accounts: Map<string, AccountSpecification>
  readonly happened: Happening[]
  readonly holds: Map<string, ModelHold>
}

/** An empty ledger. */
export function createLedgerModel(): LedgerModel {
  const state: State = { assets: new Map(), accounts: new Map(), happened: [], holds: new Map() }
  return {
    openAsset: asset => openAsset(state, asset),
    openAccount: account => openAccount(state, account),
    deposit: request => deposit(state, request),
    transfer: request => transfer(state, request),
    hold: request => hold(state, request),
    postHold: (request, nowMs) => postHold(state, request, nowMs),
    voidHold: request => voidHold(state, request),
    recordAll: (commands, nowMs) => recordAll(state, commands, nowMs),
    expiredHolds: nowMs => expiredHolds(state, nowMs),
    balances: () =>
      [...state.accounts.keys()].sort().map(account => ({
        account,
        postedUnits: postedIn(state, account),
        pendingOutUnits: pendingOf(state, account),
      })),
  }
}

function openAsset({ assets }: State, { id, scale }: AssetSpecification): Opened | Rejected {
  const known = assets.get(id)
  if (known !== undefined && known !== scale) return rejected('asset-mismatch', id)
  assets.set(id, scale)
  return { kind: 'opened', isReplay: known !== undefined }
}

function openAccount({ assets, accounts }: State, account: AccountSpecification): Opened | Rejected {
  const isUnbounded = account.minimumUnits === null
  if (isUnbounded ? account.kind !== 'world' : account.minimumUnits > 0n) {
    return rejected('malformed-request', 'minimumUnits')
  }
  if (!assets.has(account.asset)) return rejected('unknown-asset', account.asset)
  const known = accounts.get(account.id)
  const isSame =
    known === undefined ||
    (known.kind === account.kind &&
      known.asset === account.asset &&
      known.minimumUnits === account.minimumUnits)
  if (!isSame) return rejected('account-mismatch', account.id)
  accounts.set(account.id, account)
  return { kind: 'opened', isReplay: known !== undefined }
}

function deposit(state: State, { account, amountUnits, ...label }: DepositRequest): Outcome {
  if (amountUnits < 0n) return rejected('negative-amount', account)
  const intoAccount = { account, amountUnits }
  const outOfWorld = { account: worldAccount, amountUnits: -amountUnits }
  return transfer(state, { ...label, kind: 'deposit', postings: [intoAccount, outOfWorld] })
}

function transfer(state: State, request: TransferRequest): Outcome {
  const body = bodyOf('transfer', request, request.postings)
  const early = shapeFault(request.postings, false) ?? known(state, request.idempotencyKey, body)
  if (early !== null) return early
  const stranger = request.postings.find(({ account }) => !state.accounts.has(account))
  if (stranger !== undefined) return rejected('unknown-account', stranger.account)
  for (const { account } of request.postings) {
    const asset = state.accounts.get(account)!.asset
    const sameAsset = request.postings.filter(other => state.accounts.get(other.account)!.asset === asset)
    if (sum(sameAsset) !== 0n) return rejected('unbalanced', asset)
  }
  const poor = request.postings.filter(posting => !canMove(state, posting)).map(({ account }) => account)
  if (poor.length > 0) return rejected('insufficient-funds', poor.sort()[0]!)
  return happen(state, { key: request.idempotencyKey, body, postings: request.postings })
}

function hold(state: State, request: HoldRequest): Outcome {
  const { account, amountUnits, holdId, idempotencyKey } = request
  const body = bodyOf('hold', request, [])
  const early = shapeFault([{ account, amountUnits }], true) ?? known(state, idempotencyKey, body)
  if (early !== null) return early
  if (!state.accounts.has(account)) return rejected('unknown-account', account)
  if (state.holds.has(holdId)) return rejected('hold-exists', holdId)
  if (!canMove(state, { account, amountUnits: -amountUnits })) return rejected('insufficient-funds', account)
  state.holds.set(holdId, { request, isPending: true })
  return happen(state, { key: idempotencyKey, body, postings: [] })
}

function postHold(state: State, request: PostHoldRequest, nowMs: number): Outcome {
  const { destinations, holdId, idempotencyKey } = request
  const body = bodyOf('post-hold', request, destinations)
  const early = shapeFault(destinations, true) ?? known(state, idempotencyKey, body)
  if (early !== null) return early
  const found = state.holds.get(holdId)
  const fault =
    found === undefined ? rejected('unknown-hold', holdId) : postFault(state, found, destinations, nowMs)
  if (fault !== null) return fault
  found!.isPending = false
  const source = { account: found!.request.account, amountUnits: -sum(destinations) }
  return happen(state, { key: idempotencyKey, body, postings: [source, ...destinations] })
}

function postFault(
  { accounts }: State,
  { request, isPending }: ModelHold,
  destinations: readonly Posting[],
  nowMs: number,
): Rejected | null {
  const { account, holdId, expiresAtMs = Number.POSITIVE_INFINITY } = request
  if (!isPending) return rejected('hold-resolved', holdId)
  if (nowMs >= expiresAtMs) return rejected('hold-expired', holdId)
  if (destinations.some(destination => destination.account === account))
    return rejected('duplicate-account', account)
  const stranger = destinations.find(destination => !accounts.has(destination.account))
  if (stranger !== undefined) return rejected('unknown-account', stranger.account)
  const { asset } = accounts.get(account)!
  const foreign = destinations.find(destination => accounts.get(destination.account)!.asset !== asset)
  if (foreign !== undefined) return rejected('asset-mismatch', foreign.account)
  return sum(destinations) > request.amountUnits ? rejected('hold-exceeded', holdId) : null
}

function voidHold(state: State, request: VoidHoldRequest): Outcome {
  const body = bodyOf('void-hold', request, [])
  const replay = known(state, request.idempotencyKey, body)
  if (replay !== null) return replay
  const found = state.holds.get(request.holdId)
  if (found === undefined) return rejected('unknown-hold', request.holdId)
  if (!found.isPending) return rejected('hold-resolved', request.holdId)
  found.isPending = false
  return happen(state, { key: request.idempotencyKey, body, postings: [] })
}

function recordAll(
  state: State,
  commands: readonly Command[],
  nowMs: number,
): readonly Outcome[] | BatchRejected {
  const happened = [...state.happened]
  const holds = [...state.holds].map(([id, found]) => [id, { ...found }] as const)
  const answers: Outcome[] = []
  for (const [place, command] of commands.entries()) {
    const answer = recordOne(state, command, nowMs)
    answers.push(answer)
    if (answer.kind === 'recorded') continue
    state.happened.splice(0, Number.POSITIVE_INFINITY, ...happened)
    state.holds.clear()
    for (const [id, found] of holds) state.holds.set(id, found)
    return { ...answer, place }
  }
  return answers
}

function recordOne(state: State, { command, request }: Command, nowMs: number): Outcome {
  if (command === 'transfer') return transfer(state, request)
  if (command === 'hold') return hold(state, request)
  return command === 'post-hold' ? postHold(state, request, nowMs) : voidHold(state, request)
}

function expiredHolds({ holds }: State, nowMs: number): readonly string[] {
  const ends = [...holds.values()].flatMap(({ request: { holdId, expiresAtMs }, isPending }) =>
    isPending && expiresAtMs !== undefined && expiresAtMs <= nowMs ? [{ holdId, expiresAtMs }] : [],
  )
  ends.sort((a, b) => a.expiresAtMs - b.expiresAtMs || (a.holdId < b.holdId ? -1 : 1))
  return ends.map(({ holdId }) => holdId)
}

function happen({ happened }: State, happening: Happening): Outcome {
  happened.push(happening)
  return { kind: 'recorded', journalId: BigInt(happened.length), isReplay: false }
}

function known({ happened }: State, key: string, body: string): Outcome | null {
  const place = happened.findIndex(happening => happening.key === key)
  if (place < 0) return null
  if (happened[place]!.body !== body) return rejected('idempotency-conflict', key)
  return { kind: 'recorded', journalId: BigInt(place + 1), isReplay: true }
}

function shapeFault(postings: readonly Posting[], mustBePositive: boolean): Rejected | null {
  if (postings.length === 0)
    return rejected('malformed-request', mustBePositive ? 'destinations' : 'postings')
  for (const [index, { account, amountUnits }] of postings.entries()) {
    const isRepeated = postings.slice(0, index).some(earlier => earlier.account === account)
    let reason: LedgerRefusal | null = isRepeated ? 'duplicate-account' : null
    if (amountUnits > 10n ** 36n || -amountUnits > 10n ** 36n) reason = 'amount-too-large'
    if (amountUnits === 0n) reason = 'zero-amount'
    if (mustBePositive && amountUnits < 0n) reason = 'negative-amount'
    if (reason !== null) return rejected(reason, account)
  }
  return null
}

/** Two requests are the same when this text is: everything but the order of the postings. */
function bodyOf(command: string, request: object, postings: readonly Posting[]): string {
  const lines = postings.map(({ account, amountUnits }) => `${account} ${amountUnits}`).sort()
  const rest = Object.entries(request)
    .filter(([, value]) => value !== undefined && !Array.isArray(value))
    .map(([name, value]) => `${name}=${typeof value}:${value}`)
  return JSON.stringify([command, lines, rest.sort()])
}

function canMove(state: State, { account, amountUnits }: Posting): boolean {
  const { minimumUnits } = state.accounts.get(account)!
  const free = postedIn(state, account) - pendingOf(state, account) + amountUnits
  return amountUnits > 0n || minimumUnits === null || free >= minimumUnits
}

function postedIn({ happened }: State, account: string): bigint {
  return sum(happened.flatMap(({ postings }) => postings.filter(posting => posting.account === account)))
}

function pendingOf({ holds }: State, account: string): bigint {
  const pending = [...holds.values()].filter(
    ({ request, isPending }) => isPending && request.account === account,
  )
  return sum(pending.map(({ request }) => request))
}

function sum(postings: readonly { readonly amountUnits: bigint }[]): bigint {
  return postings.reduce((total, { amountUnits }) => total + amountUnits, 0n)
}
