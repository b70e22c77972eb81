/**
 * Random walks through the life of a bounty: at every step one leaf that may or may not be in order, chosen so that the walk
 * gets somewhere, and from any point the leaves that lead to the end by deadlines alone.
 */
import {
  type End,
  ends,
  epochEnds,
  epochToScore,
  isOver,
  type Life,
  nextDeadline,
  nextExpiry,
} from '../../aggregation/index.ts'
import {
  epochWeights,
  type MarketLeaf,
  type MarketState,
  scoresAwaitedUntil,
} from '../../protos/market-log/index.ts'
import { type SeenDispute, seenDispute } from '../../protos/market-statements.ts'
import {
  createMarketScript,
  type MarketScript,
  type ScriptParty,
} from '../../simulator/bench/market-script.ts'

/** A whole number from 0 to `count` - 1. */
export type Choose = (count: number) => number

const pick = <T>(choose: Choose, items: readonly T[]): T => items[choose(items.length)]!
const some = <T>(choose: Choose, items: readonly T[]): readonly T[] => items.filter(() => choose(4) > 0)

/** Terms of every kind: with and without pools, milestones, bonds, challenges and holdback. Amounts are small and uneven. */
export function randomScript(choose: Choose, seed: string): MarketScript {
  const rounds = 1 + choose(4)
  const bonus = pick(choose, [0, 1, 700])
  const quality = pick(choose, [0, 1500])
  const evaluators = quality === 0 ? 0 : pick(choose, [0, 333])
  const isDisputable = choose(3) > 0
  const priceUnits = rounds + choose(5000)
  const isDivided = rounds > 1 && choose(2) === 0
  const first = 1 + choose(Math.max(1, rounds - 1))
  const share = pick(choose, [0, 3333, 10_000])
  return createMarketScript({
    seed,
    rounds,
    examples: Array.from({ length: 3 + choose(3) }, () => 1 + choose(900)),
    pay: {
      priceUnits: String(priceUnits),
      feeBasisPoints: pick(choose, [0, 250, 2000]),
      weightCap: pick(choose, [1, 20, 1000]),
      ...(choose(2) === 0
        ? {}
        : { pools: { base: 10_000 - bonus - quality - evaluators, quality, evaluators, bonus } }),
      ...(isDivided
        ? {
            milestones: [
              { rounds: first, basisPoints: share, ...(choose(2) === 0 ? { target: 0.5 } : {}) },
              { rounds: rounds - first, basisPoints: 10_000 - share },
            ],
          }
        : {}),
      killFeeBasisPoints: pick(choose, [0, 1, 5000]),
      ...(choose(2) === 0 ? {} : { holdback: { basisPoints: pick(choose, [1, 5000]), seconds: 1000 } }),
      ...(isDisputable ? { challengeSeconds: pick(choose, [1, 50]) } : {}),
      ...(choose(2) === 0 ? {} : { stakeUnits: String(1 + choose(priceUnits)) }),
      ...(choose(2) === 0 ? {} : { coordinatorBondUnits: String(1 + choose(priceUnits)) }),
      ...(choose(2) === 0 ? {} : { expiresSeconds: 60 + choose(400) }),
    },
    ...(isDisputable
      ? {
          disputes: {
            bondUnits: String(Math.max(1 + choose(priceUnits), Math.floor(priceUnits / 100))),
            rulingSeconds: 1 + choose(60),
            appealSeconds: 1 + choose(30),
          },
        }
      : {}),
  })
}

/** One leaf; likely one that the bounty takes, and sometimes any. */
export function randomLeaf(
  choose: Choose,
  script: MarketScript,
  state: MarketState,
  nowMs: number,
): MarketLeaf {
  const { life } = state
  const fitting = choose(8) === 0 ? [] : fittingLeaves(choose, script, state, nowMs)
  return fitting.length > 0 ? pick(choose, fitting)() : anyLeaf(choose, script, life, nowMs)
}

type Make = () => MarketLeaf

/** What an honest coordinator may write next. */
function fittingLeaves(
  choose: Choose,
  script: MarketScript,
  state: MarketState,
  nowMs: number,
): readonly Make[] {
  const { life } = state
  const { stage, end } = life
  const makes: Make[] = []
  if (stage === 'draft') makes.push(() => script.plain('funded', nowMs))
  if (stage === 'funded') makes.push(() => script.plain('opened', nowMs))
  if (stage === 'open' || stage === 'running') makes.push(...joinings(choose, script, life, nowMs))
  if (stage === 'open' && life.participants.size > 1) makes.push(() => script.plain('started', nowMs))
  if (stage === 'running') makes.push(...roundsOf(choose, script, state, nowMs))
  if (choose(14) === 0 && end === undefined) makes.push(() => stopping(choose, script, life, nowMs))
  if (stage === 'settling') makes.push(() => settling(choose, script, state, nowMs))
  makes.push(...scoringLeaves(choose, script, state, nowMs))
  if (isDue(nextDeadline(life), nowMs)) makes.push(() => script.plain('deadline-passed', nowMs))
  if (isDue(nextExpiry(life), nowMs)) makes.push(() => script.stopped('expired', nowMs))
  makes.push(...disputing(choose, script, life, nowMs))
  if (choose(8) === 0) makes.push(() => fault(choose, script, life, nowMs))
  if (isOver(life)) makes.push(() => script.vested(pick(choose, script.holders), nowMs))
  return makes
}

function joinings(choose: Choose, script: MarketScript, life: Life, nowMs: number): readonly Make[] {
  const most = life.terms.holdbackBasisPoints ?? 0
  return script.holders.map(holder => () => {
    const isPresent = life.participants.get(holder.name)?.isPresent === true
    if (isPresent && choose(3) === 0) return script.left(holder, nowMs)
    const changed = choose(4) === 0 ? { ...holder, examples: 1 + choose(50) } : holder
    return script.joined(changed, nowMs, choose(most + 1))
  })
}

/** Everybody as it last joined. */
function present({ holders }: MarketScript, { participants }: Life): readonly ScriptParty[] {
  return holders.flatMap(holder => {
    const participant = participants.get(holder.name)
    return participant?.isPresent ? [{ ...holder, examples: Number(participant.examples) }] : []
  })
}

function roundsOf(choose: Choose, script: MarketScript, state: MarketState, nowMs: number): readonly Make[] {
  const { life } = state
  const { lastRound, terms, epochs } = life
  const next = lastRound + 1
  const members = present(script, life)
  const survivors = some(choose, members)
  const unsummed = some(choose, members).filter(one => !survivors.includes(one) && choose(2) === 0)
  const epoch = epochs.find(({ status }) => status === 'open')?.epoch ?? 1
  const isClosing = epochEnds(terms)[epoch - 1] === lastRound && lastRound < terms.rounds
  if (isClosing) {
    const { quality, evaluators } = closingWeights(choose, script, state, epoch)
    return [() => script.epochClosed(epoch, choose(3) > 0, nowMs, quality, evaluators)]
  }
  if (next > terms.rounds || life.isMilestoneMissed) return [() => stopping(choose, script, life, nowMs)]
  return Array.from({ length: 4 }, () => () => script.round(next, survivors, unsummed))
}

/** What follows from the log, and sometimes something else. */
function closingWeights(choose: Choose, script: MarketScript, state: MarketState, epoch: number) {
  if (choose(6) > 0) return epochWeights(state, epoch)
  const quality = script.holders
    .filter(({ name }) => state.life.participants.has(name))
    .map(({ name }) => ({ holder: name, weight: BigInt(choose(4)) }))
  return { quality, evaluators: choose(2) === 0 ? quality : [] }
}

/** What evaluators and the coordinator may say of rounds under test. */
function scoringLeaves(
  choose: Choose,
  script: MarketScript,
  { life, scoring }: MarketState,
  nowMs: number,
): readonly Make[] {
  if (script.evaluators.length === 0) return []
  const evaluator = pick(choose, script.evaluators)
  const makes: Make[] = []
  if (!life.evaluators.has(evaluator.name)) makes.push(() => script.evaluatorJoined(evaluator, nowMs))
  for (const scored of scoring.rounds.values()) {
    const { round, openedAtMs, commitments } = scored
    if (openedAtMs === undefined) {
      for (let i = 0; i < 3; i++) makes.push(() => script.scoringOpened(round, nowMs))
      continue
    }
    makes.push(
      commitments.has(evaluator.name)
        ? () => script.revealed(evaluator, round, nowMs)
        : () => script.committed(evaluator, scored, nowMs),
    )
  }
  return makes
}

function stopping(choose: Choose, script: MarketScript, life: Life, nowMs: number): MarketLeaf {
  const end: End = pick(choose, ends)
  const round = choose(5) === 0 ? 0 : life.lastRound + 1
  const failed = end === 'failed' ? { round, members: some(choose, present(script, life)) } : undefined
  return script.stopped(end, nowMs, failed)
}

function settling(choose: Choose, script: MarketScript, state: MarketState, nowMs: number): MarketLeaf {
  const { quality, evaluators } = closingWeights(choose, script, state, epochToScore(state.life))
  return choose(3) === 0
    ? script.settled(choose(2) === 0, nowMs)
    : script.settled(choose(2) === 0, nowMs, quality, evaluators)
}

function disputing(choose: Choose, script: MarketScript, life: Life, nowMs: number): readonly Make[] {
  if (life.epochs.length === 0) return []
  const party = pick(choose, [script.buyer, ...script.holders])
  const evidence = `evidence ${choose(1000)}`
  const epoch = 1 + choose(life.epochs.length)
  const holder = pick(choose, script.holders).name
  const makes: Make[] = [
    () => script.disputed(party, { kind: 'exclude', epoch, holder }, evidence, nowMs),
    () => script.disputed(party, { kind: 'target', epoch, isMet: choose(2) === 0 }, evidence, nowMs),
  ]
  for (const dispute of life.disputes) {
    const { number, status } = dispute
    if (status === 'awaits-ruling')
      makes.push(
        () => script.ruled(seenDispute(dispute), choose(2) === 0, nowMs),
        () => script.evidenceAdded(party, number, evidence, nowMs),
      )
    if (status === 'ruled') makes.push(() => script.appealed(party, number, evidence, nowMs))
  }
  return makes
}

function fault(choose: Choose, script: MarketScript, life: Life, nowMs: number): MarketLeaf {
  const names = [...life.participants.keys(), script.buyer.name, 'stranger']
  const culprit = choose(2) === 0 ? undefined : pick(choose, names)
  const accuser = choose(2) === 0 ? undefined : pick(choose, names)
  return script.faultProved(`proof ${choose(20)}`, nowMs, {
    ...(culprit === undefined ? {} : { culprit }),
    ...(accuser === undefined ? {} : { accuser }),
  })
}

/** As nobody saw it. */
function anySeen(choose: Choose): SeenDispute {
  const stage = pick(choose, ['dispute', 'appeal'] as const)
  return { dispute: choose(3), stage, seen: 'ab'.repeat(32) }
}

/** Anything at all. */
function anyLeaf(choose: Choose, script: MarketScript, life: Life, nowMs: number): MarketLeaf {
  const party = pick(choose, [script.buyer, ...script.holders])
  const makes: readonly Make[] = [
    () => script.posted(nowMs),
    () => script.plain(pick(choose, ['funded', 'opened', 'started', 'deadline-passed'] as const), nowMs),
    () => script.joined(party, nowMs, choose(10_001)),
    () => script.left(party, nowMs),
    () =>
      script.round(
        choose(script.terms.training.rounds + 2),
        some(choose, script.holders),
        some(choose, script.holders.slice(0, 0)),
      ),
    () => script.epochClosed(choose(3), choose(2) === 0, nowMs, [{ holder: party.name, weight: 1n }]),
    () => stopping(choose, script, life, nowMs),
    () => script.settled(choose(2) === 0, nowMs, [{ holder: party.name, weight: 1n }]),
    ...script.evaluators.flatMap(evaluator => [
      () => script.evaluatorJoined(evaluator, nowMs),
      () => script.committed(evaluator, { round: choose(4) }, nowMs),
      () => script.revealed(evaluator, choose(4), nowMs),
    ]),
    () => script.scoringOpened(choose(4), nowMs),
    () => script.ruled(anySeen(choose), choose(2) === 0, nowMs),
    () => script.appealed(party, choose(3), 'evidence', nowMs),
    () => script.evidenceAdded(party, choose(3), 'evidence', nowMs),
    () => fault(choose, script, life, nowMs),
    () => script.vested(party, nowMs),
  ]
  return pick(choose, makes)()
}

function isDue(instant: number | undefined, nowMs: number): boolean {
  return instant !== undefined && nowMs >= instant
}

/** The next leaf on the way to the end, by deadlines alone once it is stopped; undefined where the bounty is over. */
export function endingLeaf(script: MarketScript, state: MarketState): MarketLeaf | undefined {
  const { life, scoring } = state
  const { stage, lastAtMs } = life
  if (isOver(life)) return undefined
  if (stage === 'settling') {
    const epoch = epochToScore(state.life)
    const unopened = [...scoring.rounds.values()].find(({ openedAtMs }) => openedAtMs === undefined)
    if (unopened !== undefined && epoch > 0) return script.scoringOpened(unopened.round, lastAtMs)
    const atMs = epoch === 0 ? lastAtMs : (scoresAwaitedUntil(state, epoch, lastAtMs) ?? lastAtMs)
    const { quality, evaluators } = epochWeights(state, epoch)
    return script.settled(true, atMs, ...(epoch === 0 ? [] : [quality, evaluators]))
  }
  if (stage === 'challenge') return script.plain('deadline-passed', Math.max(lastAtMs, nextDeadline(life)!))
  if (stage === 'running' && life.isMilestoneMissed) return script.stopped('milestone-missed', lastAtMs)
  const isTrained = stage === 'running' && life.lastRound === life.terms.rounds
  return script.stopped(isTrained ? 'rounds-done' : 'cancelled', lastAtMs)
}
