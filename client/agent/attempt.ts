/**
 * One attempt of a round, from the holder's side. Each phase begins by sending the message that its state holds, so an
 * agent that was killed goes on by playing the phase it had written down: the same bytes leave again, never others.
 */
import {
  equalBytes,
  residuesIn,
  secureClient,
  survivorsStatement,
  toHex,
  wipe,
} from '../../aggregation/index.ts'
import { rotationSeedOf } from '../../protos/holder-noise.ts'
import { sharedRecordPrivacyOf } from '../../protos/privacy-terms.ts'
import { isDivided, minimumRosterOf } from '../../protos/terms.ts'
import { protectCounts, protectVectors } from '../protect.ts'
import type { AssignedModel } from './assignment.ts'
import {
  type Attempt,
  type AttemptFacts,
  type AttemptSurroundings,
  abandoned,
  deliver,
  type Ending,
  lost,
  type Next,
  obtain,
  reach,
  satOut,
  stageEndMs,
  takeResult,
  unlessAborted,
  writeDown,
} from './attempt-steps.ts'
import { callUntil } from './calls.ts'
import { keepStatement, proveContradiction } from './contradiction.ts'
import { noteCounts } from './counted-once.ts'
import { playSeedCommitted, playSeedRevealed } from './draw.ts'
import { holdersOf } from './known-registry.ts'
import { type LocalWork, startWork, type WorkOutcome } from './local-work.ts'
import { checkSpending, noteSpending } from './spending.ts'

/** Plays an attempt from the phase of its record to its end. Answers whether the round was completed for this holder. */
export async function playAttempt(world: AttemptSurroundings, facts: AttemptFacts): Promise<boolean> {
  const { assignment, state, inputHash, ownGroup } = facts.record
  const ref = assignment.attempt
  const work = facts.model === undefined ? undefined : begin(world, facts, facts.model)
  const attempt: Attempt = {
    ...facts,
    world,
    assignment,
    ref,
    ownGroup,
    work,
    inputHash,
    masked: undefined,
    stage: 'advertise',
  }
  const resumed = facts.isResumed ? { resumedFrom: state.phase } : {}
  world.report({ kind: 'round-started', attempt: ref, purpose: facts.plan.content.purpose, ...resumed })
  const heartbeat = startHeartbeat(attempt)
  try {
    const ending = await playPhases(attempt, state)
    return conclude(attempt, ending)
  } finally {
    heartbeat.stop()
    work?.stop()
  }
}

function begin(world: AttemptSurroundings, facts: AttemptFacts, model: AssignedModel): LocalWork {
  const { papers, plan, record } = facts
  const { attempt } = record.assignment
  const memory = () => world.store.loadMemory(attempt.bountyId)
  return startWork({ ...world, papers, plan, model, memory, attempt })
}

/** Tells the coordinator about once a second that this holder is alive and how far its training is. */
function startHeartbeat(attempt: Attempt): { stop(): void } {
  const { clock, patience, port } = attempt.world
  const stopping = new AbortController()
  const signal = AbortSignal.any([stopping.signal, attempt.world.signal])
  const beat = async () => {
    while (!signal.aborted) {
      const isWorking = attempt.work?.isOver() === false
      const stage = isWorking ? 'training' : attempt.stage
      const permille = isWorking ? attempt.work.permille() : 1000
      // Fire and forget: a report that is lost is followed by another.
      port.reportProgress({ attempt: attempt.ref, stage, permille }, { signal }).catch(() => undefined)
      await clock.sleep(patience.heartbeatMs, signal)
    }
  }
  void beat()
  return { stop: () => stopping.abort() }
}

async function playPhases(attempt: Attempt, first: secureClient.MemberState): Promise<Ending> {
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

function playPhase(attempt: Attempt, state: secureClient.MemberState, isRepeated: boolean): Promise<Next> {
  switch (state.phase) {
    case 'seed-committed':
      return playSeedCommitted(attempt, state, isRepeated)
    case 'seed-revealed':
      return playSeedRevealed(attempt, state, isRepeated)
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
  const deadlineMs = rosterDeadlineMs(attempt)
  const roster = await obtain(attempt, deadlineMs, (waitMs, options) =>
    port.awaitRoster({ attempt: ref, waitMs }, options),
  )
  if (roster.kind === 'over') return roster
  const trust = {
    coordinatorKey,
    registry: holdersOf(registry),
    floors,
    sessionSeen: store.sessionSeen,
    ...inOwnGroup(attempt),
  }
  const accepted = secureClient.acceptRoster(state, roster.value, trust)
  if (accepted.kind === 'rejected') return satOut(accepted)
  const shared = secureClient.shareKeys(accepted.state, signer, random)
  writeDown(attempt, shared)
  store.noteSession(shared.state.session.sessionId)
  return { kind: 'phase', state: shared.state }
}

/** When the roster is due: the assignment says it, or, after a draw, the time that the stage has. */
function rosterDeadlineMs(attempt: Attempt): number {
  const { world, assignment, ownGroup } = attempt
  if (ownGroup !== undefined) return stageEndMs(attempt, 'advertise')
  return Math.max(assignment.deadlineMs, world.clock.nowMs())
}

/** Whom the draw put into this holder's group; nothing to check when the cohort is not divided. */
function inOwnGroup({ ownGroup, papers }: Attempt): Pick<secureClient.Trust, 'inGroup' | 'minimumRoster'> {
  if (ownGroup === undefined) return {}
  const members = new Set(ownGroup.members.map(toHex))
  return {
    inGroup: identityKey => members.has(toHex(identityKey)),
    minimumRoster: minimumRosterOf(papers.terms, members.size),
  }
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
  const { world, work } = attempt
  attempt.stage = 'input'
  if (work === undefined) throw new Error('an attempt that is not masked yet has nothing to mask')
  const outcome = await unlessAborted(work.outcome, world.signal)
  if (outcome === undefined) return { kind: 'over', ending: { kind: 'stopped' } }
  if (outcome.kind === 'failed') {
    return lost({ how: 'sat-out', reason: outcome.reason, detail: outcome.detail })
  }
  noteCounts(attempt.world.store, attempt.plan, attempt.assignment)
  const integers = protect(attempt, outcome)
  if ('kind' in integers) return integers
  const { papers, plan, ref } = attempt
  const { sessionId } = state.session
  const unsafe = checkSpending(world, papers, plan, sessionId)
  if (unsafe !== undefined) return lost({ how: 'sat-out', ...unsafe })
  // From here on it is spent, whatever becomes of the round: what is masked may leave, and others can open the sum.
  noteSpending(world, papers, plan, ref, sessionId)
  return maskIntegers(attempt, state, integers)
}

/** The integers that are masked, told of beforehand. */
function protect(attempt: Attempt, outcome: Exclude<WorkOutcome, { kind: 'failed' }>): Int32Array | Next {
  const { world, plan, papers, examples, ref } = attempt
  const { parameters, content } = plan
  const { clipNorm } = attempt.assignment
  if (outcome.kind === 'counted') {
    world.report({ kind: 'counted', attempt: ref, examples: outcome.examples })
    return protectCounts(outcome.tally, parameters)
  }
  const { vectors, memory, tally, meanLoss, durationMs } = outcome
  if (content.purpose !== 'training') throw new Error('an update was trained in a round that sums none')
  world.report({ kind: 'trained', attempt: ref, meanLoss, durationMs })
  const { parts } = content
  const rotationSeed = rotationSeedOf(papers.terms, ref.round, ref.attempt)
  const protection = protectVectors(
    vectors,
    {
      ...{ parameters, parts, examples, tally, rotationSeed },
      isRecordSum: sharedRecordPrivacyOf(papers.terms) !== undefined,
      ...(clipNorm === undefined ? {} : { clipNorm }),
    },
    world.coinsOf(ref),
  )
  if (protection.kind === 'refused') {
    const detail = `${protection.place} of the update is not a finite number`
    return lost({ how: 'sat-out', reason: 'not-finite', detail })
  }
  const { norm, clippingFactor, saturatedCount, integers } = protection
  // Written down before what it belongs to can leave.
  if (Object.keys(memory).length > 0) world.store.saveMemory(ref, memory)
  world.report({ kind: 'protected', attempt: ref, norm, clippingFactor, saturatedCount })
  return integers
}

async function maskIntegers(
  attempt: Attempt,
  state: secureClient.InboxAccepted,
  integers: Int32Array,
): Promise<Next> {
  const { world, ref } = attempt
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
    const second = survivorsStatement(set.value, state.sharers.hash)
    proveContradiction(attempt, state.session.sessionId, 'survivors', second)
    const detail = 'this holder has signed another survivor set of this session'
    return lost({ how: 'sat-out', reason: 'second-survivor-set', detail })
  }
  writeDown(attempt, signed)
  return { kind: 'phase', state: signed.state }
}

/** The set that this holder signed, as the coordinator signed it. */
function signedSetOf({ session, sharers, survivors, inputsRoot, setSignature }: secureClient.Signed) {
  const { sessionId } = session
  return survivorsStatement({ sessionId, survivors, inputsRoot, signature: setSignature }, sharers.hash)
}

async function playSigned(attempt: Attempt, state: secureClient.Signed): Promise<Next> {
  const { world, ref } = attempt
  const { port, store, signer } = world
  const { session, digest, signature } = state
  attempt.stage = 'survivors'
  attempt.masked = state
  store.noteSigned(session.sessionId, digest)
  keepStatement(attempt, session.sessionId, 'survivors', signedSetOf(state))
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

/** How long the round may still take: where there are other groups, they may be as slow as their deadlines allow. */
function restOfRoundMs({ papers }: Attempt): number {
  const { unmask, ...earlier } = papers.parameters.stageTimeoutsMs
  if (!isDivided(papers.terms)) return unmask
  return Object.values(earlier).reduce((sum, stageMs) => sum + stageMs, unmask)
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
  const untilMs = clock.nowMs() + restOfRoundMs(attempt) + patience.outcomeMs
  const outcome = await obtain(attempt, untilMs, (waitMs, options) =>
    port.awaitOutcome({ attempt: ref, waitMs }, options),
  )
  if (outcome.kind === 'over') return outcome
  if (!outcome.value.completed) return abandoned(outcome.value)
  return takeResult(attempt, state, outcome.value)
}
