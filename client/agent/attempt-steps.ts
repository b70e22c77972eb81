/** What the phases of an attempt are made of: sending until it is taken, waiting until it is given, ending. */
import {
  type AggregationParameters,
  type Coins,
  type ExpansionWorkers,
  type PolicyFloors,
  type PrivacyBudget,
  type Rejection,
  type Signer,
  secureClient,
  wipe,
} from '../../aggregation/index.ts'
import type { Evaluator, Trainer } from '../../learning/index.ts'
import type { Answer, Refusal } from '../../protos/reasons.ts'
import type { CallOptions, CoordinatorPort } from '../../protos/service.ts'
import type { AttemptRef, Bytes, RoundOutcome } from '../../protos/types.ts'
import type { PrivacyAccount } from '../privacy/index.ts'
import type { AgentStore, AttemptRecord, OpenAssignment, OwnGroup } from '../state/index.ts'
import type { AssignedModel } from './assignment.ts'
import type { BountyPapers, RoundPlan } from './bounty-papers.ts'
import { askUntil, type Call, type CallSurroundings, callUntil } from './calls.ts'
import type { AgentStage, AttemptLoss } from './events.ts'
import type { KnownRegistry } from './known-registry.ts'
import type { LocalWork } from './local-work.ts'
import { checkReceipt, type OwnVerdict } from './receipt.ts'
import type { HolderRecords } from './records.ts'

/** Stands still once this stage of this round is reached; for demonstrations of a holder that dies. */
export interface Drill {
  readonly round: number
  readonly stage: AgentStage
  /** Only the holder that the draw names first, in a first group of at least so many: one that can spare it. */
  readonly firstOf?: number
}

/** What every attempt is played with. */
export interface AttemptSurroundings extends CallSurroundings {
  readonly port: CoordinatorPort
  readonly signer: Signer
  readonly organisation: string
  readonly coordinatorKey: Bytes
  readonly floors: PolicyFloors
  readonly store: AgentStore
  readonly trainer: Trainer
  /** Who judges models on records that are kept out of training. */
  readonly evaluator: Evaluator
  /** Who adds the masks, off the event loop. */
  readonly expansion: ExpansionWorkers
  readonly records: HolderRecords
  /** What was spent on the records. */
  readonly account: PrivacyAccount
  /** What may be. */
  readonly budget: PrivacyBudget
  /** The coins by which an attempt's vectors are rounded. */
  readonly coinsOf: (attempt: AttemptRef) => Coins
  /** A signed head of the log that this holder was shown; the log is held against it before the next round. */
  readonly meetHead: (note: string) => void
  readonly drills: readonly Drill[]
}

/** What one attempt is about. */
export interface AttemptFacts {
  readonly papers: BountyPapers
  /** What this round sums. */
  readonly plan: RoundPlan
  /** Examples declared when joining: the weight. */
  readonly examples: number
  /** Whom a roster may name; needed until the roster is accepted. */
  readonly registry: KnownRegistry | undefined
  /** The record as it was written down. */
  readonly record: AttemptRecord
  /** The round's model; absent when the input is masked already and nothing is left to compute. */
  readonly model: AssignedModel | undefined
  /** Whether the record comes from an earlier run of the agent, so that its message may have left before. */
  readonly isResumed: boolean
}

export interface Attempt extends AttemptFacts {
  readonly world: AttemptSurroundings
  /** As assigned; a draw puts this holder's group into it. */
  assignment: OpenAssignment
  ref: AttemptRef
  /** What the draw came to, where there was one. */
  ownGroup: OwnGroup | undefined
  readonly work: LocalWork | undefined
  inputHash: Bytes | undefined
  /** The state from the moment the input is masked: from here on the round may be summed without another word. */
  masked: MaskedState | undefined
  /** For the heartbeat. */
  stage: string
}

export type MaskedState = secureClient.Masked | secureClient.Signed | secureClient.Revealed

export type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'lost'; readonly loss: AttemptLoss }
  /** The agent is being stopped; the attempt stays as it was written down. */
  | { readonly kind: 'stopped' }

export type Over = { readonly kind: 'over'; readonly ending: Ending }
export type Next = { readonly kind: 'phase'; readonly state: secureClient.MemberState } | Over
export type Got<T> = { readonly kind: 'got'; readonly value: T } | Over

/** Writes the state down and only then wipes what it no longer needs. */
export function writeDown(
  attempt: Attempt,
  step: { readonly state: secureClient.MemberState; readonly spent: readonly Bytes[] },
): void {
  const { assignment, ownGroup, inputHash } = attempt
  const group = ownGroup === undefined ? {} : { ownGroup }
  // Commit point.
  attempt.world.store.save({ assignment, state: step.state, inputHash, ...group })
  wipe(step.spent)
}

/** The coordinator has taken the message of a stage. A drill for this stage never goes on. */
export async function reach(attempt: Attempt, stage: AgentStage, bytes?: number): Promise<Got<undefined>> {
  const { world, ref } = attempt
  world.report({ kind: 'stage', attempt: ref, stage, ...(bytes === undefined ? {} : { bytes }) })
  if (!world.drills.some(drill => isDrilled(attempt, drill, stage))) return { kind: 'got', value: undefined }
  world.report({ kind: 'holding', attempt: ref, stage })
  await unlessAborted(new Promise(() => undefined), world.signal)
  return { kind: 'over', ending: { kind: 'stopped' } }
}

function isDrilled({ world, ref, ownGroup }: Attempt, drill: Drill, stage: AgentStage): boolean {
  if (drill.round !== ref.round || drill.stage !== stage) return false
  if (drill.firstOf === undefined) return true
  const [first = []] = ownGroup?.organisations ?? []
  return first.length >= drill.firstOf && first[0] === world.organisation
}

/**
 * Sends the message of a stage until it is taken. A refusal for being late ends the attempt, unless the message may
 * have been taken before (it was sent by an earlier run, or an earlier try broke off): then what follows decides.
 */
export async function deliver<T>(
  attempt: Attempt,
  stage: Stage,
  lateIsFine: boolean,
  call: Call<T>,
): Promise<Got<T | undefined>> {
  const { answer, tries } = await callUntil(attempt.world, stageEndMs(attempt, stage), call)
  if (answer.kind === 'granted') return { kind: 'got', value: answer.value }
  const isLate = answer.reason === 'too-late' || answer.reason === 'wrong-stage'
  if (isLate && (lateIsFine || tries > 1)) return { kind: 'got', value: undefined }
  return refusedBy(attempt, answer)
}

/** Waits for what the coordinator gives out at the end of a stage. */
export async function obtain<T>(
  attempt: Attempt,
  deadlineMs: number,
  ask: (waitMs: number, options: CallOptions) => Promise<Answer<T>>,
): Promise<Got<T>> {
  const untilMs = deadlineMs + attempt.world.patience.graceMs
  const answer = await askUntil(attempt.world, untilMs, ask)
  return answer.kind === 'granted' ? { kind: 'got', value: answer.value } : refusedBy(attempt, answer)
}

export type Stage = keyof AggregationParameters['stageTimeoutsMs']

/** When a stage that begins now has to be over. */
export function stageEndMs({ world, papers }: Attempt, stage: Stage): number {
  return world.clock.nowMs() + papers.parameters.stageTimeoutsMs[stage]
}

/** The attempt goes on without this holder, or is over: the outcome, if there is one already, says which. */
export async function refusedBy(attempt: Attempt, refusal: Refusal): Promise<Over> {
  const { world, ref } = attempt
  if (world.signal.aborted) return { kind: 'over', ending: { kind: 'stopped' } }
  if (refusal.reason !== 'unavailable' && refusal.reason !== 'not-yet') {
    const untilMs = world.clock.nowMs() + world.patience.graceMs
    const { answer: outcome } = await callUntil(world, untilMs, options =>
      world.port.awaitOutcome({ attempt: ref, waitMs: 0 }, options),
    )
    if (outcome.kind === 'granted' && !outcome.value.completed) return abandoned(outcome.value)
    // A survivor that was slow is in the sum and in the pay all the same.
    if (
      outcome.kind === 'granted' &&
      outcome.value.completed &&
      outcome.value.receipt.length > 0 &&
      attempt.masked !== undefined
    ) {
      return takeResult(attempt, attempt.masked, outcome.value)
    }
  }
  return lost({ how: 'dropped', reason: refusal.reason, detail: refusal.message })
}

export function abandoned({ reason, culprit }: Extract<RoundOutcome, { readonly completed: false }>): Over {
  const detail = culprit === '' ? 'nobody is to blame' : `it points at ${culprit}`
  return lost({ how: 'abandoned', reason, detail })
}

export function satOut({ reason, detail }: Rejection): Over {
  return lost({ how: 'sat-out', reason, detail })
}

export function lost(loss: AttemptLoss): Over {
  return { kind: 'over', ending: { kind: 'lost', loss } }
}

/** What the work comes to; `undefined` as soon as the signal aborts. Leaves no listener on a signal that outlives it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined
  let stop = (): void => undefined
  const aborted = new Promise<undefined>(resolve => {
    stop = () => resolve(undefined)
  })
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop))
}

/** Checks the signed result and the receipt, and keeps both facts whatever they are: the round is summed. */
export function takeResult(
  attempt: Attempt,
  state: MaskedState,
  outcome: Extract<RoundOutcome, { readonly completed: true }>,
): Over {
  const { world, ref } = attempt
  const { store, report } = world
  store.keepMemory(ref)
  const verdict = judgeResult(attempt, state, outcome)
  const receiptFile = store.keepReceipt(ref.bountyId, ref.round, outcome.receipt)
  if (verdict.kind === 'verified') {
    const { amountUnits, survivors, logHead } = verdict
    store.noteLogHead(logHead)
    world.meetHead(logHead.note)
    store.noteCompleted(ref.bountyId, ref.round, amountUnits)
    report({ kind: 'round-completed', attempt: ref, amountUnits, survivors, receiptFile })
  } else {
    store.noteCompleted(ref.bountyId, ref.round, 0n)
    report({ kind: 'receipt-invalid', attempt: ref, reason: verdict.reason, receiptFile })
  }
  return { kind: 'over', ending: { kind: 'completed' } }
}

function judgeResult(
  attempt: Attempt,
  state: MaskedState,
  { result, receipt }: Extract<RoundOutcome, { readonly completed: true }>,
): OwnVerdict {
  const { world, ref, papers, examples, inputHash, ownGroup } = attempt
  const { organisation, coordinatorKey } = world
  if (inputHash === undefined) throw new Error('an attempt that was masked has an input')
  const finished = state.phase === 'revealed' ? secureClient.finish(state, result) : undefined
  if (finished?.kind === 'rejected') return { kind: 'invalid', reason: finished.detail }
  const { session } = state
  const facts = {
    attempt: ref,
    papers,
    organisation,
    examples,
    coordinatorKey,
    inputHash,
    session,
    ownGroup,
    result,
  }
  return checkReceipt(receipt, facts)
}
