/**
 * One attempt of a round, from the holder's side. Each phase begins by sending the message that its state holds, so an
 * agent that was killed goes on by playing the phase it had written down: the same bytes leave again, never others.
 */
import {
  decodeSignedStatement,
  type ExpansionWorkers,
  encodeEvidenceDocument,
  equalBytes,
  makeEvidence,
  type ParameterVector,
  type PolicyFloors,
  type Rejection,
  residuesIn,
  type Signer,
  type SurvivorSet,
  secureClient,
  signedStatement,
  survivorsStatement,
  wipe,
} from '../../aggregation/index.ts'
import type { LoadedDataset, Trainer } from '../../learning/index.ts'
import type { Answer, Refusal } from '../../protos/reasons.ts'
import type { CallOptions, CoordinatorPort } from '../../protos/service.ts'
import type { AttemptRef, Bytes, RoundOutcome } from '../../protos/types.ts'
import { protectUpdate } from '../protect.ts'
import type { AgentStore, AttemptRecord } from '../state/index.ts'
import type { BountyPapers } from './bounty-papers.ts'
import { askUntil, type Call, type CallSurroundings, callUntil } from './calls.ts'
import type { AgentStage, AttemptLoss } from './events.ts'
import { holdersOf, type KnownRegistry } from './known-registry.ts'
import { type LocalTraining, startTraining } from './local-training.ts'
import { checkReceipt, type OwnVerdict } from './receipt.ts'

/** Stands still once this stage of this round is reached; for demonstrations of a holder that dies. */
export interface Drill {
  readonly round: number
  readonly stage: AgentStage
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
  /** Who adds the masks, off the event loop. */
  readonly expansion: ExpansionWorkers
  readonly dataset: LoadedDataset
  readonly drill: Drill | undefined
}

/** What one attempt is about. */
export interface AttemptFacts {
  readonly papers: BountyPapers
  /** Examples declared when joining: the weight. */
  readonly examples: number
  /** Whom a roster may name; needed until the roster is accepted. */
  readonly registry: KnownRegistry | undefined
  /** The record as it was written down. */
  readonly record: AttemptRecord
  /** The round's model; absent when the input is masked already and nothing is left to train. */
  readonly model: ParameterVector | undefined
  /** Whether the record comes from an earlier run of the agent, so that its message may have left before. */
  readonly isResumed: boolean
}

interface Attempt extends AttemptFacts {
  readonly world: AttemptSurroundings
  readonly ref: AttemptRef
  readonly training: LocalTraining | undefined
  inputHash: Bytes | undefined
  /** The state from the moment the input is masked: from here on the round may be summed without another word. */
  masked: MaskedState | undefined
  /** For the heartbeat. */
  stage: string
}

type MaskedState = secureClient.Masked | secureClient.Signed | secureClient.Revealed

type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'lost'; readonly loss: AttemptLoss }
  /** The agent is being stopped; the attempt stays as it was written down. */
  | { readonly kind: 'stopped' }

type Over = { readonly kind: 'over'; readonly ending: Ending }
type Next = { readonly kind: 'phase'; readonly state: secureClient.ClientState } | Over
type Got<T> = { readonly kind: 'got'; readonly value: T } | Over

/** Plays an attempt from the phase of its record to its end. Answers whether the round was completed for this holder. */
export async function playAttempt(world: AttemptSurroundings, facts: AttemptFacts): Promise<boolean> {
  const { assignment, state, inputHash } = facts.record
  const ref = assignment.attempt
  const training = facts.model === undefined ? undefined : train(world, facts, facts.model)
  const attempt: Attempt = {
    ...facts,
    world,
    ref,
    training,
    inputHash,
    masked: undefined,
    stage: 'advertise',
  }
  const resumed = facts.isResumed ? { resumedFrom: state.phase } : {}
  world.report({ kind: 'round-started', attempt: ref, ...resumed })
  const heartbeat = startHeartbeat(attempt)
  try {
    const ending = await playPhases(attempt, state)
    return conclude(attempt, ending)
  } finally {
    heartbeat.stop()
    training?.stop()
  }
}

function train(world: AttemptSurroundings, facts: AttemptFacts, model: ParameterVector): LocalTraining {
  const { trainer, dataset, organisation, report } = world
  const ref = facts.record.assignment.attempt
  return startTraining(trainer, dataset, facts.papers, model, ref, organisation, report)
}

/** Tells the coordinator about once a second that this holder is alive and how far its training is. */
function startHeartbeat(attempt: Attempt): { stop(): void } {
  const { clock, patience, port } = attempt.world
  const stopping = new AbortController()
  const signal = AbortSignal.any([stopping.signal, attempt.world.signal])
  const beat = async () => {
    while (!signal.aborted) {
      const isTraining = attempt.training?.isOver() === false
      const stage = isTraining ? 'training' : attempt.stage
      const permille = isTraining ? attempt.training.permille() : 1000
      // Fire and forget: a report that is lost is followed by another.
      port.reportProgress({ attempt: attempt.ref, stage, permille }, { signal }).catch(() => undefined)
      await clock.sleep(patience.heartbeatMs, signal)
    }
  }
  void beat()
  return { stop: () => stopping.abort() }
}

async function playPhases(attempt: Attempt, first: secureClient.ClientState): Promise<Ending> {
  let state = first
  for (;;) {
    const next = await playPhase(attempt, state, attempt.isResumed && state === first)
    if (next.kind === 'phase') {
      state = next.state
      continue
    }
    // What the attempt is kept for is over; a stopped agent leaves its secrets on disk, where it will need them.
    wipe(secureClient.secretsOf(state))
    return next.ending
  }
}

function conclude(attempt: Attempt, ending: Ending): boolean {
  const { world, ref } = attempt
  if (ending.kind === 'stopped') return false
  world.store.erase(ref)
  if (ending.kind === 'lost') world.report({ kind: 'attempt-over', attempt: ref, ...ending.loss })
  return ending.kind === 'completed'
}

function playPhase(attempt: Attempt, state: secureClient.ClientState, isRepeated: boolean): Promise<Next> {
  switch (state.phase) {
    case 'advertised':
      return playAdvertised(attempt, state, isRepeated)
    case 'shares-sent':
      return playSharesSent(attempt, state, isRepeated)
    case 'inbox-accepted':
      return playInboxAccepted(attempt, state)
    case 'masked':
      return playMasked(attempt, state, isRepeated)
    case 'signed':
      return playSigned(attempt, state)
    case 'revealed':
      return playRevealed(attempt, state)
    case 'roster-accepted':
    case 'done':
    case 'aborted':
      throw new Error(`no attempt is written down in the phase "${state.phase}"`)
    default:
      return state satisfies never
  }
}

async function playAdvertised(
  attempt: Attempt,
  state: secureClient.Advertised,
  isRepeated: boolean,
): Promise<Next> {
  const { world, ref, registry } = attempt
  const { port, coordinatorKey, floors, signer, random, store } = world
  const { advertisement } = state
  if (registry === undefined) throw new Error('an attempt without a roster has no registry')
  attempt.stage = 'advertise'
  const sent = await deliver(attempt, 'advertise', isRepeated, options =>
    port.advertise({ attempt: ref, advertisement }, options),
  )
  const reached = sent.kind === 'over' ? sent : await reach(attempt, 'advertised')
  if (reached.kind === 'over') return reached
  const deadlineMs = Math.max(attempt.record.assignment.deadlineMs, world.clock.nowMs())
  const roster = await obtain(attempt, deadlineMs, (waitMs, options) =>
    port.awaitRoster({ attempt: ref, waitMs }, options),
  )
  if (roster.kind === 'over') return roster
  const trust = { coordinatorKey, registry: holdersOf(registry), floors, sessionSeen: store.sessionSeen }
  const accepted = secureClient.acceptRoster(state, roster.value, trust)
  if (accepted.kind === 'rejected') return satOut(accepted)
  const shared = secureClient.shareKeys(accepted.state, signer, random)
  writeDown(attempt, shared)
  store.noteSession(shared.state.session.sessionId)
  return { kind: 'phase', state: shared.state }
}

async function playSharesSent(
  attempt: Attempt,
  state: secureClient.SharesSent,
  isRepeated: boolean,
): Promise<Next> {
  const { world, ref } = attempt
  const { port, signer, store } = world
  attempt.stage = 'share'
  store.noteSession(state.session.sessionId)
  const sent = await deliver(attempt, 'share', isRepeated, options =>
    port.shareKeys({ attempt: ref, keyShares: state.keyShares }, options),
  )
  const reached = sent.kind === 'over' ? sent : await reach(attempt, 'shared')
  if (reached.kind === 'over') return reached
  const inbox = await obtain(attempt, stageEndMs(attempt, 'share'), (waitMs, options) =>
    port.awaitInbox({ attempt: ref, waitMs }, options),
  )
  if (inbox.kind === 'over') return inbox
  const step = secureClient.acceptInbox(state, inbox.value, signer)
  if (step.kind === 'rejected') return satOut(step)
  if (step.kind === 'complained') return complain(attempt, step)
  writeDown(attempt, step)
  return { kind: 'phase', state: step.state }
}

async function complain(attempt: Attempt, { complaint }: secureClient.Complained): Promise<Next> {
  const { world, ref } = attempt
  await callUntil(world, stageEndMs(attempt, 'share'), options =>
    world.port.complain({ attempt: ref, complaint }, options),
  )
  const detail = `the parcel of member ${complaint.from} does not open: ${complaint.code}`
  return lost({ how: 'sat-out', reason: 'complaint', detail })
}

async function playInboxAccepted(attempt: Attempt, state: secureClient.InboxAccepted): Promise<Next> {
  const { world, training } = attempt
  attempt.stage = 'input'
  if (training === undefined) throw new Error('an attempt that is not masked yet has no training')
  const outcome = await unlessAborted(training.outcome, world.signal)
  if (outcome === undefined) return { kind: 'over', ending: { kind: 'stopped' } }
  if (outcome.kind === 'failed') {
    return lost({ how: 'sat-out', reason: outcome.reason, detail: outcome.detail })
  }
  const { update, meanLoss, durationMs } = outcome
  world.report({ kind: 'trained', attempt: attempt.ref, meanLoss, durationMs })
  return maskUpdate(attempt, state, update)
}

async function maskUpdate(
  attempt: Attempt,
  state: secureClient.InboxAccepted,
  update: ParameterVector,
): Promise<Next> {
  const { world, papers, examples, ref } = attempt
  const { clipNorm } = papers.terms.training
  const terms = { parameters: papers.parameters, clipNorm, examples }
  const protection = protectUpdate(update, terms, world.random)
  if (protection.kind === 'refused') {
    const detail = `${protection.place} of the update is not a finite number`
    return lost({ how: 'sat-out', reason: 'not-finite', detail })
  }
  const { norm, clippingFactor, saturatedCount, integers } = protection
  world.report({ kind: 'protected', attempt: ref, norm, clippingFactor, saturatedCount })
  const masked = await maskOffTheLoop(attempt, state, integers)
  world.store.saveInput(ref, masked.output.packed)
  attempt.inputHash = masked.output.header.inputHash
  writeDown(attempt, masked)
  return { kind: 'phase', state: masked.state }
}

/** `maskInput` with the masks added by worker threads; `integers` become the masked bytes. */
async function maskOffTheLoop({ world }: Attempt, state: secureClient.InboxAccepted, integers: Int32Array) {
  secureClient.checkInput(state, integers)
  const streams = secureClient.maskStreamsOf(state)
  const residues = residuesIn(integers)
  try {
    await world.expansion.addMaskStreams(residues, streams, state.session.context.parameters.bits)
  } catch (error) {
    // What is half masked is not masked.
    residues.fill(0)
    throw error
  } finally {
    wipe(streams.map(({ key }) => key))
  }
  return secureClient.sealMaskedInput(state, residues, world.signer)
}

async function playMasked(attempt: Attempt, state: secureClient.Masked, isRepeated: boolean): Promise<Next> {
  const { world, ref } = attempt
  const { port } = world
  const { header } = state
  attempt.stage = 'input'
  attempt.masked = state
  const packed = world.store.loadInput(ref, header.inputHash)
  const sent = await deliver(attempt, 'input', isRepeated, options =>
    port.submitMaskedInput({ attempt: ref, header }, packed, options),
  )
  if (sent.kind === 'over') return sent
  const rejection = sent.value === undefined ? undefined : secureClient.checkReceipt(state, sent.value)
  if (rejection !== undefined) return satOut(rejection)
  const reached = await reach(attempt, 'masked', packed.length)
  if (reached.kind === 'over') return reached
  attempt.stage = 'survivors'
  const set = await obtain(attempt, stageEndMs(attempt, 'input'), (waitMs, options) =>
    port.awaitSurvivors({ attempt: ref, waitMs }, options),
  )
  if (set.kind === 'over') return set
  const signed = secureClient.signSurvivors(state, set.value, world.signer)
  if (signed.kind === 'rejected') return satOut(signed)
  const earlier = world.store.signedDigest(state.session.sessionId)
  if (earlier !== undefined && !equalBytes(earlier, signed.state.digest)) {
    reportEquivocation(attempt, state, set.value)
    const detail = 'this holder has signed another survivor set of this session'
    return lost({ how: 'sat-out', reason: 'second-survivor-set', detail })
  }
  writeDown(attempt, signed)
  return { kind: 'phase', state: signed.state }
}

/** The set that this holder signed, as the coordinator signed it. */
function survivorsOf({ session, sharers, survivors, inputsRoot, setSignature }: secureClient.Signed) {
  const { sessionId, coordinatorKey } = session
  const set = { sessionId, survivors, inputsRoot, signature: setSignature }
  return signedStatement(survivorsStatement(set, sharers.hash), coordinatorKey)
}

/** Two survivor sets under the coordinator's signature are in hand: together they are a proof that anyone can check. */
function reportEquivocation({ world, ref }: Attempt, state: secureClient.Masked, second: SurvivorSet): void {
  const { sessionId, coordinatorKey } = state.session
  const kept = world.store.statementOf(sessionId)
  const first = kept === undefined ? undefined : decodeSignedStatement(kept)
  if (first?.kind !== 'read') return
  const other = signedStatement(survivorsStatement(second, state.sharers.hash), coordinatorKey)
  const made = makeEvidence(first.document, other)
  if (made.kind !== 'evidence') return
  const evidenceFile = world.store.keepEvidence(sessionId, encodeEvidenceDocument(made.evidence))
  world.report({ kind: 'equivocation', attempt: ref, evidenceFile })
}

async function playSigned(attempt: Attempt, state: secureClient.Signed): Promise<Next> {
  const { world, ref } = attempt
  const { port, store, signer } = world
  const { session, digest, signature } = state
  attempt.stage = 'survivors'
  attempt.masked = state
  store.noteSigned(session.sessionId, digest)
  store.keepStatement(session.sessionId, encodeEvidenceDocument(survivorsOf(state)))
  const survivorSignature = { sessionId: session.sessionId, digest, signature }
  // Late is no loss: the certificate may be complete with the signatures of others.
  const sent = await deliver(attempt, 'survivors', true, options =>
    port.signSurvivors({ attempt: ref, survivorSignature }, options),
  )
  const reached = sent.kind === 'over' ? sent : await reach(attempt, 'signed')
  if (reached.kind === 'over') return reached
  const certificate = await obtain(attempt, stageEndMs(attempt, 'survivors'), (waitMs, options) =>
    port.awaitCertificate({ attempt: ref, waitMs }, options),
  )
  if (certificate.kind === 'over') return certificate
  const revealed = secureClient.unmask(state, certificate.value, signer)
  if (revealed.kind === 'rejected') return satOut(revealed)
  writeDown(attempt, revealed)
  return { kind: 'phase', state: revealed.state }
}

async function playRevealed(attempt: Attempt, state: secureClient.Revealed): Promise<Next> {
  const { world, ref } = attempt
  const { port, clock, patience } = world
  attempt.stage = 'unmask'
  attempt.masked = state
  world.store.noteRevealed(ref.bountyId, ref.round)
  // Late is no loss: the shares of others may have been enough.
  const sent = await deliver(attempt, 'unmask', true, options =>
    port.unmask({ attempt: ref, unmasking: state.unmasking }, options),
  )
  const reached = sent.kind === 'over' ? sent : await reach(attempt, 'revealed')
  if (reached.kind === 'over') return reached
  const untilMs = clock.nowMs() + attempt.papers.parameters.stageTimeoutsMs.unmask + patience.outcomeMs
  const outcome = await obtain(attempt, untilMs, (waitMs, options) =>
    port.awaitOutcome({ attempt: ref, waitMs }, options),
  )
  if (outcome.kind === 'over') return outcome
  if (!outcome.value.completed) return abandoned(outcome.value)
  return takeResult(attempt, state, outcome.value)
}

/** Checks the signed result and the receipt, and keeps both facts whatever they are: the round is summed. */
function takeResult(
  attempt: Attempt,
  state: MaskedState,
  outcome: Extract<RoundOutcome, { readonly completed: true }>,
): Over {
  const { world, ref } = attempt
  const { store, report } = world
  const verdict = judgeResult(attempt, state, outcome)
  const receiptFile = store.keepReceipt(ref.bountyId, ref.round, outcome.receipt)
  if (verdict.kind === 'verified') {
    const { amountUnits, survivors } = verdict
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
  const { world, ref, papers, examples, inputHash } = attempt
  const { organisation, coordinatorKey } = world
  if (inputHash === undefined) throw new Error('an attempt that was masked has an input')
  const finished = state.phase === 'revealed' ? secureClient.finish(state, result) : undefined
  if (finished?.kind === 'rejected') return { kind: 'invalid', reason: finished.detail }
  const { session } = state
  const facts = { attempt: ref, papers, organisation, examples, coordinatorKey, inputHash, session, result }
  return checkReceipt(receipt, facts)
}

/** Writes the state down and only then wipes what it no longer needs. */
function writeDown(
  attempt: Attempt,
  step: { readonly state: secureClient.ClientState; readonly spent: readonly Bytes[] },
): void {
  const { assignment } = attempt.record
  // Commit point.
  attempt.world.store.save({ assignment, state: step.state, inputHash: attempt.inputHash })
  wipe(step.spent)
}

/** The coordinator has taken the message of a stage. A drill for this stage never goes on. */
async function reach(attempt: Attempt, stage: AgentStage, bytes?: number): Promise<Got<undefined>> {
  const { world, ref } = attempt
  world.report({ kind: 'stage', attempt: ref, stage, ...(bytes === undefined ? {} : { bytes }) })
  if (world.drill?.round !== ref.round || world.drill.stage !== stage)
    return { kind: 'got', value: undefined }
  world.report({ kind: 'holding', attempt: ref, stage })
  await unlessAborted(new Promise(() => undefined), world.signal)
  return { kind: 'over', ending: { kind: 'stopped' } }
}

/**
 * Sends the message of a stage until it is taken. A refusal for being late ends the attempt, unless the message may
 * have been taken before (it was sent by an earlier run, or an earlier try broke off): then what follows decides.
 */
async function deliver<T>(
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
async function obtain<T>(
  attempt: Attempt,
  deadlineMs: number,
  ask: (waitMs: number, options: CallOptions) => Promise<Answer<T>>,
): Promise<Got<T>> {
  const untilMs = deadlineMs + attempt.world.patience.graceMs
  const answer = await askUntil(attempt.world, untilMs, ask)
  return answer.kind === 'granted' ? { kind: 'got', value: answer.value } : refusedBy(attempt, answer)
}

type Stage = 'advertise' | 'share' | 'input' | 'survivors' | 'unmask'

/** When a stage that begins now has to be over. */
function stageEndMs({ world, papers }: Attempt, stage: Stage): number {
  return world.clock.nowMs() + papers.parameters.stageTimeoutsMs[stage]
}

/** The attempt goes on without this holder, or is over: the outcome, if there is one already, says which. */
async function refusedBy(attempt: Attempt, refusal: Refusal): Promise<Over> {
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

function abandoned({ reason, culprit }: Extract<RoundOutcome, { readonly completed: false }>): Over {
  const detail = culprit === '' ? 'nobody is to blame' : `it points at ${culprit}`
  return lost({ how: 'abandoned', reason, detail })
}

function satOut({ reason, detail }: Rejection): Over {
  return lost({ how: 'sat-out', reason, detail })
}

function lost(loss: AttemptLoss): Over {
  return { kind: 'over', ending: { kind: 'lost', loss } }
}

/** What the work comes to; `undefined` as soon as the signal aborts. Leaves no listener on a signal that outlives it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined
  let stop = (): void => undefined
  const aborted = new Promise<undefined>(resolve => {
    stop = () => resolve(undefined)
  })
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop))
}
