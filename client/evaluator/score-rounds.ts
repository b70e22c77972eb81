/**
 * The way of an evaluator through one bounty. It keeps on disk what it committed itself to, and everything else it reads from the
 * log again, so that it may be ended and started at any time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  equalBytes,
  fromHex,
  type GroupMean,
  type RandomSource,
  type Signer,
  sha256,
  toHex,
} from '../../aggregation/index.ts'
import {
  decodeTestSet,
  type Evaluator,
  isRawDataset,
  type LoadedDataset,
  loadDataset,
  modelFileHash,
  parseDataSchema,
  parseModelSpec,
  type RawDataset,
  readModel,
  readyDataset,
  testSetRootFault,
} from '../../learning/index.ts'
import { groupMeanOf, weightIn } from '../../protos/group-mean.ts'
import { decodeGroupSum } from '../../protos/group-sum.ts'
import {
  type MarketState,
  phaseOf,
  type ScoredRound,
  scoringDeadlines,
  testedHash,
} from '../../protos/market-log/index.ts'
import {
  commitmentSigningBytes,
  evaluatorSigningBytes,
  utilitiesCommitment,
} from '../../protos/market-statements.ts'
import type { Answer } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { ScoringTask } from '../../protos/types.ts'
import { plansOf } from '../agent/bounty-papers.ts'
import { type BountyReplay, openBountyReplay } from './bounty-replay.ts'
import type { UtilitiesMemory } from './kept-utilities.ts'
import { testRound } from './test-round.ts'

export interface ScoringOptions {
  readonly port: CoordinatorPort
  readonly signer: Signer
  readonly organisation: string
  readonly bountyId: string
  readonly evaluator: Evaluator
  readonly memory: UtilitiesMemory
  readonly random: RandomSource
  readonly nowMs: () => number
  /** Ends it after the call under way. */
  readonly signal: AbortSignal
  readonly patience?: { readonly waitMs: number; readonly pauseMs: number }
}

export type ScoringNews =
  | { readonly kind: 'joined' }
  | {
      readonly kind: 'round-tested'
      readonly round: number
      readonly coalitions: number
      readonly groups: number
    }
  | { readonly kind: 'utilities-shown'; readonly round: number }
  /** What came too late, or was refused for another reason; the bounty goes on. */
  | { readonly kind: 'not-taken'; readonly round: number; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }

const usualPatience = { waitMs: 10_000, pauseMs: 1_000 }

/** A failure that says to an evaluator that the coordinator showed it something that does not hold. */
export class ScoringError extends Error {}

/**
 * Joins, then tests, commits and shows, until nothing is left to test or the signal aborts. Throws `ScoringError` for files that
 * are not those the log names.
 */
export async function* scoreRounds(options: ScoringOptions): AsyncGenerator<ScoringNews> {
  const replay = openBountyReplay(options.port, options.bountyId)
  const files = openFiles(options)
  while (!options.signal.aborted) {
    const isOver = yield* turn(options, replay, files)
    if (isOver) return
  }
}

/** Reads what is new, does what is to be done, and waits where that was nothing; whether no turn follows. */
async function* turn(
  options: ScoringOptions,
  replay: BountyReplay,
  files: Files,
): AsyncGenerator<ScoringNews, boolean> {
  const { port, bountyId, signal, nowMs, patience = usualPatience } = options
  const caught = yield* persist(options, () => replay.catchUp({ signal }))
  const state = yield* granted(caught)
  if (state === undefined) return true
  if (!state.life.evaluators.has(options.organisation)) {
    const news = yield* join(options, state)
    if (news !== undefined) yield news
    return news?.kind !== 'joined'
  }
  const asked = yield* persist(options, () =>
    port.awaitScoring({ bountyId, after: 0, waitMs: 0 }, { signal }),
  )
  const found = yield* granted(asked)
  if (found === undefined || found.finished) return true
  let isNews = false
  for (const task of found.tasks) {
    for await (const news of work(options, files, state, task)) {
      isNews ||= news.kind !== 'not-taken'
      yield news
    }
  }
  const after = replay.leaves()
  if (isNews || found.total > after) return false
  const waitMs = Math.min(patience.waitMs, untilPhaseEnds(state, nowMs()))
  yield* persist(options, () => port.awaitScoring({ bountyId, after, waitMs }, { signal }))
  await sleep(patience.pauseMs, undefined, { signal }).catch(() => undefined)
  return false
}

/** What was granted; undefined, and told, where it was refused, or where there was no answer before the end. */
async function* granted<T>(answer: Answer<T> | undefined): AsyncGenerator<ScoringNews, T | undefined> {
  if (answer?.kind === 'refused') yield { kind: 'refused', message: answer.message }
  return answer?.kind === 'granted' ? answer.value : undefined
}

/** Takes the task on; undefined when told to stop before. */
async function* join(
  options: ScoringOptions,
  { termsBytes }: MarketState,
): AsyncGenerator<ScoringNews, ScoringNews | undefined> {
  const { port, bountyId, signer, signal } = options
  const signature = signer.sign(evaluatorSigningBytes(bountyId, termsBytes))
  const joined = yield* persist(options, () => port.joinAsEvaluator({ bountyId, signature }, { signal }))
  if (joined === undefined) return undefined
  return joined.kind === 'refused' ? { kind: 'refused', message: joined.message } : { kind: 'joined' }
}

/** Milliseconds to the next end of a phase, after which there may be something to show. */
function untilPhaseEnds({ terms: { scoring }, scoring: { rounds } }: MarketState, nowMs: number): number {
  if (scoring === undefined) return Number.POSITIVE_INFINITY
  const ends = [...rounds.values()].flatMap(scored => {
    const deadlines = scoringDeadlines(scoring, scored)
    return phaseOf(scoring, scored, nowMs) === 'commit' ? [deadlines!.commitMs - nowMs] : []
  })
  return Math.max(50, Math.min(...ends))
}

/** What is to be done for one round now: test it and commit, or show what was committed to. */
async function* work(
  options: ScoringOptions,
  files: Files,
  state: MarketState,
  task: ScoringTask,
): AsyncGenerator<ScoringNews> {
  const { port, bountyId, organisation, memory, signal, signer, random, nowMs } = options
  const { round } = task
  const scored = state.scoring.rounds.get(round)
  const { scoring } = state.terms
  if (scored === undefined || scoring === undefined) return
  const phase = phaseOf(scoring, scored, nowMs())
  const isCommitted = scored.commitments.has(organisation)
  if (phase === 'commit' && !isCommitted) {
    let kept = memory.read(bountyId, round)
    if (kept === undefined) {
      const utilities = await utilitiesOf(options, files, state, scored, task)
      kept = { salt: random.bytes(32), utilities }
      memory.keep(bountyId, round, kept)
    }
    const commitment = utilitiesCommitment(
      { bountyId, round, tested: testedHash(scored) },
      organisation,
      kept.salt,
      kept.utilities,
    )
    const signature = signer.sign(commitmentSigningBytes(bountyId, round, toHex(commitment)))
    const sent = yield* persist(options, () =>
      port.commitUtilities({ bountyId, round, commitment, signature }, { signal }),
    )
    if (sent === undefined) return
    if (sent.kind === 'refused') yield { kind: 'not-taken', round, message: sent.message }
    else
      yield { kind: 'round-tested', round, coalitions: kept.utilities.length, groups: scored.groups.length }
    return
  }
  const kept = memory.read(bountyId, round)
  if (phase !== 'reveal' || !isCommitted || scored.utilities.has(organisation) || kept === undefined) return
  const shown = yield* persist(options, () => port.revealUtilities({ bountyId, round, ...kept }, { signal }))
  if (shown === undefined) return
  if (shown.kind === 'refused') yield { kind: 'not-taken', round, message: shown.message }
  else yield { kind: 'utilities-shown', round }
}

async function utilitiesOf(
  options: ScoringOptions,
  files: Files,
  { terms }: MarketState,
  { attempt, startHash, sumHashes, seed, groups: members }: ScoredRound,
  { round, modelBlob, clipNorm }: ScoringTask,
): Promise<readonly bigint[]> {
  const model = readModel(await files.fetch(modelBlob))
  if (toHex(modelFileHash(model)) !== startHash)
    throw new ScoringError(`round ${round} did not start from the model that the coordinator sent`)
  const { content, parameters } = planOf(terms)
  const groups: GroupMean[] = []
  for (const [k, sumHash] of sumHashes.entries()) {
    const sum = decodeGroupSum(await files.fetch(fromHex(sumHash)))
    const weight = members[k]!.reduce((all, { examples }) => all + weightIn(parameters, examples), 0)
    const averaging = { terms, content, parameters, round, attempt, ...(clipNorm > 0 ? { clipNorm } : {}) }
    groups.push(groupMeanOf(sum, weight, averaging))
  }
  const testSet = readyDataset(await files.testSet(terms), model)
  const { spec, parameters: start } = model
  const { utility } = terms.scoring!
  const tested = { spec, start, groups, seed: fromHex(seed), testSet, utility }
  return testRound(options.evaluator, tested, options.signal)
}

/** What training rounds of these terms sum. */
function planOf(terms: BountyTerms) {
  const plan = plansOf(terms, parseModelSpec(terms.model), parseDataSchema(terms.data, 'terms.data')).get(
    'training',
  )
  if (plan?.content.purpose !== 'training') throw new Error('these terms have no training round')
  return { content: plan.content, parameters: plan.parameters }
}

interface Files {
  /** A file, checked against its name. */
  fetch(sha256: Uint8Array): Promise<Uint8Array>
  /** The held-out records that the terms name; fetched once. */
  testSet(terms: BountyTerms): Promise<LoadedDataset | RawDataset>
}

function openFiles({ port, signal, patience = usualPatience }: ScoringOptions): Files {
  let testSet: LoadedDataset | RawDataset | undefined
  const fetch = async (name: Uint8Array): Promise<Uint8Array> => {
    let answer = await port.downloadBlob({ sha256: name }, { signal })
    while (answer.kind === 'refused' && answer.reason === 'unavailable' && !signal.aborted) {
      await sleep(patience.pauseMs, undefined, { signal }).catch(() => undefined)
      answer = await port.downloadBlob({ sha256: name }, { signal })
    }
    if (answer.kind === 'refused')
      throw new ScoringError(`file ${toHex(name).slice(0, 12)} cannot be fetched: ${answer.message}`)
    if (!equalBytes(sha256(answer.value), name))
      throw new ScoringError(`file ${toHex(name).slice(0, 12)} is not what its name says`)
    return answer.value
  }
  return {
    fetch,
    async testSet(terms) {
      if (testSet !== undefined) return testSet
      const bytes = await fetch(fromHex(terms.acceptance.testSet.sha256))
      const found = decodeTestSet(bytes, parseDataSchema(terms.data, 'terms.data'))
      const { root } = terms.acceptance.testSet
      const fault = root === undefined ? undefined : await testSetRootFault(found, root)
      if (fault !== undefined) throw new ScoringError(`the test set ${fault}`)
      testSet = isRawDataset(found.data) ? found.data : loadDataset(found.data)
      return testSet
    },
  }
}

/** Repeats a call until the coordinator answers; undefined when told to stop before. Says once that it does not answer. */
async function* persist<T>(
  { signal, patience = usualPatience }: ScoringOptions,
  call: () => Promise<Answer<T>>,
): AsyncGenerator<ScoringNews, Answer<T> | undefined> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const answer = await call()
    if (answer.kind === 'granted' || answer.reason !== 'unavailable') return answer
    if (isFirst) yield { kind: 'unreachable', message: answer.message }
    await sleep(patience.pauseMs, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}
