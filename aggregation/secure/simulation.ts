/**
 * One attempt played in memory: n members and a coordinator, with scripted faults. Every message can be sent through
 * a codec and every member's state through its bytes, so that the same run tests the wire and the state file.
 */
import { equalBytes, type RandomSource, type Signer, taggedHash, toHex, utf8, wipe } from '../crypto/index.ts'
import * as client from './client/index.ts'
import { undividedCohort } from './context.ts'
import type {
  Advertisement,
  AggregateResult,
  Bytes,
  Certificate,
  Complaint,
  Inbox,
  KeyShares,
  MaskedInputHeader,
  MaskedInputReceipt,
  PeerIndex,
  Roster,
  SurvivorSet,
  SurvivorSignature,
  Unmasking,
} from './messages.ts'
import type { AttemptContext, PolicyFloors } from './parameters.ts'
import * as server from './server/index.ts'
import { boxesRootOf, complaintPayload, sharePayload, unmaskPayload } from './signing.ts'
import type { Accepted, Rejection } from './verdict.ts'

/** Every message, by the name a wire codec knows it by. */
export interface ProtocolMessages {
  readonly advertisement: Advertisement
  readonly roster: Roster
  readonly keyShares: KeyShares
  readonly inbox: Inbox
  readonly complaint: Complaint
  readonly maskedInputHeader: MaskedInputHeader
  readonly maskedInputReceipt: MaskedInputReceipt
  readonly survivorSet: SurvivorSet
  readonly survivorSignature: SurvivorSignature
  readonly certificate: Certificate
  readonly unmasking: Unmasking
  readonly aggregateResult: AggregateResult
}

/** Carries a message from one side to the other; a codec's version encodes and decodes it. */
export type Wire = <Name extends keyof ProtocolMessages>(
  name: Name,
  message: ProtocolMessages[Name],
) => ProtocolMessages[Name]

export interface SimulatedMember {
  readonly signer: Signer
  readonly organisation: string
  readonly input: Int32Array
}

/** Members are named by their place in `members`, from 1, which is not their index in the roster. */
export type Fault =
  /** Goes silent before it would send the message of this stage. */
  | { readonly member: number; readonly kind: 'drop'; readonly before: DropStage }
  /** Deals a box that does not open. */
  | { readonly member: number; readonly kind: 'bad-box'; readonly to: number }
  /** Commits to another self seed than the one it shares. */
  | { readonly member: number; readonly kind: 'wrong-commitment' }
  /** Complains about the parcel of an honest dealer instead of sending its input. */
  | { readonly member: number; readonly kind: 'false-complaint'; readonly of: number }
  /** Sends an input that is one byte short. */
  | { readonly member: number; readonly kind: 'wrong-length' }
  /** Opens something else than the share it was dealt by `of`. */
  | { readonly member: number; readonly kind: 'wrong-share'; readonly of: number }

export const dropStages = ['advertise', 'share', 'input', 'survivors', 'unmask'] as const
export type DropStage = (typeof dropStages)[number]

export interface SimulationOptions {
  readonly context: AttemptContext
  readonly members: readonly SimulatedMember[]
  readonly coordinator: Signer
  readonly floors: PolicyFloors
  readonly random: RandomSource
  readonly faults?: readonly Fault[]
  readonly wire?: Wire
  /** Sends every member's state through its bytes after every step, as a killed member would. */
  readonly restartMembers?: boolean
  /** Size of the chunks in which masked inputs travel. */
  readonly chunkBytes?: number
}

/** What one attempt came to; members by their place in `members`. */
export type SimulationOutcome =
  | {
      readonly kind: 'finished'
      readonly sum: Int32Array
      readonly survivors: readonly number[]
      readonly result: AggregateResult
      readonly blamed: readonly number[]
      readonly refusals: readonly MemberRefusal[]
      readonly memberStates: readonly (client.ClientState | undefined)[]
    }
  | {
      readonly kind: 'aborted'
      readonly reason: server.AbortReason
      readonly stage: server.ServerPhase
      readonly missing: readonly number[]
      readonly blamed: readonly number[]
      /** Whose word stood against whose, when a complaint ended the attempt. */
      readonly accusation: { readonly accuser: number; readonly accused: number } | undefined
      readonly refusals: readonly MemberRefusal[]
    }

/** A message that was refused, by a member or by the coordinator, and whose turn it was. */
export interface MemberRefusal {
  readonly member: number
  readonly rejection: Rejection
}

interface Player {
  readonly number: number
  readonly member: SimulatedMember
  state: client.ClientState | undefined
}

interface Run {
  readonly options: SimulationOptions
  readonly wire: Wire
  readonly players: readonly Player[]
  readonly refusals: MemberRefusal[]
  readonly maskedSum: server.MaskedSum
  server: server.ServerState
}

/** Plays one attempt to its end. Everything random comes from `options.random`. */
export function simulateAttempt(options: SimulationOptions): SimulationOutcome {
  const run = openRun(options)
  playAdvertise(run)
  if (run.server.phase === 'sharing') playShareKeys(run)
  if (run.server.phase === 'masking') playMaskInput(run)
  if (run.server.phase === 'certifying') playSurvivors(run)
  if (run.server.phase === 'unmasking') return playUnmask(run)
  return abortedOutcome(run)
}

function openRun(options: SimulationOptions): Run {
  const { dimension, bits } = options.context.parameters
  return {
    options,
    wire: options.wire ?? ((_name, message) => message),
    players: options.members.map((member, i) => ({ number: i + 1, member, state: undefined })),
    refusals: [],
    maskedSum: server.openMaskedSum(dimension, bits),
    server: server.openAttempt(options.context, options.coordinator),
  }
}

function registryOf(run: Run): (identityKey: Bytes) => string | undefined {
  const organisations = new Map(
    run.players.map(({ member }) => [toHex(member.signer.publicKey), member.organisation]),
  )
  return identityKey => organisations.get(toHex(identityKey))
}

function faultOf<Kind extends Fault['kind']>(
  run: Run,
  player: Player,
  kind: Kind,
): Extract<Fault, { kind: Kind }> | undefined {
  return run.options.faults?.find(
    (fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind && fault.member === player.number,
  )
}

function isSilent(run: Run, player: Player, stage: DropStage): boolean {
  const fault = faultOf(run, player, 'drop')
  return fault !== undefined && dropStages.indexOf(fault.before) <= dropStages.indexOf(stage)
}

/** Keeps a member's next state, through its bytes when the run restarts members, and wipes what it no longer needs. */
function keep<State extends client.ClientState>(
  run: Run,
  player: Player,
  step: { readonly state: State; readonly spent?: readonly Bytes[] },
): void {
  const { restartMembers } = run.options
  player.state = restartMembers ? client.decodeClientState(client.encodeMemberState(step.state)) : step.state
  wipe(step.spent ?? [])
}

/** The output of a member's step, its state kept; undefined when it refused, which ends its part. */
function take<State extends client.ClientState, Output>(
  run: Run,
  player: Player,
  step: Accepted<State, Output> | Rejection,
): Accepted<State, Output> | undefined {
  if (step.kind === 'accepted') {
    keep(run, player, step)
    return step
  }
  run.refusals.push({ member: player.number, rejection: step })
  const ended = client.abort(player.state!, step.reason)
  if (ended.kind === 'accepted') keep(run, player, ended)
  return undefined
}

/** Keeps the coordinator's next state, or notes its refusal. */
function receive(run: Run, player: Player, step: Accepted<server.ServerState, unknown> | Rejection): void {
  if (step.kind === 'accepted') run.server = step.state
  else run.refusals.push({ member: player.number, rejection: step })
}

function rosterIndex(run: Run, player: Player): PeerIndex {
  if (!('session' in run.server) || run.server.session === undefined)
    throw new Error('there is no roster yet')
  const index = server.indexOfIdentity(run.server.session, player.member.signer.publicKey)
  if (index === undefined) throw new Error(`member ${player.number} is not in the roster`)
  return index
}

/** The place in `members` of whoever has this index in the roster. */
function numberOf(run: Run, index: PeerIndex): number {
  if (!('session' in run.server) || run.server.session === undefined)
    throw new Error('there is no roster yet')
  const key = server.memberAt(run.server.session, index).identityKey
  return run.players.find(player => equalBytes(player.member.signer.publicKey, key))!.number
}

function playersIn<Phase extends client.ClientState['phase']>(
  run: Run,
  phase: Phase,
): { player: Player; state: Extract<client.ClientState, { phase: Phase }> }[] {
  return run.players.flatMap(player =>
    player.state?.phase === phase
      ? [{ player, state: player.state as Extract<client.ClientState, { phase: Phase }> }]
      : [],
  )
}

function playAdvertise(run: Run): void {
  const registry = registryOf(run)
  for (const player of run.players) {
    if (isSilent(run, player, 'advertise')) continue
    const { signer } = player.member
    const { state, advertisement } = client.advertise(run.options.context, signer, run.options.random)
    keep(run, player, { state })
    const sent = run.wire('advertisement', advertisement)
    receive(run, player, server.receiveAdvertisement(run.server, sent, registry))
  }
  if (run.server.phase === 'advertising') run.server = server.closeAdvertising(run.server)
}

function playShareKeys(run: Run): void {
  const { coordinator, floors, random } = run.options
  const trust = { coordinatorKey: coordinator.publicKey, registry: registryOf(run), floors }
  for (const { player, state } of playersIn(run, 'advertised')) {
    if (run.server.phase !== 'sharing') return
    const index = rosterIndex(run, player)
    const roster = run.wire('roster', server.rosterFor(run.server, index))
    const accepted = take(run, player, client.acceptRoster(state, roster, trust))
    if (accepted === undefined || isSilent(run, player, 'share')) continue
    const step = client.shareKeys(rosterStateOf(player), player.member.signer, random)
    keep(run, player, step)
    const sent = run.wire('keyShares', corruptShares(run, player, step.output))
    receive(run, player, server.receiveKeyShares(run.server, index, sent))
  }
  if (run.server.phase === 'sharing') run.server = server.closeSharing(run.server)
}

function rosterStateOf(player: Player): client.RosterAccepted {
  if (player.state?.phase !== 'roster-accepted') throw new Error('the roster was not accepted')
  return player.state
}

function corruptShares(run: Run, player: Player, message: KeyShares): KeyShares {
  const badBox = faultOf(run, player, 'bad-box')
  const isLying = faultOf(run, player, 'wrong-commitment') !== undefined
  if (badBox === undefined && !isLying) return message
  const to = badBox === undefined ? 0 : rosterIndex(run, run.players[badBox.to - 1]!)
  const boxes = message.boxes.map(box =>
    box.to === to ? { ...box, ciphertext: flipped(box.ciphertext) } : box,
  )
  const selfSeedCommitment = isLying ? flipped(message.selfSeedCommitment) : message.selfSeedCommitment
  const corrupted = { ...message, boxes, selfSeedCommitment }
  const signature = player.member.signer.sign(sharePayload({ ...corrupted, boxesRoot: boxesRootOf(boxes) }))
  return { ...corrupted, signature }
}

function flipped(bytes: Bytes): Bytes {
  const copy = bytes.slice()
  copy[0]! ^= 1
  return copy
}

function playMaskInput(run: Run): void {
  for (const { player, state } of playersIn(run, 'shares-sent')) {
    if (run.server.phase !== 'masking') return
    const index = rosterIndex(run, player)
    if (!run.server.sharers.members.includes(index)) continue
    const lie = faultOf(run, player, 'false-complaint')
    if (lie !== undefined) {
      complainFalsely(run, player, state.session.sessionId, lie.of)
      continue
    }
    const inbox = run.wire('inbox', server.inboxFor(run.server, index))
    const step = client.acceptInbox(state, inbox, player.member.signer)
    if (step.kind === 'complained') {
      keep(run, player, step)
      const complaint = run.wire('complaint', step.complaint)
      receive(run, player, server.receiveComplaint(run.server, index, complaint))
    } else if (take(run, player, step) !== undefined && !isSilent(run, player, 'input')) {
      sendInput(run, player, index)
    }
  }
  if (run.server.phase === 'masking') run.server = server.closeInputs(run.server)
}

function complainFalsely(run: Run, player: Player, sessionId: Bytes, of: number): void {
  const from = rosterIndex(run, run.players[of - 1]!)
  const unsigned = { sessionId, from, code: 'bad-box' as const }
  const complaint = { ...unsigned, signature: player.member.signer.sign(complaintPayload(unsigned)) }
  const received = run.wire('complaint', complaint)
  receive(run, player, server.receiveComplaint(run.server, rosterIndex(run, player), received))
}

function sendInput(run: Run, player: Player, index: PeerIndex): void {
  if (player.state?.phase !== 'inbox-accepted') throw new Error('the inbox was not accepted')
  const step = client.maskInput(player.state, player.member.input.slice(), player.member.signer)
  keep(run, player, step)
  const header = run.wire('maskedInputHeader', step.output.header)
  const isShort = faultOf(run, player, 'wrong-length') !== undefined
  const packed = isShort ? step.output.packed.subarray(1) : step.output.packed
  const chunks = inChunks(packed, run.options.chunkBytes ?? 65536)
  const received = server.receiveMaskedInputHeader(run.server, index, header)
  const rejection = received.kind === 'rejected' ? received : server.checkMaskedInput(header, index, chunks)
  if (rejection !== undefined) {
    run.refusals.push({ member: player.number, rejection })
    return
  }
  // Commit point.
  receive(run, player, received)
  server.addMaskedInput(run.maskedSum, chunks)
  if (received.kind === 'accepted') checkOwnReceipt(run, player, received.output)
}

function checkOwnReceipt(run: Run, player: Player, receipt: MaskedInputReceipt): void {
  if (player.state?.phase !== 'masked') throw new Error('nothing was masked')
  const rejection = client.checkReceipt(player.state, run.wire('maskedInputReceipt', receipt))
  if (rejection !== undefined) run.refusals.push({ member: player.number, rejection })
}

function inChunks(bytes: Bytes, chunkBytes: number): Bytes[] {
  const count = Math.ceil(bytes.length / chunkBytes)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes))
}

function playSurvivors(run: Run): void {
  for (const { player, state } of playersIn(run, 'masked')) {
    if (run.server.phase !== 'certifying') return
    const index = rosterIndex(run, player)
    if (!run.server.survivors.members.includes(index) || isSilent(run, player, 'survivors')) continue
    const set = run.wire('survivorSet', server.survivorSetFor(run.server, index))
    const accepted = take(run, player, client.signSurvivors(state, set, player.member.signer))
    if (accepted === undefined) continue
    const sent = run.wire('survivorSignature', accepted.output)
    receive(run, player, server.receiveSurvivorSignature(run.server, index, sent))
  }
  if (run.server.phase === 'certifying') run.server = server.closeSurvivors(run.server)
}

function playUnmask(run: Run): SimulationOutcome {
  for (const { player, state } of playersIn(run, 'signed')) {
    if (run.server.phase !== 'unmasking' || isSilent(run, player, 'unmask')) continue
    const certificate = run.wire('certificate', server.certificateFor(run.server, rosterIndex(run, player)))
    const accepted = take(run, player, client.unmask(state, certificate, player.member.signer))
    if (accepted === undefined) continue
    const sent = run.wire('unmasking', corruptOpening(run, player, accepted.output))
    receive(run, player, server.receiveUnmasking(run.server, rosterIndex(run, player), sent))
  }
  if (run.server.phase === 'unmasking') run.server = server.closeUnmasking(run.server)
  if (run.server.phase !== 'unmasking') return abortedOutcome(run)
  const ending = server.finish(run.server, server.maskedResidues(run.maskedSum))
  if (ending.kind === 'rejected') throw new Error(ending.detail)
  run.server = ending.state
  return ending.kind === 'finished' ? finishedOutcome(run, ending) : abortedOutcome(run)
}

function corruptOpening(run: Run, player: Player, message: Unmasking): Unmasking {
  const fault = faultOf(run, player, 'wrong-share')
  if (fault === undefined) return message
  const target = rosterIndex(run, run.players[fault.of - 1]!)
  const corrupt = (opened: Unmasking['selfShares']) =>
    opened.map(share => (share.of === target ? { ...share, share: flipped(share.share) } : share))
  const corrupted = {
    ...message,
    selfShares: corrupt(message.selfShares),
    keyShares: corrupt(message.keyShares),
  }
  return { ...corrupted, signature: player.member.signer.sign(unmaskPayload(corrupted)) }
}

function finishedOutcome(run: Run, ending: Extract<server.Ending, { kind: 'finished' }>): SimulationOutcome {
  const { sum, blame, state } = ending
  const result = run.wire('aggregateResult', ending.result)
  for (const { player, state: revealed } of playersIn(run, 'revealed')) {
    take(run, player, client.finish(revealed, result))
  }
  return {
    kind: 'finished',
    sum,
    survivors: state.survivors.members.map(index => numberOf(run, index)).sort((a, b) => a - b),
    result,
    blamed: blame.map(({ culprit }) => numberOf(run, culprit)),
    refusals: run.refusals,
    memberStates: run.players.map(player => player.state),
  }
}

function abortedOutcome(run: Run): SimulationOutcome {
  if (run.server.phase !== 'aborted') throw new Error(`the attempt stopped at "${run.server.phase}"`)
  const { reason, stage, missing, blame, accusation } = run.server
  return {
    kind: 'aborted',
    reason,
    stage,
    missing: missing.map(index => numberOf(run, index)).sort((a, b) => a - b),
    blamed: blame.map(({ culprit }) => numberOf(run, culprit)),
    accusation:
      accusation === undefined
        ? undefined
        : {
            accuser: numberOf(run, accusation.accuser),
            accused: numberOf(run, accusation.accused),
          },
    refusals: run.refusals,
  }
}

/** A context for simulations: fixed names, the given parameters. */
export function simulatedContext(
  parameters: AttemptContext['parameters'],
  changes: Partial<Omit<AttemptContext, 'parameters'>> = {},
): AttemptContext {
  const named = (name: string) => taggedHash('parley/simulation', utf8(name))
  return {
    taskId: named('task'),
    round: 1,
    attempt: 1,
    group: 0,
    partition: undividedCohort,
    parameters,
    modelHash: named('model'),
    registry: { version: 1, root: named('registry') },
    ...changes,
  }
}
