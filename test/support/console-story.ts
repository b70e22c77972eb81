/**
 * A bounty told to the console step by step: each step changes what a snapshot shows and publishes the event,
 * as a coordinator would. Nothing is trained; the figures are chosen.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConsoleLive,
  type ConsoleLog,
  type ConsoleState,
  type ConsoleView,
  consoleBounty,
} from '../../coordinator/console/index.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import type { MetricFigure } from '../../protos/metrics.ts'
import { type BountyTerms, encodeTerms } from '../../protos/terms.ts'
import type { Bounty, DeclineReason, Dropout, MarketView, Pay, RoundSummary } from '../../protos/types.ts'

export const storyBountyId = 'b0'.repeat(32)

export const storyTerms: BountyTerms = {
  version: 1,
  title: 'Handwritten digits from six clinics',
  purpose: 'diagnostics-research',
  model: { preset: 'mnist-2nn' },
  data: { schema: 'mnist' },
  training: {
    rounds: 6,
    minimumRounds: 2,
    stopAtTarget: true,
    localEpochs: 1,
    batchSize: 32,
    learningRate: 0.1,
    clipNorm: 5,
    range: 1,
    seed: 7,
  },
  acceptance: {
    metric: 'accuracy',
    target: 0.95,
    testSet: { sha256: '5a'.repeat(32), examples: 10_000 },
  },
  cohort: { minimum: 4, maximum: 8, openSeconds: 600, colluders: 1, maximumExamples: 20_000 },
  aggregation: {
    suite: 1,
    bits: 24,
    stageSeconds: { advertise: 30, share: 20, input: 95, survivors: 15, unmask: 10 },
    attempts: 2,
  },
  pay: { asset: 'credit', priceUnits: '600000', feeBasisPoints: 250, weightCap: 40_000 },
}

/** The same bounty with its cohort cut into groups by a draw. */
export const dividedStoryTerms: BountyTerms = {
  ...storyTerms,
  cohort: { ...storyTerms.cohort, minimum: 6, colluders: 0, groupSize: 3, groupMinimum: 3 },
}

const holders = [
  { organisation: 'north-clinic', examples: 12_400 },
  { organisation: 'st-mary', examples: 9_800 },
  { organisation: 'lakeside', examples: 10_150 },
  { organisation: 'university-hospital', examples: 14_900 },
  { organisation: 'harbour-clinic', examples: 5_250 },
  { organisation: 'east-ward', examples: 7_500 },
] as const
export const storyHolders: readonly string[] = holders.map(holder => holder.organisation)

const emptyBooks: MarketView = {
  bountyId: storyBountyId,
  state: 'running',
  escrowUnits: 0n,
  bondUnits: 0n,
  epochs: [],
  disputes: [],
  holders: [],
  finalAtMs: 0,
  settlement: new Uint8Array(0),
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface ConsoleStory {
  readonly view: ConsoleView
  readonly startedAtMs: number
  publish(news: Omit<ParleyEvent, 'sequence' | 'atMs'>): void
  /** Every stream breaks off, as when the coordinator's process ends. */
  breakStreams(): void
  openRound(round: number): void
  openStage(stage: Exclude<ConsoleLive['stage'], 'settle'>): void
  answer(...organisations: readonly string[]): void
  train(organisation: string, permille: number): void
  drop(organisation: string, reason: string): void
  /** Whoever takes part leaves. */
  decline(organisation: string, reason: DeclineReason): void
  finishRound(correct: number): void
  finish(): void
}

/** `money` is the log that the story's statement follows from; it is its own bounty's. */
export function createConsoleStory(
  firstSequence = 1_000,
  terms = storyTerms,
  money?: ConsoleLog,
): ConsoleStory {
  const startedAtMs = Date.now()
  const events: ParleyEvent[] = []
  let sequence = firstSequence
  let generation = 0
  let live: ConsoleLive | null = null
  const rounds: Mutable<RoundSummary>[] = []
  const bounty: Mutable<Bounty> = {
    bountyId: storyBountyId,
    buyer: 'imaging-lab',
    terms: encodeTerms(terms),
    state: 'open',
    accepted: false,
    postedAtMs: startedAtMs,
    participants: holders.map(({ organisation, examples }, index) => ({
      organisation,
      examples,
      datasetRoot: new Uint8Array(32).fill(index + 1),
      joinedAtMs: startedAtMs,
      left: false,
      identityKey: new Uint8Array(32).fill(index + 65),
    })),
    rounds,
    modelBlob: new Uint8Array(0),
    escrowedUnits: 600_000n,
    paidUnits: 0n,
    feeUnits: 0n,
    refundedUnits: 0n,
    reason: '',
    buyerKey: new Uint8Array(32).fill(3),
    signature: new Uint8Array(64),
    nonce: new Uint8Array(32),
    declines: [],
  }

  const books = money === undefined ? null : emptyBooks
  const publish: ConsoleStory['publish'] = news => {
    sequence += 1
    events.push({ ...news, sequence, atMs: Date.now() })
  }
  const current = () => rounds.at(-1) as Mutable<RoundSummary>
  const where = () => ({ bountyId: storyBountyId, round: current().round, attempt: current().attempt })
  const change = (next: Partial<ConsoleLive>) => {
    if (live === null) throw new Error('no attempt is running')
    live = { ...live, ...next }
    return live
  }

  return {
    startedAtMs,
    publish,
    breakStreams() {
      generation += 1
    },
    view: {
      snapshot: async () => snapshotOf(consoleBounty(bounty, live, books), bounty, sequence, startedAtMs),
      async *events(after, signal) {
        const mine = generation
        let next = 0
        while (!signal.aborted && mine === generation) {
          const event = events[next]
          if (event === undefined) await sleep(5)
          else {
            next += 1
            if (event.sequence > after) yield event
          }
        }
      },
      log: async bountyId => (bountyId === storyBountyId ? money : undefined),
    },
    openRound(round) {
      bounty.state = 'running'
      rounds.push(emptyRound(round))
      live = {
        round,
        attempt: 1,
        stage: 'advertise',
        expected: storyHolders,
        received: [],
        missing: storyHolders,
        progress: {},
        deadlineMs: Date.now() + 30_000,
      }
      publish({ ...where(), kind: 'round-opened' })
    },
    openStage(stage) {
      const out = new Set(current().dropouts.map(dropout => dropout.organisation))
      const expected = storyHolders.filter(organisation => !out.has(organisation))
      const { stageSeconds } = consoleBounty(bounty, live).terms
      const deadlineMs = Date.now() + stageSeconds[stage] * 1000
      change({ stage, expected, missing: expected, received: [], deadlineMs })
      publish({ ...where(), kind: 'stage-opened', stage, members: expected.length })
    },
    answer(...organisations) {
      for (const organisation of organisations) {
        const { received, missing, stage } = change({})
        change({
          received: [...received, organisation],
          missing: missing.filter(name => name !== organisation),
        })
        publish({ ...where(), kind: 'member-advanced', stage, organisation })
      }
    },
    train(organisation, permille) {
      change({ progress: { ...change({}).progress, [organisation]: permille } })
      publish({ ...where(), kind: 'member-progress', stage: 'training', organisation, permille })
    },
    drop(organisation, reason) {
      const { stage, expected, missing } = change({})
      change({
        expected: expected.filter(name => name !== organisation),
        missing: missing.filter(name => name !== organisation),
      })
      const dropout: Dropout = { organisation, stage, reason }
      current().dropouts = [...current().dropouts, dropout]
      publish({ ...where(), kind: 'member-dropped', stage, organisation, reason })
    },
    decline(organisation, reason) {
      const round = rounds.length === 0 ? 0 : current().round + 1
      bounty.declines = [...bounty.declines, { organisation, reason, round, atMs: Date.now() }]
      const isIn = bounty.participants.some(participant => participant.organisation === organisation)
      bounty.participants = bounty.participants.map(participant =>
        participant.organisation === organisation ? { ...participant, left: true } : participant,
      )
      publish({ bountyId: storyBountyId, kind: 'holder-declined', organisation, reason, round })
      if (isIn) publish({ bountyId: storyBountyId, kind: 'holder-left', organisation })
    },
    finishRound(correct) {
      settleRound(bounty, current(), correct)
      publish({ ...where(), kind: 'sum-unmasked', members: current().survivors.length })
      publish({ ...where(), kind: 'model-evaluated', correct, total: 10_000, ...figure(correct) })
      for (const { organisation, amountUnits } of current().pays)
        publish({ ...where(), kind: 'pay-settled', organisation, amountUnits })
      live = null
      publish({ ...where(), kind: 'round-completed', members: current().survivors.length })
    },
    finish() {
      bounty.state = 'final'
      bounty.accepted = true
      bounty.reason = 'target-met'
      bounty.refundedUnits = bounty.escrowedUnits
      bounty.escrowedUnits = 0n
      const ended = { bountyId: storyBountyId } as const
      publish({
        ...ended,
        kind: 'bounty-settled',
        amountUnits: bounty.refundedUnits,
        reason: 'target-met',
      })
      publish({ ...ended, kind: 'bounty-ended', reason: 'final' })
    },
  }
}

function emptyRound(round: number): RoundSummary {
  return {
    round,
    attempt: 1,
    state: 'collecting',
    survivors: [],
    dropouts: [],
    correct: 0,
    total: 0,
    modelHash: new Uint8Array(0),
    uploadBytes: 0,
    startedAtMs: Date.now(),
    finishedAtMs: 0,
    pays: [],
    feeUnits: 0n,
    transcriptHash: new Uint8Array(0),
    groups: [],
    metrics: [],
  }
}

/** Accuracy with an interval that is chosen like the other figures. */
function figure(correct: number): MetricFigure {
  const value = correct / 10_000
  return { metric: 'accuracy', value, low: value - 0.005, high: Math.min(1, value + 0.005) }
}

/** A sixth of the price for each round: the fee first, the rest by records, what does not divide to the last. */
function settleRound(bounty: Mutable<Bounty>, round: Mutable<RoundSummary>, correct: number): void {
  const out = new Set(round.dropouts.map(dropout => dropout.organisation))
  const survivors = holders.filter(holder => !out.has(holder.organisation))
  const records = survivors.reduce((sum, { examples }) => sum + examples, 0)
  let leftUnits = 97_500n
  const pays: readonly Pay[] = survivors.map(({ organisation, examples }, index) => {
    const isLast = index === survivors.length - 1
    const amountUnits = isLast ? leftUnits : (97_500n * BigInt(examples)) / BigInt(records)
    leftUnits -= amountUnits
    return { organisation, weight: BigInt(examples), amountUnits }
  })
  Object.assign(round, {
    state: 'completed',
    survivors: survivors.map(({ organisation }) => organisation),
    correct,
    total: 10_000,
    metrics: [figure(correct)],
    modelHash: new Uint8Array(32).fill(round.round),
    transcriptHash: new Uint8Array(32).fill(round.round + 100),
    uploadBytes: 597_630 * survivors.length,
    finishedAtMs: Date.now(),
    pays,
    feeUnits: 2_500n,
  })
  bounty.paidUnits += 97_500n
  bounty.feeUnits += 2_500n
  bounty.escrowedUnits -= 100_000n
}

function snapshotOf(
  shown: ConsoleState['bounties'][number],
  bounty: Bounty,
  sequence: number,
  startedAtMs: number,
): ConsoleState {
  const earned = (organisation: string) =>
    bounty.rounds
      .flatMap(round => round.pays)
      .filter(pay => pay.organisation === organisation)
      .reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
  const balance = (account: string, units: bigint, held = 0n) => ({
    account,
    asset: 'credit',
    postedUnits: units.toString(),
    heldUnits: held.toString(),
  })
  return {
    coordinator: {
      name: 'Parley at Riverside',
      environment: 'dev',
      version: '0.1.0',
      identityFingerprint: 'c4'.repeat(32),
      startedAtMs,
    },
    bounties: [shown],
    balances: [
      balance('world', -1_000_000n),
      balance('buyer:imaging-lab', 400_000n + bounty.refundedUnits),
      balance(`escrow:${storyBountyId}`, bounty.escrowedUnits),
      balance('fees', bounty.feeUnits),
      ...storyHolders.map(organisation => balance(`payable:${organisation}`, earned(organisation))),
    ],
    sequence,
  }
}
