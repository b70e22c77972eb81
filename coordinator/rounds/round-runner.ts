/**
 * Runs one bounty: waits for holders, opens round after round, concludes or repeats them, and settles at the end.
 * Everything it needs to go on is in the database; a restart calls `resume` and it stands where it stood.
 */
import {
  type End,
  epochEnds,
  epochToScore,
  fromHex,
  isOver,
  nextDeadline,
  nextExpiry,
  type secureServer,
  stageOf,
  toHex,
} from '../../aggregation/index.ts'
import { clipNormOf } from '../../protos/clipping-terms.ts'
import { isOutOfPatience, keptRound } from '../../protos/kept-round.ts'
import {
  epochWeights,
  type MarketState,
  prepareWeights,
  scoresAwaitedUntil,
} from '../../protos/market-log/index.ts'
import { rewardTermsOf } from '../../protos/pay-terms.ts'
import type { Answer } from '../../protos/reasons.ts'
import {
  drawRulesOf,
  hasStatistics,
  isDivided,
  minimumRosterOf,
  purposeOf,
  sampleOf,
} from '../../protos/terms.ts'
import type { BountyState, Participation, RoundSummary } from '../../protos/types.ts'
import {
  type BountyFacts,
  lastTrainingRound,
  meetsTarget,
  type OpenBounty,
} from '../bounties/bounty-facts.ts'
import { emptySummary, readParticipants, readRounds, summaryToText } from '../bounties/bounty-store.ts'
import { fundBounty } from '../bounties/post-bounty.ts'
import { scoreAside } from '../bounties/score-thread.ts'
import { settleAndClose, tellEnd } from '../bounties/settle-bounty.ts'
import type { Parts } from '../parts.ts'
import { createQueue } from '../queue.ts'
import { attemptContext, contextFromText, contextToText, type StoredContext } from './attempt-context.ts'
import { concludeRound } from './conclude-round.ts'
import { type EvaluationDesk, openEvaluationDesk, waitsForEvaluation } from './evaluation-desk.ts'
import { bondMembers } from './failed-members.ts'
import { type AttemptEnd, type EndedGroup, type OpenAttempt, openAttempt } from './open-attempt.ts'
import { failuresFrom } from './outcome.ts'
import { openWatchers } from './watchers.ts'

export interface BountyRunner extends OpenBounty {
  /** The attempt that runs. */
  attempt(): OpenAttempt | undefined
  /** Takes the buyer's evaluations. */
  readonly evaluations: EvaluationDesk
  /** Resolves when the state or the attempt changed, or after `waitMs`. */
  wait(isReady: () => boolean, waitMs: number): Promise<boolean>
  /** How often state or attempt changed. */
  notices(): number
  /** The buyer's cancellation, signed: no further round; what was not earned goes back. */
  cancel(signature: Uint8Array): Promise<void>
  /** The buyer pays its draft in. */
  fund(): Promise<Answer<object>>
  /** Something was written of the bounty beside its rounds. */
  marketChanged(): Promise<void>
  close(): Promise<void>
}

export interface RunnerStart {
  readonly facts: BountyFacts
  readonly state: BountyState
  /** Called once, when the bounty has ended. */
  readonly onEnded: () => void
}

interface AbandonedAttempt {
  readonly reason: string
  /** Proved to be at fault. */
  readonly culprits: readonly string[]
  /** Who accused whom; the accused, the accuser or the relay may be at fault. */
  readonly complaints: readonly { readonly accuser: string; readonly accused: string }[]
  /** Who committed to a seed and did not show it: the round is tried again without them. */
  readonly silent?: readonly string[]
}

/** Organisations that complaints of two others or more name, on either side. */
function atOddsWithTwo(complaints: AbandonedAttempt['complaints']): readonly string[] {
  const atOdds = new Map<string, Set<string>>()
  for (const { accuser, accused } of complaints) {
    atOdds.set(accused, (atOdds.get(accused) ?? new Set()).add(accuser))
    atOdds.set(accuser, (atOdds.get(accuser) ?? new Set()).add(accused))
  }
  return [...atOdds].filter(([, others]) => others.size > 1).map(([organisation]) => organisation)
}

/** Where a buyer can still break off. */
const cancellable: ReadonlySet<BountyState> = new Set(['draft', 'funded', 'open', 'running'])

function examplesOf(holders: readonly { readonly examples: number }[]): number {
  return holders.reduce((sum, { examples }) => sum + examples, 0)
}

export async function openBountyRunner(parts: Parts, start: RunnerStart): Promise<BountyRunner> {
  const { world, events, storage, members } = parts
  const { facts } = start
  const { bountyId, terms } = facts
  const queue = createQueue()
  const watchers = openWatchers(world.after)
  let state = start.state
  let current: OpenAttempt | undefined
  let isClosed = false
  /** Nothing but vesting is to come. */
  let hasEnded = false
  let cancelTimer: () => void = () => undefined
  let cancelDeadline: () => void = () => undefined
  let cancelRetry: () => void = () => undefined
  let cancelScores: () => void = () => undefined
  /** What waits for the scores of an epoch. */
  let afterScores: (() => Promise<void>) | undefined
  /** Completed round whose evaluation decides how the bounty goes on. */
  let undecidedRound: number | undefined
  const where = { bountyId }

  const { notify } = watchers
  const run = (task: () => Promise<void>) =>
    queue
      .run(async () => {
        if (!isClosed && !hasEnded) await task()
      })
      .catch(error => {
        parts.journal.error(
          { ...where, error: error instanceof Error ? error.stack : String(error) },
          'a bounty is stuck; trying again',
        )
        cancelRetry()
        cancelRetry = later(5_000, resume)
      })

  /** Does a task after some time; what was under way while the runner was closed or ended sets no timer any more. */
  const later = (waitMs: number, task: () => Promise<void>): (() => void) =>
    isClosed || hasEnded ? () => undefined : world.after(Math.min(waitMs, 2 ** 31 - 1), () => void run(task))

  const evaluations = openEvaluationDesk(parts, facts, {
    run,
    notify,
    onDecided: round => void run(() => goOnAfter(round)),
  })

  async function goOnAfter(round: number): Promise<void> {
    if (state === 'running' && undecidedRound === round) await nextRound()
  }

  /** Goes on from what is written: a transaction of which this heard nothing may have been committed. */
  async function resume(): Promise<void> {
    if (hasEnded) return
    await follow(await written())
    if (hasEnded) return
    await watchDeadlines()
    if (state === 'funded') return watchOpening()
    if (state === 'open') return watchEnrolment()
    if (state === 'settling') return settle()
    if (state !== 'running') return
    await evaluations.reload()
    // The old desks write nothing more before the log is read.
    await current?.close()
    current = undefined
    const open = await findOpenAttempt()
    return open === undefined ? nextRound() : reopen(open)
  }

  async function participants(): Promise<readonly Participation[]> {
    const all = await readParticipants(storage.db, bountyId)
    return all.filter(({ left, identityKey }) => !left && !members.keys.isRevoked(identityKey))
  }

  /** The bounty as its events have made it. */
  async function written(): Promise<MarketState> {
    const market = await storage.transaction(tx => parts.market.state(tx, bountyId))
    if (market === undefined) throw new Error(`bounty ${bountyId} has no events; it is of an earlier version`)
    return market
  }

  /** What has become of the bounty, and when something becomes of it by itself. */
  async function watchDeadlines(): Promise<void> {
    const { life } = await written()
    const instants = [nextDeadline(life), nextExpiry(life)].filter(at => at !== undefined)
    cancelDeadline()
    cancelDeadline = () => undefined
    if (instants.length === 0) return
    const waitMs = Math.max(0, Math.min(...instants) - world.nowMs())
    cancelDeadline = later(waitMs, passDeadline)
  }

  async function passDeadline(): Promise<void> {
    const { life } = await written()
    const nowMs = world.nowMs()
    const isDue = (at: number | undefined) => at !== undefined && nowMs >= at
    if (isDue(nextDeadline(life))) await recordPassed(nowMs)
    else if (isDue(nextExpiry(life))) return expire()
    await watchDeadlines()
  }

  async function recordPassed(nowMs: number): Promise<void> {
    const { state: after } = await storage.transaction(tx =>
      parts.market.record(tx, { kind: 'deadline-passed', bountyId, atMs: nowMs }),
    )
    events.publish({ ...where, kind: 'deadline-passed' })
    await follow(after)
  }

  /** Goes where the events of the bounty have led. */
  async function follow({ life }: MarketState): Promise<void> {
    if (hasEnded) return
    state = stageOf(life)
    if (!isOver(life)) return notify()
    tellEnd(parts, bountyId, life, await reasonOf())
    end()
  }

  async function reasonOf(): Promise<string> {
    const row = await storage.db
      .selectFrom('bounty')
      .select('reason')
      .where('id', '=', bountyId)
      .executeTakeFirstOrThrow()
    return row.reason
  }

  /** Its time is over: no further round, and what was not earned goes back. */
  async function expire(): Promise<void> {
    await dropAttempt('expired')
    const rounds = await readRounds(storage.db, bountyId)
    if (isTrained(rounds)) return finish(endOfTraining(rounds))
    await finish('expired', state === 'draft' ? 'the price was not paid in' : 'it was not over in time')
  }

  /**
   * Whether training is over, so that nothing is left to break off: all rounds are done, or the terms ended it. An evaluation that
   * has not come by then counts as a target not met, and holders can dispute that.
   */
  function isTrained(rounds: readonly RoundSummary[]): boolean {
    const last = rounds.at(-1)
    if (last === undefined) return false
    const purpose = purposeOf(terms, last.round)
    if (purpose === 'evaluation') return true
    return purpose === 'training' && last.state === 'completed' && isTrainingOver(rounds)
  }

  async function watchOpening(): Promise<void> {
    if (state !== 'funded') return
    const opensAtMs = Date.parse(terms.cohort.opensAt ?? '')
    const waitMs = opensAtMs - world.nowMs()
    cancelTimer()
    if (waitMs > 0) {
      cancelTimer = later(waitMs, watchOpening)
      return
    }
    const atMs = world.nowMs()
    await storage.transaction(tx => parts.market.record(tx, { kind: 'opened', bountyId, atMs }))
    await opened()
  }

  async function opened(): Promise<void> {
    state = 'open'
    notify()
    events.publish({ ...where, kind: 'bounty-opened' })
    await watchDeadlines()
    await watchEnrolment()
  }

  async function watchEnrolment(): Promise<void> {
    // Several holders may have joined before this came to its turn; the first one to fill the cohort started it.
    if (state !== 'open') return
    const joined = (await participants()).length
    const closesAtMs = (await written()).life.openedAtMs! + terms.cohort.openSeconds * 1000
    const isDue = world.nowMs() >= closesAtMs
    if (joined >= terms.cohort.maximum || (isDue && joined >= terms.cohort.minimum)) {
      const atMs = world.nowMs()
      await storage.transaction(tx => parts.market.record(tx, { kind: 'started', bountyId, atMs }))
      state = 'running'
      notify()
      events.publish({ ...where, kind: 'bounty-started', members: joined })
      return nextRound()
    }
    // Who declined, and why, the buyer reads there; this is told to everybody.
    if (isDue)
      return finish('undersubscribed', `${joined} of at least ${terms.cohort.minimum} holders joined in time`)
    cancelTimer()
    cancelTimer = later(closesAtMs - world.nowMs(), watchEnrolment)
  }

  async function findOpenAttempt() {
    return storage.db
      .selectFrom('attempt')
      .selectAll()
      .where('bounty_id', '=', bountyId)
      .where('state', 'not in', ['completed', 'abandoned'])
      .executeTakeFirst()
  }

  /** Opens the next attempt of the next round, or settles when there is none. */
  async function nextRound(): Promise<void> {
    if (state !== 'running') return
    const rounds = await readRounds(storage.db, bountyId)
    const last = rounds.at(-1)
    if (last === undefined) return startAttempt(hasStatistics(terms) ? 0 : 1, 1)
    if (last.state !== 'completed' && last.state !== 'abandoned') {
      throw new Error(`round ${last.round} is still ${last.state}; no other may be opened`)
    }
    if (last.state === 'abandoned') return repeatRound(last, rounds)
    const purpose = purposeOf(terms, last.round)
    undecidedRound = waitsForEvaluation(terms, last) ? last.round : undefined
    if (undecidedRound !== undefined) return
    if (purpose === 'evaluation') return finish(endOfTraining(rounds))
    return purpose === 'training' ? goOnTraining(last, rounds) : startAttempt(last.round + 1, 1)
  }

  /** After a round that stepped the model: the next, the holders' evaluation, or the end. */
  async function goOnTraining(last: RoundSummary, rounds: readonly RoundSummary[]): Promise<void> {
    // Written before a restart; an evaluation that came since takes nothing back.
    if ((await written()).life.isMilestoneMissed) return finish('milestone-missed', 'a milestone was missed')
    if (isTrainingOver(rounds)) {
      // The holders have evaluated the model of an earlier round already, when they began the one after it.
      const isLastKept = keptRound(terms, rounds)?.round === last.round
      if (terms.evaluation !== undefined && isLastKept) return startAttempt(terms.training.rounds + 1, 1)
      return finish(endOfTraining(rounds))
    }
    if (await awaitsScores(epochEndingWith(last.round), nextRound)) return
    if (await closesEpoch(last)) return finish('milestone-missed', 'a milestone was missed')
    return startAttempt(last.round + 1, 1)
  }

  /** Opens the next attempt of a round that was given up, or settles when it has had all of them. */
  async function repeatRound(last: RoundSummary, rounds: readonly RoundSummary[]): Promise<void> {
    // What the holders think of the finished model is not what the bounty is about, and settling need not wait for it.
    if (purposeOf(terms, last.round) === 'evaluation') return finish(endOfTraining(rounds))
    const isDecided = await hasRevealedInVain(last)
    if (last.attempt < terms.aggregation.attempts && !isDecided)
      return startAttempt(last.round, last.attempt + 1)
    return finish('failed', `round ${last.round} failed ${last.attempt} times`, await failedRound(last))
  }

  /** The epoch that a round is the last of; 0 where it is of none. */
  function epochEndingWith(round: number): number {
    return epochEnds(rewardTermsOf(facts)).indexOf(round) + 1
  }

  /** Whether evaluators may still say what an epoch's holders contributed; what is to come then is done when they have, or may no longer. */
  async function awaitsScores(epoch: number, then: () => Promise<void>): Promise<boolean> {
    cancelScores()
    afterScores = undefined
    if (epoch === 0) return false
    const untilMs = scoresAwaitedUntil(await written(), epoch, world.nowMs())
    if (untilMs === undefined) return false
    afterScores = then
    // What was cancelled, or done already, is not done by a timer that was about to go off.
    cancelScores = later(Math.max(0, untilMs - world.nowMs()), async () => {
      if (afterScores === then) await then()
    })
    return true
  }

  /** Finds what an epoch's holders contributed before the transaction that writes it, in which it would be found otherwise. */
  async function weigh(epoch: number): Promise<void> {
    if (epoch === 0 || terms.scoring === undefined) return
    await prepareWeights(await written(), epoch, scoreAside).catch(error =>
      parts.journal.warn({ ...where, error: String(error) }, 'contributions are scored without a thread'),
    )
  }

  /** Closes the epoch that a round is the last of; whether its milestone was missed. */
  async function closesEpoch(last: RoundSummary): Promise<boolean> {
    const epoch = epochEndingWith(last.round)
    if (epoch === 0) return false
    await weigh(epoch)
    const target = terms.pay.milestones?.[epoch - 1]?.target
    const isTargetMet = target === undefined || meetsTarget(terms, last, target)
    const { state: after } = await storage.transaction(async tx => {
      const before = (await parts.market.state(tx, bountyId))!
      // Recorded before a restart.
      if (before.life.epochs.find(one => one.epoch === epoch)?.status !== 'open') return { state: before }
      const atMs = world.nowMs()
      return parts.market.record(tx, {
        kind: 'epoch-closed',
        bountyId,
        atMs,
        epoch,
        isTargetMet,
        ...epochWeights(before, epoch),
      })
    })
    await watchDeadlines()
    return after.life.isMilestoneMissed
  }

  /** The round that failed for the last time, with those whom the coordinator's bond pays for it. */
  async function failedRound({ round, attempt, dropouts }: RoundSummary) {
    const row = await storage.db
      .selectFrom('attempt')
      .select(['context', 'outcome'])
      .where('bounty_id', '=', bountyId)
      .where('round', '=', round)
      .where('attempt', '=', attempt)
      .executeTakeFirstOrThrow()
    const { cohort } = contextFromText(row.context)
    const { culprits, complaints } = JSON.parse(row.outcome) as AbandonedAttempt
    const minimum = Math.min(terms.cohort.minimum, terms.cohort.sampled ?? terms.cohort.minimum)
    return { round, members: bondMembers({ cohort, minimum, dropouts, culprits, complaints }) }
  }

  /** Whether statistics were opened that no records can have: whoever opened shares for them does not do so again. */
  async function hasRevealedInVain({ round, attempt }: RoundSummary): Promise<boolean> {
    const row = await storage.db
      .selectFrom('attempt')
      .select('outcome')
      .where('bounty_id', '=', bountyId)
      .where('round', '=', round)
      .where('attempt', '=', attempt)
      .executeTakeFirstOrThrow()
    return (JSON.parse(row.outcome) as AbandonedAttempt).reason === 'counts-do-not-add-up'
  }

  function isTrainingOver(rounds: readonly RoundSummary[]): boolean {
    const last = lastTrainingRound(terms, rounds)!
    const { rounds: most, minimumRounds, stopAtTarget } = terms.training
    if (last.round >= most) return true
    if (last.round < minimumRounds) return false
    return (stopAtTarget && meetsTarget(terms, last)) || isOutOfPatience(terms, rounds)
  }

  /** Why training is over. An evaluation that came since it was may have made a round of before the better one: over is over. */
  function endOfTraining(rounds: readonly RoundSummary[]): 'target-met' | 'out-of-patience' | 'rounds-done' {
    const last = lastTrainingRound(terms, rounds)
    if (last !== undefined && terms.training.stopAtTarget && meetsTarget(terms, last)) return 'target-met'
    const isEarly = last !== undefined && last.round < terms.training.rounds
    return isEarly ? 'out-of-patience' : 'rounds-done'
  }

  /**
   * Organisations that are left out: those proved to be at fault in any attempt of the bounty; and, in this round, those
   * that two others are at odds with, and those whose silence voided a draw.
   */
  async function offenders(round: number): Promise<ReadonlySet<string>> {
    const rows = await storage.db
      .selectFrom('attempt')
      .select(['round', 'state', 'outcome'])
      .where('bounty_id', '=', bountyId)
      .where('state', 'in', ['abandoned', 'completed'])
      .execute()
    const abandoned = rows.filter(({ state: ended }) => ended === 'abandoned')
    const outcomes = abandoned.map(row => ({
      round: row.round,
      ...(JSON.parse(row.outcome) as AbandonedAttempt),
    }))
    const ofThisRound = outcomes.filter(outcome => outcome.round === round)
    const failures = rows
      .filter(({ state: ended }) => ended === 'completed')
      .flatMap(row => failuresFrom(row.outcome))
    return new Set([
      ...[...outcomes, ...failures].flatMap(({ culprits }) => culprits),
      ...atOddsWithTwo(ofThisRound.flatMap(({ complaints }) => complaints)),
      ...ofThisRound.flatMap(({ silent }) => silent ?? []),
    ])
  }

  /** Examples of all when the last attempt was opened: who has left or is left out since still has a part in what was kept. */
  async function weightOfEarlier(): Promise<number> {
    const row = await storage.db
      .selectFrom('attempt')
      .select('context')
      .where('bounty_id', '=', bountyId)
      .orderBy('round', 'desc')
      .orderBy('attempt', 'desc')
      .executeTakeFirst()
    return row === undefined ? 0 : (contextFromText(row.context).weightOfAll ?? 0)
  }

  async function startAttempt(round: number, attempt: number): Promise<void> {
    const excluded = await offenders(round)
    const present = await participants()
    const eligible = present.filter(({ organisation }) => !excluded.has(organisation))
    const names = eligible.map(({ organisation }) => organisation)
    const drawn = sampleOf(terms, round, names, attempt)
    const joined = eligible.filter(({ organisation }) => drawn.has(organisation))
    const row = await storage.db
      .selectFrom('bounty')
      .select(['model_blob', 'model_hash', 'clip_norm'])
      .where('id', '=', bountyId)
      .executeTakeFirstOrThrow()
    const registry = members.registry()
    const context: StoredContext = {
      modelHash: row.model_hash,
      modelBlob: row.model_blob,
      registryVersion: registry.version,
      registryRoot: toHex(registry.root),
      cohort: joined.map(({ organisation, examples, identityKey }) => ({
        organisation,
        examples,
        key: toHex(identityKey),
      })),
      weightOfAll: Math.max(await weightOfEarlier(), examplesOf(present)),
    }
    const clipNorm = clipNormOf(terms, row.clip_norm) ?? null
    const startedAtMs = BigInt(world.nowMs())
    await storage.transaction(tx =>
      tx
        .insertInto('attempt')
        .values({
          bounty_id: bountyId,
          round,
          attempt,
          state: isDivided(terms) ? 'drawing' : 'advertising',
          context: contextToText(context),
          summary: summaryToText(emptySummary),
          outcome: '',
          model_blob: '',
          clip_norm: clipNorm,
          started_at_ms: startedAtMs,
          upload_bytes: 0n,
          finished_at_ms: 0n,
          leaf_index: null,
        })
        .execute(),
    )
    const purpose = purposeOf(terms, round)!
    events.publish({ ...where, kind: 'round-opened', round, attempt, members: joined.length, purpose })
    await reopen({
      round,
      attempt,
      context: contextToText(context),
      clip_norm: clipNorm,
      started_at_ms: startedAtMs,
    })
  }

  async function reopen(row: {
    round: number
    attempt: number
    context: string
    clip_norm: number | null
    started_at_ms: bigint
  }): Promise<void> {
    const place = { bountyId, round: row.round, attempt: row.attempt }
    const stored = contextFromText(row.context)
    const cohort = stored.cohort.map(({ organisation, examples, key }) => {
      // Attempts of before there were several keys name none: every member had the one that it enrolled with.
      const identityKey = key === undefined ? members.find(organisation)?.identityKey : fromHex(key)
      if (identityKey === undefined) throw new Error(`${organisation} takes part and is not enrolled`)
      return { organisation, examples, identityKey }
    })
    const opened: OpenAttempt = await openAttempt(parts, {
      place,
      context: attemptContext(place, terms, stored),
      cohort,
      weightOfAll: stored.weightOfAll ?? examplesOf(cohort),
      modelBlob: fromHex(stored.modelBlob),
      clipNorm: row.clip_norm ?? undefined,
      rules: drawRulesOf(terms),
      minimumRosterOf: drawn => minimumRosterOf(terms, drawn),
      openedMs: Number(row.started_at_ms),
      onOver: end => void run(() => conclude(opened, end)),
      onBroken: () => void run(async () => (opened === current ? resume() : undefined)),
    })
    current = opened
    parts.journal.info({ ...place, members: cohort.length }, 'attempt open')
    notify()
  }

  async function conclude(attempt: OpenAttempt, end: AttemptEnd): Promise<void> {
    // One that was opened again from the log, or cancelled, is not concluded twice.
    if (attempt !== current) return
    const failure = await concludeOrFail(attempt, end)
    if (failure !== undefined) await abandon(attempt, failure)
    await attempt.close()
    current = undefined
    notify()
    await evaluations.reload()
    await nextRound()
  }

  /** Why nothing of the attempt could be summed; undefined when the round is completed. */
  async function concludeOrFail(
    attempt: OpenAttempt,
    end: AttemptEnd,
  ): Promise<AbandonedAttempt | undefined> {
    if (end.kind === 'no-partition') {
      const silent = attempt.dropouts().map(({ organisation }) => organisation)
      return { reason: end.reason, culprits: [], complaints: [], silent }
    }
    const ended = await concludeRound(parts, facts, attempt, end.groups)
    if (ended.kind === 'concluded') return undefined
    const { failures } = ended
    const [first] = failures
    const isOneReason = failures.every(({ reason }) => reason === first?.reason)
    return {
      reason: first !== undefined && isOneReason ? first.reason : 'no-group-summed',
      culprits: failures.flatMap(({ culprits }) => culprits),
      complaints: end.groups.flatMap(complaintsOf),
    }
  }

  function complaintsOf({ state: over }: EndedGroup) {
    if (over.phase !== 'aborted' || over.accusation === undefined) return []
    const { accuser, accused } = over.accusation
    return [{ accuser: nameIn(over, accuser), accused: nameIn(over, accused) }]
  }

  function nameIn(over: secureServer.ServerAborted, index: number): string {
    const member = over.session?.members[index - 1]
    return member === undefined ? '' : (members.organisationOf(toHex(member.identityKey)) ?? '')
  }

  async function abandon(abandoned: OpenAttempt, outcome: AbandonedAttempt): Promise<void> {
    const { round, attempt } = abandoned.place
    await storage.transaction(tx =>
      tx
        .updateTable('attempt')
        .set({
          state: 'abandoned',
          outcome: JSON.stringify(outcome),
          summary: summaryToText({ ...emptySummary, dropouts: abandoned.dropouts() }),
          finished_at_ms: BigInt(world.nowMs()),
        })
        .where('bounty_id', '=', bountyId)
        .where('round', '=', round)
        .where('attempt', '=', attempt)
        .execute(),
    )
    // Commit point.
    await parts.inputs.forget(abandoned.place)
    const organisation = outcome.culprits[0]
    events.publish({
      ...where,
      kind: 'attempt-abandoned',
      round,
      attempt,
      reason: outcome.reason,
      ...(organisation === undefined ? {} : { organisation }),
    })
  }

  async function finish(
    end: End,
    reason: string = end,
    more: {
      readonly signature?: Uint8Array
      readonly round?: number
      readonly members?: readonly { readonly organisation: string; readonly examples: number }[]
    } = {},
  ) {
    const { signature, round, members: asked } = more
    await storage.transaction(async tx => {
      await tx.updateTable('bounty').set({ reason }).where('id', '=', bountyId).execute()
      await parts.market.record(tx, {
        kind: 'stopped',
        bountyId,
        atMs: world.nowMs(),
        end,
        reason,
        ...(signature === undefined ? {} : { signature: toHex(signature) }),
        ...(round === undefined ? {} : { round }),
        ...(asked === undefined ? {} : { members: [...asked] }),
      })
    })
    state = 'settling'
    notify()
    await settle()
  }

  async function settle(): Promise<void> {
    const epoch = epochToScore((await written()).life)
    if (await awaitsScores(epoch, settle)) return
    await weigh(epoch)
    state = await settleAndClose(parts, facts)
    cancelTimer()
    notify()
    evaluations.close()
    if (state === 'challenge' || state === 'disputed') return watchDeadlines()
    end()
  }

  function end(): void {
    hasEnded = true
    cancelTimer()
    cancelDeadline()
    cancelRetry()
    cancelScores()
    evaluations.close()
    notify()
    start.onEnded()
  }

  async function dropAttempt(reason: string): Promise<void> {
    const attempt = current
    current = undefined
    if (attempt === undefined) return
    await abandon(attempt, { reason, culprits: [], complaints: [] })
    await attempt.close()
  }

  await run(resume)
  return {
    facts,
    state: () => state,
    attempt: () => current,
    evaluations,
    participantsChanged: () => {
      if (state === 'open') void run(watchEnrolment)
    },
    wait: watchers.wait,
    notices: watchers.notices,
    cancel: async signature => {
      // A desk that cannot write is left to the queue: what counts is that the bounty settles.
      await current?.stop().catch(() => undefined)
      await run(async () => {
        if (!cancellable.has(state)) return
        await dropAttempt('cancelled')
        const rounds = await readRounds(storage.db, bountyId)
        // What is trained is paid; a cancellation then spares what is left to wait for and takes nothing back.
        if (isTrained(rounds)) await finish(endOfTraining(rounds))
        else await finish('cancelled', 'cancelled by the buyer', { signature })
      })
    },
    fund: async () => {
      const answer = await fundBounty(parts, facts)
      if (answer.kind === 'refused') return answer
      await run(async () => {
        state = (await written()).life.stage
        if (state === 'open') await opened()
        else await resume()
      })
      return answer
    },
    marketChanged: () =>
      run(async () => {
        await follow(await written())
        await watchDeadlines()
        await afterScores?.()
      }),
    async close() {
      isClosed = true
      cancelTimer()
      cancelDeadline()
      cancelRetry()
      cancelScores()
      evaluations.close()
      await current?.close()
      notify()
      await queue.drained()
    },
  }
}
