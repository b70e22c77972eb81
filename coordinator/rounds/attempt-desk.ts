/**
 * The desk of one attempt: takes messages one at a time, checks them, writes them down, then counts them; owns the
 * stages' deadlines. A stage closes when everybody has answered, when those who have not have been silent for
 * `silenceMs` and the others are enough, or at its deadline.
 */
import { type MaskedInputReceipt, type secureServer, toHex } from '../../aggregation/index.ts'
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { Parts } from '../parts.ts'
import { createQueue } from '../queue.ts'
import { recordAttemptEvent } from './attempt-log.ts'
import { type AttemptEvent, applyAttemptEvent } from './attempt-machine.ts'
import { type Phase, phaseOf } from './phases/index.ts'
import { refusalOf } from './refusals.ts'

type ServerState = secureServer.ServerState

/** A holder that takes part in the bounty. */
export interface CohortMember {
  readonly organisation: string
  readonly identityKey: Uint8Array
  readonly examples: number
}

/** Where an attempt stands, for people. */
export interface LiveAttempt {
  readonly round: number
  readonly attempt: number
  readonly stage: Phase['stage'] | 'settle'
  readonly expected: readonly string[]
  readonly received: readonly string[]
  readonly missing: readonly string[]
  readonly progress: Readonly<Record<string, number>>
  readonly deadlineMs: number
}

export interface DroppedMember {
  readonly organisation: string
  readonly stage: string
  readonly reason: string
}

export interface AttemptDesk {
  readonly ref: AttemptRef
  readonly cohort: readonly CohortMember[]
  /** SHA-256 of the model file the members start from. */
  readonly modelBlob: Uint8Array
  state(): ServerState
  /** Checks, records, applies. The receipt comes with a masked input. */
  submit(member: CohortMember, event: AttemptEvent): Promise<Answer<MaskedInputReceipt | undefined>>
  /** The member was heard of. */
  touch(organisation: string): void
  report(organisation: string, stage: string, permille: number): void
  /** Resolves when `isReady` holds, or with false after `waitMs`. */
  wait(isReady: (state: ServerState) => boolean, waitMs: number): Promise<boolean>
  dropouts(): readonly DroppedMember[]
  live(): LiveAttempt
  deadlineMs(): number
  /** Ends the attempt for good and records it. */
  stop(): Promise<void>
  /** Stops the clock; the attempt goes on when the coordinator is started again. */
  close(): Promise<void>
}

export interface AttemptFacts {
  readonly ref: AttemptRef
  readonly cohort: readonly CohortMember[]
  readonly modelBlob: Uint8Array
  /** The state after replaying everything that is recorded. */
  readonly state: ServerState
  readonly recordedEvents: number
  /** When the open stage was opened, as recorded. */
  readonly stageOpenedMs: number
  /** Called once: with enough shares to finish, or when the attempt is aborted. */
  readonly onOver: (state: ServerState) => void
  /** Called once, when the log could not be written: the attempt must be opened again from it. */
  readonly onBroken: () => void
}

const tickMs = 250
/** Time for members that are not yet connected to come before the silent are given up. */
const advertiseGraceMs = 3_000
/** Time left to a stage whose deadline passed while the coordinator was away. */
const restartGraceMs = 30_000

export function openAttemptDesk(parts: Parts, facts: AttemptFacts): AttemptDesk {
  const { world, events, members } = parts
  const { ref, cohort } = facts
  const queue = createQueue()
  const byKey = new Map(cohort.map(member => [toHex(member.identityKey), member]))
  const cohortKeys = [...byKey.keys()]
  const heardMs = new Map(cohort.map(({ organisation }) => [organisation, world.nowMs()]))
  const progress: Record<string, number> = {}
  const dropped: DroppedMember[] = []
  const watchers = new Set<() => void>()
  let state = facts.state
  let sequence = facts.recordedEvents
  let stageOpenedMs = resumedAt(facts, world.nowMs())
  let isOver = false
  let cancelTick: () => void = () => undefined

  const where = { bountyId: ref.bountyId, round: ref.round, attempt: ref.attempt }
  const nameOf = (key: string) =>
    byKey.get(key)?.organisation ?? members.organisationOf(key) ?? key.slice(0, 8)
  const deadlineMs = () => {
    const phase = phaseOf(state)
    return phase === undefined ? stageOpenedMs : stageOpenedMs + phase.timeoutMs(state.context.parameters)
  }
  const missingKeys = (phase: Phase) => {
    const answered = phase.answered(state)
    return phase.expected(state, cohortKeys).filter(key => !answered.has(key))
  }
  const notify = () => {
    for (const watcher of watchers) watcher()
  }
  const announceStage = () => {
    const phase = phaseOf(state)
    if (phase === undefined) return
    const expected = phase.expected(state, cohortKeys).length
    events.publish({ ...where, kind: 'stage-opened', stage: phase.stage, members: expected })
  }

  async function record(event: AttemptEvent, organisation: string, next: ServerState): Promise<void> {
    try {
      await recordAttemptEvent(parts, ref, sequence + 1, event, organisation)
    } catch (error) {
      // Whether it was written is unknown: only a replay of the log can tell, so this desk takes nothing more.
      isOver = true
      facts.onBroken()
      throw error
    }
    // Commit point.
    sequence += 1
    state = next
    notify()
  }

  function isSilent(key: string): boolean {
    return world.nowMs() - (heardMs.get(nameOf(key)) ?? 0) > parts.silenceMs
  }

  function shouldClose(phase: Phase): boolean {
    if (phase.isComplete(state, cohortKeys) || world.nowMs() >= deadlineMs()) return true
    if (phase.stage === 'advertise' && world.nowMs() < stageOpenedMs + advertiseGraceMs) return false
    const missing = missingKeys(phase)
    // Everybody opened shares and some were bad: waiting longer brings nothing.
    if (phase.stage === 'unmask' && missing.length === 0) return true
    return phase.canClose(state) && missing.every(isSilent)
  }

  function noteDropouts(phase: Phase): void {
    if (phase.stage === 'advertise' || phase.stage === 'unmask') return
    const reason = world.nowMs() >= deadlineMs() ? 'deadline' : 'silent'
    for (const organisation of missingKeys(phase).map(nameOf)) {
      if (dropped.some(earlier => earlier.organisation === organisation)) continue
      dropped.push({ organisation, stage: phase.stage, reason })
      events.publish({ ...where, kind: 'member-dropped', stage: phase.stage, organisation, reason })
    }
  }

  /** Closes every stage that is due, then hands over when the attempt is decided. */
  async function advance(): Promise<void> {
    for (let phase = phaseOf(state); phase !== undefined && !isOver; phase = phaseOf(state)) {
      if (!shouldClose(phase)) return
      if (phase.stage === 'unmask' && phase.canClose(state)) return end()
      noteDropouts(phase)
      const event = { kind: 'closed', stage: phase.serverStage } as const
      const step = applyAttemptEvent(state, event, new Uint8Array(), members.lookup)
      if (step.kind === 'rejected') throw new Error(`closing ${phase.stage} was refused: ${step.detail}`)
      await record(event, '', step.state)
      stageOpenedMs = world.nowMs()
      announceStage()
    }
    if (!isOver && state.phase === 'aborted') end()
  }

  function end(): void {
    isOver = true
    facts.onOver(state)
  }

  function tick(): void {
    if (isOver) return
    void queue
      .run(advance)
      .catch(error =>
        parts.journal.error({ ...where, error: String(error) }, 'an attempt could not be advanced'),
      )
      .finally(() => {
        if (!isOver) cancelTick = world.after(tickMs, tick)
      })
  }

  announceStage()
  cancelTick = world.after(tickMs, tick)

  return {
    ref,
    cohort,
    modelBlob: facts.modelBlob,
    state: () => state,
    submit: (member, event) =>
      queue.run(async () => {
        if (isOver) return refused('too-late', 'the attempt is closed')
        heardMs.set(member.organisation, world.nowMs())
        const step = applyAttemptEvent(state, event, member.identityKey, members.lookup)
        if (step.kind === 'rejected') return refusalOf(step, index => nameOfIndex(state, index, nameOf))
        if (step.state !== state) {
          const stage = phaseOf(state)?.stage ?? ''
          await record(event, member.organisation, step.state)
          const bytes = event.kind === 'input' ? { bytes: event.message.totalBytes } : {}
          events.publish({
            ...where,
            kind: 'member-advanced',
            stage,
            organisation: member.organisation,
            ...bytes,
          })
          await advance()
        }
        return granted(step.output)
      }),
    touch: organisation => void heardMs.set(organisation, world.nowMs()),
    report(organisation, stage, permille) {
      heardMs.set(organisation, world.nowMs())
      if (progress[organisation] === permille) return
      progress[organisation] = permille
      events.publish({ ...where, kind: 'member-progress', stage, organisation, permille })
    },
    wait: (isReady, waitMs) => waitUntil(() => isReady(state), waitMs, watchers, world.after),
    dropouts: () => dropoutsOf(state, nameOf, dropped),
    live() {
      const phase = phaseOf(state)
      const expected = phase === undefined ? [] : phase.expected(state, cohortKeys)
      const missing = phase === undefined ? [] : missingKeys(phase)
      return {
        round: ref.round,
        attempt: ref.attempt,
        stage: phase?.stage ?? 'settle',
        expected: expected.map(nameOf),
        received: expected.filter(key => !missing.includes(key)).map(nameOf),
        missing: missing.map(nameOf),
        progress: { ...progress },
        deadlineMs: deadlineMs(),
      }
    },
    deadlineMs,
    stop: () =>
      queue.run(async () => {
        if (isOver || state.phase === 'finished' || state.phase === 'aborted') return
        const step = applyAttemptEvent(state, { kind: 'stopped' }, new Uint8Array(), members.lookup)
        if (step.kind === 'accepted') await record({ kind: 'stopped' }, '', step.state)
        isOver = true
        cancelTick()
      }),
    async close() {
      isOver = true
      cancelTick()
      notify()
      await queue.drained()
    },
  }
}

/**
 * A stage goes on where it stood when the coordinator is opened again, with at least a moment for members to come back;
 * no longer than they wait for a coordinator that is away.
 */
function resumedAt({ state, stageOpenedMs }: AttemptFacts, nowMs: number): number {
  const phase = phaseOf(state)
  if (phase === undefined) return nowMs
  return Math.max(stageOpenedMs, nowMs - phase.timeoutMs(state.context.parameters) + restartGraceMs)
}

const stageWords: Partial<Record<secureServer.ServerStage, string>> = {
  sharing: 'share',
  masking: 'input',
  certifying: 'survivors',
}

/** Each member that fell out, at the first stage it missed. Read from the recorded state, so that a restart keeps it. */
function dropoutsOf(
  state: ServerState,
  nameOf: (key: string) => string,
  noted: readonly DroppedMember[],
): readonly DroppedMember[] {
  const found = new Map<string, DroppedMember>()
  for (const { stage, members } of state.absences) {
    const word = stageWords[stage]
    if (word === undefined) continue
    for (const index of members) {
      const organisation = nameOfIndex(state, index, nameOf)
      const reason = noted.find(member => member.organisation === organisation)?.reason ?? 'silent'
      if (!found.has(organisation)) found.set(organisation, { organisation, stage: word, reason })
    }
  }
  return [...found.values()]
}

function nameOfIndex(state: ServerState, index: number, nameOf: (key: string) => string): string {
  if (!('session' in state) || state.session === undefined) return ''
  const member = state.session.members[index - 1]
  return member === undefined ? '' : nameOf(toHex(member.identityKey))
}

/** Waits for a condition that can only change when a watcher is called. */
export async function waitUntil(
  isReady: () => boolean,
  waitMs: number,
  watchers: Set<() => void>,
  after: (delayMs: number, action: () => void) => () => void,
): Promise<boolean> {
  if (isReady()) return true
  return new Promise(resolve => {
    const finish = (answer: boolean) => {
      cancel()
      watchers.delete(look)
      resolve(answer)
    }
    const look = () => {
      if (isReady()) finish(true)
    }
    const cancel = after(waitMs, () => finish(isReady()))
    watchers.add(look)
  })
}
