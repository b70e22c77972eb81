/**
 * The page's state and how it follows the news: a snapshot from the server, then one event after another. Pure.
 * Events keep the page lively between snapshots; whatever they leave out, the next snapshot brings.
 */
import { figureOf, holdersAfter, type RoundFigure } from '../../../protos/metrics.ts'
import type {
  ConsoleBounty,
  ConsoleDecline,
  ConsoleEvent,
  ConsoleLive,
  ConsoleRound,
  ConsoleStage,
  ConsoleState,
} from '../console-state.ts'

export type Connection = 'connecting' | 'live' | 'lost' | 'refused'

export interface PageState {
  readonly connection: Connection
  /** Absent until the first snapshot. */
  readonly console: ConsoleState | undefined
  /** The latest events, oldest first, each sequence once. */
  readonly recent: readonly ConsoleEvent[]
  /** Bounty the reader chose; absent: the newest. */
  readonly selectedId: string | undefined
}

export type PageAction =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'snapshot'; readonly snapshot: ConsoleState }
  | { readonly kind: 'event'; readonly event: ConsoleEvent }
  | { readonly kind: 'select'; readonly bountyId: string }

const stages = ['commit', 'reveal', 'advertise', 'share', 'input', 'survivors', 'unmask', 'settle'] as const

/** The stages of the bounty's rounds: a draw comes first where the cohort is divided. */
export function stagesOf({ terms }: ConsoleBounty): readonly ConsoleStage[] {
  return terms.cohort.groupSize > 0 ? stages : stages.slice(2)
}

const keptEvents = 400

export const initialState: PageState = {
  connection: 'connecting',
  console: undefined,
  recent: [],
  selectedId: undefined,
}

export function reduce(state: PageState, action: PageAction): PageState {
  switch (action.kind) {
    case 'connection':
      return { ...state, connection: action.connection }
    case 'select':
      return { ...state, selectedId: action.bountyId }
    case 'snapshot':
      return withSnapshot(state, action.snapshot)
    case 'event':
      return withEvent(state, action.event)
    default:
      return action satisfies never
  }
}

/** Whether an event changes what only the server knows (money, participants, hashes), so that a snapshot is due. */
export function needsSnapshot(event: ConsoleEvent): boolean {
  // Groups go their own ways: where the furthest back is, only the server knows.
  return snapshotKinds.has(event.kind) || (event.kind === 'stage-opened' && event.group !== undefined)
}
const snapshotKinds: ReadonlySet<ConsoleEvent['kind']> = new Set([
  'bounty-posted',
  'holder-joined',
  'holder-left',
  'holder-declined',
  'bounty-started',
  'round-completed',
  'attempt-abandoned',
  'bounty-settled',
  'bounty-ended',
  'coordinator-restarted',
])

/** A snapshot may be older than the latest event: what happened since is applied to it again. */
function withSnapshot(state: PageState, snapshot: ConsoleState): PageState {
  const since = state.recent.filter(event => event.sequence > snapshot.sequence)
  return { ...state, console: since.reduce(applyEvent, snapshot) }
}

function withEvent(state: PageState, event: ConsoleEvent): PageState {
  const latest = state.recent.at(-1)
  if (latest !== undefined && event.sequence <= latest.sequence) return state
  return {
    ...state,
    recent: [...state.recent, event].slice(-keptEvents),
    console: state.console && applyEvent(state.console, event),
  }
}

function applyEvent(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  if (event.sequence <= state.sequence) return state
  const bounties = state.bounties.map(bounty =>
    bounty.bountyId === event.bountyId ? applyToBounty(bounty, event) : bounty,
  )
  return { ...state, bounties, sequence: event.sequence }
}

function applyToBounty(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleBounty {
  switch (event.kind) {
    case 'bounty-started':
      return { ...bounty, state: 'running' }
    case 'round-opened':
      return openRound(bounty, event)
    case 'stage-opened':
      return openStage(bounty, event)
    case 'member-advanced':
      return withLive(bounty, live => memberAnswered(live, event))
    case 'member-progress':
      return withLive(bounty, live => memberTrained(live, event))
    case 'member-dropped':
      return dropMember(bounty, event)
    case 'sum-unmasked':
      return withLive(bounty, live => ({ ...live, stage: 'settle', missing: [], deadlineMs: 0 }))
    case 'model-evaluated':
      return withRound(bounty, event, round => ({
        ...round,
        correct: event.correct ?? 0,
        total: event.total ?? 0,
        metrics: figuresIn(event),
        buyerEvaluation: round.buyerEvaluation === null ? null : 'done',
      }))
    case 'evaluation-awaited':
      return withRound(bounty, event, round => ({ ...round, buyerEvaluation: 'awaited' }))
    case 'evaluation-missed':
      return withRound(bounty, event, round => ({ ...round, buyerEvaluation: 'missed' }))
    case 'holders-evaluated':
      return withRound(bounty, event, round => ({
        ...round,
        holders: { examples: event.total ?? 0, metrics: figuresIn(event) },
      }))
    case 'pay-settled':
      return payMember(bounty, event)
    case 'round-completed':
      return closeRound(bounty, event, 'completed')
    case 'attempt-abandoned':
      return closeRound(bounty, event, 'abandoned')
    default:
      return bounty
  }
}

/** A round already on the list stays as it is: the snapshot knew it before its event came. */
function openRound(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleBounty {
  const { round = 0, attempt = 0 } = event
  const isKnown = bounty.rounds.some(known => known.round === round && known.attempt === attempt)
  const rounds = isKnown ? bounty.rounds : [...bounty.rounds, emptyRound(round, attempt, event.atMs)]
  const stage = bounty.terms.cohort.groupSize > 0 ? 'commit' : 'advertise'
  return openStage({ ...bounty, state: 'running', rounds, live: null }, { ...event, stage })
}

function emptyRound(round: number, attempt: number, startedAtMs: number): ConsoleRound {
  return {
    round,
    attempt,
    state: 'advertising',
    survivors: [],
    dropouts: [],
    correct: 0,
    total: 0,
    modelHash: '',
    uploadBytes: 0,
    startedAtMs,
    finishedAtMs: 0,
    pays: [],
    feeUnits: '0',
    transcriptHash: '',
    groups: [],
    metrics: [],
    buyerEvaluation: null,
  }
}

const stateOfStage = {
  commit: 'drawing',
  reveal: 'drawing',
  advertise: 'advertising',
  share: 'sharing',
  input: 'collecting',
  survivors: 'certifying',
  unmask: 'unmasking',
} as const

/**
 * Expected in the first stage is every participant; in the second, who answered the first, for they make up the
 * roster, or the cohort of a draw; later, all of those who have not dropped out.
 */
function openStage(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleBounty {
  const { stage, round = 0, attempt = 0 } = event
  if (!isTimedStage(stage) || event.group !== undefined) return bounty
  const before = isSameAttempt(bounty.live, event) ? bounty.live : null
  const dropped = new Set(currentRound(bounty, event)?.dropouts.map(dropout => dropout.organisation))
  const everyone = bounty.participants.filter(member => !member.left).map(member => member.organisation)
  const isRosterClosed =
    (before?.stage === 'advertise' && stage === 'share') || (before?.stage === 'commit' && stage === 'reveal')
  const inPlay = isRosterClosed ? before?.received : before?.expected
  const expected = (inPlay ?? everyone).filter(organisation => !dropped.has(organisation))
  const isReopened = before?.stage === stage
  const live: ConsoleLive = {
    round,
    attempt,
    stage,
    expected,
    received: isReopened ? before.received : [],
    missing: isReopened ? before.missing : expected,
    progress: before?.progress ?? {},
    deadlineMs: event.atMs + bounty.terms.stageSeconds[stage] * 1000,
  }
  return withRound({ ...bounty, live }, event, known => ({ ...known, state: stateOfStage[stage] }))
}

function isTimedStage(stage: string | undefined): stage is Exclude<ConsoleStage, 'settle'> {
  return stage !== undefined && stage in stateOfStage
}

function memberAnswered(live: ConsoleLive, event: ConsoleEvent): ConsoleLive {
  const { organisation, stage } = event
  if (organisation === undefined || stage !== live.stage) return live
  return {
    ...live,
    received: [...without(live.received, organisation), organisation],
    missing: without(live.missing, organisation),
  }
}

function memberTrained(live: ConsoleLive, event: ConsoleEvent): ConsoleLive {
  if (event.organisation === undefined) return live
  return { ...live, progress: { ...live.progress, [event.organisation]: event.permille ?? 0 } }
}

function dropMember(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleBounty {
  const { organisation, stage = '', reason = '' } = event
  if (organisation === undefined) return bounty
  const shrunk = isSameAttempt(bounty.live, event)
    ? withLive(bounty, live => ({
        ...live,
        expected: without(live.expected, organisation),
        missing: without(live.missing, organisation),
      }))
    : bounty
  return withRound(shrunk, event, round => ({
    ...round,
    dropouts: [
      ...round.dropouts.filter(dropout => dropout.organisation !== organisation),
      { organisation, stage, reason },
    ],
  }))
}

function payMember(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleBounty {
  const { organisation, amountUnits = '0' } = event
  if (organisation === undefined) return bounty
  const round = currentRound(bounty, event)
  if (round === undefined || round.pays.some(pay => pay.organisation === organisation)) return bounty
  const paidUnits = (BigInt(bounty.paidUnits) + BigInt(amountUnits)).toString()
  return withRound({ ...bounty, paidUnits }, event, unpaid => ({
    ...unpaid,
    pays: [...unpaid.pays, { organisation, weight: '', amountUnits }],
  }))
}

function closeRound(
  bounty: ConsoleBounty,
  event: ConsoleEvent,
  state: 'completed' | 'abandoned',
): ConsoleBounty {
  const live = isSameAttempt(bounty.live, event) ? null : bounty.live
  return withRound({ ...bounty, live }, event, round => ({ ...round, state, finishedAtMs: event.atMs }))
}

function withLive(bounty: ConsoleBounty, change: (live: ConsoleLive) => ConsoleLive): ConsoleBounty {
  return bounty.live === null ? bounty : { ...bounty, live: change(bounty.live) }
}

function withRound(
  bounty: ConsoleBounty,
  event: ConsoleEvent,
  change: (round: ConsoleRound) => ConsoleRound,
): ConsoleBounty {
  const target = currentRound(bounty, event)
  if (target === undefined) return bounty
  return { ...bounty, rounds: bounty.rounds.map(round => (round === target ? change(round) : round)) }
}

/** The round an event is about; without an attempt in the event, its latest attempt. */
function currentRound(bounty: ConsoleBounty, event: ConsoleEvent): ConsoleRound | undefined {
  return bounty.rounds.findLast(
    round => round.round === event.round && (event.attempt === undefined || round.attempt === event.attempt),
  )
}

function isSameAttempt(live: ConsoleLive | null, event: ConsoleEvent): live is ConsoleLive {
  return (
    live !== null &&
    live.round === event.round &&
    (event.attempt === undefined || live.attempt === event.attempt)
  )
}

function without(names: readonly string[], name: string): readonly string[] {
  return names.filter(known => known !== name)
}

/** The bounty shown: the one chosen, else the one running, else the newest. */
export function selectedBounty(state: PageState): ConsoleBounty | undefined {
  const bounties = state.console?.bounties ?? []
  const newestFirst = [...bounties].sort((a, b) => b.postedAtMs - a.postedAtMs)
  return (
    newestFirst.find(bounty => bounty.bountyId === state.selectedId) ??
    newestFirst.find(bounty => bounty.state === 'running') ??
    newestFirst[0]
  )
}

export interface MoneySplit {
  readonly priceUnits: bigint
  readonly escrowUnits: bigint
  readonly feeUnits: bigint
  readonly refundedUnits: bigint
  /** Set aside, fees included, until nobody may dispute it any more. */
  readonly dueUnits: bigint
  /** Paid, and not vested yet. */
  readonly heldBackUnits: bigint
  /** By organisation, in order of joining. */
  readonly paid: readonly { readonly organisation: string; readonly amountUnits: bigint }[]
}

/**
 * Where the price is now. The parts sum to the price whatever has happened. Where pay can be disputed, what rounds earned is due
 * and not paid: it is a part of its own, and the holders' parts are what the books paid out.
 */
export function moneySplit(bounty: ConsoleBounty): MoneySplit {
  const { money } = bounty
  const earned = new Map(bounty.participants.map(member => [member.organisation, 0n]))
  for (const pay of bounty.rounds.flatMap(round => round.pays))
    earned.set(pay.organisation, (earned.get(pay.organisation) ?? 0n) + BigInt(pay.amountUnits))
  const byRounds = [...earned].map(([organisation, amountUnits]) => ({ organisation, amountUnits }))
  const earnedUnits = byRounds.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
  const heldBackUnits = BigInt(money?.heldBackUnits ?? 0)
  const dueUnits = (money?.epochs ?? []).reduce((sum, epoch) => sum + BigInt(epoch.dueUnits), 0n)
  const paidUnits = money === null ? earnedUnits : BigInt(bounty.paidUnits) - heldBackUnits
  // Pools beside the base, and what rulings changed, are in no round's pays: then the holders' part is told as one.
  const isByRounds = earnedUnits === paidUnits
  const paid = isByRounds ? byRounds : [{ organisation: 'Paid to holders', amountUnits: paidUnits }]
  const priceUnits = BigInt(bounty.terms.priceUnits)
  const feeUnits = BigInt(bounty.feeUnits)
  const refundedUnits = BigInt(bounty.refundedUnits)
  const isUnpaid = bounty.state === 'draft'
  const outUnits = paidUnits + heldBackUnits + dueUnits + feeUnits + refundedUnits
  return {
    priceUnits,
    escrowUnits: isUnpaid ? 0n : priceUnits - outUnits,
    feeUnits,
    refundedUnits,
    dueUnits,
    heldBackUnits,
    paid,
  }
}

export interface HolderRow {
  readonly organisation: string
  readonly examples: number
  readonly standing: 'waiting' | 'training' | 'in' | 'absent' | 'dropped' | 'left' | 'done'
  /** Stage and reason, for one that dropped. */
  readonly dropout?: { readonly stage: string; readonly reason: string }
  /** Why, for one that left and said so. */
  readonly decline?: ConsoleDecline
  readonly permille: number
  readonly earnedUnits: bigint
}

/** One row for each participant, as of the latest attempt. */
export function holderRows(bounty: ConsoleBounty): readonly HolderRow[] {
  const earned = new Map<string, bigint>()
  for (const pay of bounty.rounds.flatMap(({ pays }) => pays))
    earned.set(pay.organisation, (earned.get(pay.organisation) ?? 0n) + BigInt(pay.amountUnits))
  return bounty.participants.map(({ organisation, examples, left }) => {
    const decline = left ? bounty.declines.find(one => one.organisation === organisation) : undefined
    const dropout = left
      ? undefined
      : latestRound(bounty)?.dropouts.find(d => d.organisation === organisation)
    return {
      organisation,
      examples,
      standing: left ? 'left' : dropout ? 'dropped' : standingOf(bounty, organisation),
      permille: bounty.live?.progress[organisation] ?? 0,
      earnedUnits: earned.get(organisation) ?? 0n,
      ...(dropout === undefined ? {} : { dropout: { stage: dropout.stage, reason: dropout.reason } }),
      ...(decline === undefined ? {} : { decline }),
    }
  })
}

/** Who never took part and said why, by time. */
export function strangersWhoDeclined({ declines, participants }: ConsoleBounty): readonly ConsoleDecline[] {
  const known = new Set(participants.map(({ organisation }) => organisation))
  return declines.filter(({ organisation }) => !known.has(organisation))
}

function standingOf(bounty: ConsoleBounty, organisation: string): HolderRow['standing'] {
  const { live } = bounty
  if (live === null) return latestRound(bounty)?.survivors.includes(organisation) ? 'done' : 'waiting'
  if (!live.expected.includes(organisation)) return 'absent'
  if (live.stage === 'settle' || live.received.includes(organisation)) return 'in'
  const permille = live.progress[organisation] ?? 0
  return live.stage === 'input' && permille > 0 ? 'training' : 'waiting'
}

/** The attempt that runs, else the one opened last. */
export function latestRound(bounty: ConsoleBounty): ConsoleRound | undefined {
  const { live } = bounty
  const latest = [...bounty.rounds].sort((a, b) => a.round - b.round || a.attempt - b.attempt).at(-1)
  if (live === null || (latest?.round === live.round && latest.attempt === live.attempt)) return latest
  return emptyRound(live.round, live.attempt, 0)
}

/** What the event tells of the metric of acceptance; the other metrics come with the next snapshot. */
function figuresIn({ metric, value, low, high }: ConsoleEvent): ConsoleRound['metrics'] {
  if (metric === undefined || value === undefined || low === undefined || high === undefined) return []
  return [{ metric, value, low, high }]
}

/** The same at the holders, on the records that they keep out of training. */
export function holdersByRound(bounty: ConsoleBounty): ReturnType<typeof figuresByRound> {
  return figuresByRound(bounty).flatMap(({ round }) => {
    const holders = holdersAfter(bounty.rounds, round)
    const figure = holders && figureOf({ ...holders, correct: 0, total: 0 }, bounty.terms.metric)
    return figure === undefined ? [] : [{ round, ...figure }]
  })
}

/** Completed rounds that trained, of those that the terms number. */
export function trainedRounds({ rounds, terms }: ConsoleBounty): number {
  return rounds.filter(({ round, state }) => state === 'completed' && round > 0 && round <= terms.rounds)
    .length
}

/** The metric of acceptance on the held-out test after each round that has it, in order. */
export function figuresByRound(bounty: ConsoleBounty): readonly (RoundFigure & { readonly round: number })[] {
  return bounty.rounds
    .filter(round => round.state !== 'abandoned')
    .flatMap(round => {
      const figure = figureOf(round, bounty.terms.metric)
      return figure === undefined ? [] : [{ round: round.round, ...figure }]
    })
    .sort((a, b) => a.round - b.round)
}
