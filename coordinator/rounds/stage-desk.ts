/**
 * A desk takes messages one at a time, checks them, writes them down, then counts them; it owns the deadlines of the
 * stages. A stage closes when everybody has answered, when those who have not have been silent for long and the others
 * are enough, or at its deadline. The draw of a cohort and the attempt of each group have a desk of their own; what they
 * do with a message is their fold.
 */
import { type AggregationParameters, type Rejection, type Step, toHex } from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { createQueue } from '../queue.ts'
import type { CohortMember, DroppedMember, Presence } from './cohort.ts'
import type { Phase, StageWord } from './phases/index.ts'
import { refusalOf } from './refusals.ts'
import { openWatchers } from './watchers.ts'

/** What a desk does with messages: pure, so that what was recorded can be played again. */
export interface Fold<State, Event, Output> {
  phaseOf(state: State): Phase<State> | undefined
  /** The next state; the same state for a repetition. */
  apply(state: State, event: Event, identityKey: Uint8Array): Step<State, Output | undefined>
  /** The event that closes the open stage. */
  closing(state: State): Promise<Event>
  /** No message is needed any more. */
  isDecided(state: State): boolean
  /** Identity key, hexadecimal, of the member with this index, where members have one. */
  keyAt(state: State, index: number): string | undefined
}

export interface DeskFacts<State, Event, Output> {
  readonly ref: AttemptRef
  /** Those who may take part at this desk. */
  readonly cohort: readonly CohortMember[]
  readonly presence: Presence
  readonly parameters: AggregationParameters
  readonly fold: Fold<State, Event, Output>
  /** What the events of this desk say beside where they happen: its group, when the cohort is divided. */
  readonly place: { readonly group?: number }
  /** The state after replaying everything that is recorded. */
  readonly state: State
  readonly recordedEvents: number
  /** When the open stage was opened, as recorded. */
  readonly stageOpenedMs: number
  /** Writes an event down; durable when it resolves. */
  readonly record: (sequence: number, event: Event, organisation: string) => Promise<void>
  /** Bytes that came with an event, for those who watch. */
  readonly bytesOf: (event: Event) => number | undefined
  /** Called once, when the desk is decided. */
  readonly onOver: (state: State) => void
  /** Called once, when the log could not be written: the attempt must be opened again from it. */
  readonly onBroken: () => void
}

/** Where a desk stands, for people. */
export interface DeskStanding {
  readonly stage: StageWord
  readonly expected: readonly string[]
  readonly missing: readonly string[]
  readonly deadlineMs: number
}

export interface StageDesk<State, Event, Output> {
  readonly ref: AttemptRef
  readonly cohort: readonly CohortMember[]
  memberBy(identityKey: Uint8Array): CohortMember | undefined
  state(): State
  /** Resolves when `isReady` holds, or with false after `waitMs`; asked at each change of this desk. */
  wait(isReady: () => boolean, waitMs: number): Promise<boolean>
  /** Asks those who wait again: something that they wait for has changed outside of this desk. */
  nudge(): void
  /** Checks, records, applies. */
  submit(member: CohortMember, event: Event): Promise<Answer<Output | undefined>>
  /** Those who were missing when a stage closed, with why it did not wait. */
  dropped(): readonly DroppedMember[]
  /** The open stage; absent once the desk is decided. */
  stage(): StageWord | undefined
  /** When the open stage closes; when the last one closed, once the desk is decided. */
  deadlineMs(): number
  /** Goes through everybody: for people, not for every call. Absent once the desk is decided. */
  standing(): DeskStanding | undefined
  /** Records one last event, unless the desk is decided, and takes nothing more. */
  end(event: Event): Promise<void>
  /** Stops the clock; the desk goes on when the coordinator is started again. */
  close(): Promise<void>
}

const tickMs = 250
/** Time left to a stage whose deadline passed while the coordinator was away. */
const restartGraceMs = 30_000

export function openStageDesk<State, Event, Output>(
  parts: Parts,
  facts: DeskFacts<State, Event, Output>,
): StageDesk<State, Event, Output> {
  const { world, events, members } = parts
  const { ref, cohort, presence, parameters, fold } = facts
  const queue = createQueue()
  const watchers = openWatchers(world.after)
  const byKey = new Map(cohort.map(member => [toHex(member.identityKey), member]))
  const cohortKeys = [...byKey.keys()]
  const dropped: DroppedMember[] = []
  let state = facts.state
  let sequence = facts.recordedEvents
  let stageOpenedMs = resumedAt()
  let isOver = false
  let cancelTick: () => void = () => undefined

  const { bountyId, round, attempt } = ref
  const where = { bountyId, round, attempt, ...facts.place }
  const nameOf = (key: string) =>
    byKey.get(key)?.organisation ?? members.organisationOf(key) ?? key.slice(0, 8)
  const missingFrom = (phase: Phase<State>) =>
    phase.expected(state, cohortKeys).filter(key => !phase.hasAnswered(state, key))
  const deadlineMs = () => {
    const phase = fold.phaseOf(state)
    return phase === undefined ? stageOpenedMs : stageOpenedMs + phase.timeoutMs(parameters)
  }

  /**
   * A stage goes on where it stood when the coordinator is opened again, with at least a moment for members to come back;
   * no longer than they wait for a coordinator that is away.
   */
  function resumedAt(): number {
    const phase = fold.phaseOf(facts.state)
    const awayMs = world.nowMs() - facts.stageOpenedMs
    if (phase === undefined || awayMs < tickMs) return facts.stageOpenedMs
    return Math.max(facts.stageOpenedMs, world.nowMs() - phase.timeoutMs(parameters) + restartGraceMs)
  }

  function announceStage(): void {
    const phase = fold.phaseOf(state)
    if (phase === undefined) return
    const expected = phase.expected(state, cohortKeys).length
    events.publish({ ...where, kind: 'stage-opened', stage: phase.stage, members: expected })
  }

  async function record(event: Event, organisation: string, next: State): Promise<void> {
    try {
      await facts.record(sequence + 1, event, organisation)
    } catch (error) {
      // Whether it was written is unknown: only a replay of the log can tell, so this desk takes nothing more.
      isOver = true
      facts.onBroken()
      throw error
    }
    // Commit point.
    sequence += 1
    state = next
    watchers.notify()
  }

  function shouldClose(phase: Phase<State>): boolean {
    if (phase.isComplete(state, cohortKeys) || world.nowMs() >= deadlineMs()) return true
    if (world.nowMs() < stageOpenedMs + phase.graceMs) return false
    return phase.canClose(state) && missingFrom(phase).every(key => presence.isSilent(nameOf(key)))
  }

  function noteDropouts(phase: Phase<State>): void {
    if (!phase.losesMissing) return
    const reason = world.nowMs() >= deadlineMs() ? 'deadline' : 'silent'
    for (const organisation of missingFrom(phase).map(nameOf)) {
      if (dropped.some(earlier => earlier.organisation === organisation)) continue
      dropped.push({ organisation, stage: phase.stage, reason })
      events.publish({ ...where, kind: 'member-dropped', stage: phase.stage, organisation, reason })
    }
  }

  /** Closes every stage that is due, then hands over when the desk is decided. */
  async function advance(): Promise<void> {
    while (!isOver) {
      if (fold.isDecided(state)) return finish()
      const phase = fold.phaseOf(state)
      if (phase === undefined || !shouldClose(phase)) return
      noteDropouts(phase)
      const event = await fold.closing(state)
      const step = fold.apply(state, event, new Uint8Array())
      if (step.kind === 'rejected') throw new Error(`closing ${phase.stage} was refused: ${step.detail}`)
      await record(event, '', step.state)
      stageOpenedMs = world.nowMs()
      announceStage()
    }
  }

  function finish(): void {
    isOver = true
    cancelTick()
    facts.onOver(state)
  }

  function tick(): void {
    if (isOver) return
    void queue
      .run(advance)
      .catch(error => parts.journal.error({ ...where, error: String(error) }, 'a desk could not be advanced'))
      .finally(() => {
        if (!isOver) cancelTick = world.after(tickMs, tick)
      })
  }

  const refusalFor = (rejection: Rejection) =>
    refusalOf(rejection, index => {
      const key = fold.keyAt(state, index)
      return key === undefined ? '' : nameOf(key)
    })

  async function take(member: CohortMember, event: Event): Promise<Answer<Output | undefined>> {
    if (isOver) return refused('too-late', 'the attempt is closed')
    presence.touch(member.organisation)
    const step = fold.apply(state, event, member.identityKey)
    if (step.kind === 'rejected') return refusalFor(step)
    if (step.state === state) return granted(step.output)
    const stage = fold.phaseOf(state)?.stage ?? ''
    await record(event, member.organisation, step.state)
    const bytes = facts.bytesOf(event)
    const size = bytes === undefined ? {} : { bytes }
    events.publish({
      ...where,
      kind: 'member-advanced',
      stage,
      organisation: member.organisation,
      ...size,
    })
    // The silent are looked for by the clock alone: a message can only complete a stage or end it.
    const phase = fold.phaseOf(state)
    if (phase === undefined || phase.isComplete(state, cohortKeys)) await advance()
    return granted(step.output)
  }

  announceStage()
  cancelTick = world.after(tickMs, tick)

  return {
    ref,
    cohort,
    memberBy: identityKey => byKey.get(toHex(identityKey)),
    state: () => state,
    wait: watchers.wait,
    nudge: watchers.notify,
    submit: (member, event) => queue.run(() => take(member, event)),
    dropped: () => dropped,
    stage: () => fold.phaseOf(state)?.stage,
    deadlineMs,
    standing() {
      const phase = fold.phaseOf(state)
      if (phase === undefined) return undefined
      return {
        stage: phase.stage,
        expected: phase.expected(state, cohortKeys).map(nameOf),
        missing: missingFrom(phase).map(nameOf),
        deadlineMs: deadlineMs(),
      }
    },
    end: event =>
      queue.run(async () => {
        if (isOver || fold.isDecided(state)) return
        const step = fold.apply(state, event, new Uint8Array())
        if (step.kind === 'accepted') await record(event, '', step.state)
        isOver = true
        cancelTick()
      }),
    async close() {
      isOver = true
      cancelTick()
      watchers.notify()
      await queue.drained()
    },
  }
}
