/**
 * The coordinator's states, one type for each stage. Every step is a pure, deterministic function of the state and
 * a message: whoever records the accepted messages and the closings rebuilds the state by playing them again.
 *
 *   advertising -> sharing -> masking -> certifying -> unmasking -> finished
 *   any of them -> aborted
 */
import { bitmapOf, equalBytes, type MerkleTree, type Share, type Signer } from '../../crypto/index.ts'
import type {
  Advertisement,
  AggregateResult,
  Bytes,
  ComplaintCode,
  KeyShares,
  MaskedInputHeader,
  PeerIndex,
  Unmasking,
} from '../messages.ts'
import type { AttemptContext } from '../parameters.ts'
import type { Table } from '../table.ts'
import { type Accepted, accept, type Rejection, reject } from '../verdict.ts'
import type { GroupSession } from './session.ts'

export const serverPhases = [
  'advertising',
  'sharing',
  'masking',
  'certifying',
  'unmasking',
  'finished',
  'aborted',
] as const
export type ServerPhase = (typeof serverPhases)[number]
/** A stage in which members are waited for. */
export type ServerStage = Exclude<ServerPhase, 'finished' | 'aborted'>

/** What a member is proved to have done, by what it signed. */
export type Blame =
  | { readonly reason: 'bad-share'; readonly culprit: PeerIndex; readonly dealers: readonly PeerIndex[] }
  | { readonly reason: 'inconsistent-shares'; readonly culprit: PeerIndex }

/** One word against another: the accused dealer, the accuser or the relay between them is at fault. */
export interface Accusation {
  readonly accuser: PeerIndex
  readonly accused: PeerIndex
  readonly code: ComplaintCode
}

/** Who was waited for at a stage and did not come. */
export interface Absence {
  readonly stage: ServerStage
  readonly members: readonly PeerIndex[]
}

interface Attempt {
  readonly context: AttemptContext
  readonly contextHash: Bytes
  readonly coordinator: Signer
  /** Head of the transcript over all closed stages. */
  readonly transcript: Bytes
  readonly blame: readonly Blame[]
  readonly absences: readonly Absence[]
}

/** A dealer's message with the tree over its share leaves, kept for paths and openings. */
export interface Dealt {
  readonly message: KeyShares
  readonly boxesRoot: Bytes
  readonly leaves: MerkleTree
}

/** A set of members with its bitmap. */
export interface MemberSet {
  readonly bitmap: Bytes
  readonly members: readonly PeerIndex[]
  readonly has: (member: PeerIndex) => boolean
}

/** The set of `members`, ascending, in a group of `size`. */
export function memberSet(members: readonly PeerIndex[], size: number): MemberSet {
  const set = new Set(members)
  return { bitmap: bitmapOf(members, size), members, has: member => set.has(member) }
}

export interface Advertising extends Attempt {
  readonly phase: 'advertising'
  /** Members without whom a drawn group is not summed. */
  readonly minimumRoster: number
  /** By identity key, hexadecimal. */
  readonly advertisements: Table<string, Advertisement>
  /** Identities and keys that are taken (`keysInUseOf`). */
  readonly keysInUse: Table<string, true>
}

interface WithSession extends Attempt {
  readonly session: GroupSession
  readonly dealt: Table<PeerIndex, Dealt>
}

export interface Sharing extends WithSession {
  readonly phase: 'sharing'
}

interface WithSharers extends WithSession {
  readonly sharers: MemberSet
  readonly sharersHash: Bytes
  readonly headers: Table<PeerIndex, MaskedInputHeader>
}

export interface Masking extends WithSharers {
  readonly phase: 'masking'
}

interface WithSurvivors extends WithSharers {
  readonly survivors: MemberSet
  readonly inputs: MerkleTree
  readonly digest: Bytes
  /** Signatures on the digest. */
  readonly signatures: Table<PeerIndex, Bytes>
}

export interface Certifying extends WithSurvivors {
  readonly phase: 'certifying'
}

interface WithOpenings extends WithSurvivors {
  readonly openings: Table<PeerIndex, Unmasking>
  /** Opened shares that match their leaves: of the self seed for survivors, of the mask secret for the others. */
  readonly verified: Table<PeerIndex, readonly Share[]>
}

export interface Unmasked extends WithOpenings {
  readonly phase: 'unmasking'
}

export interface Finished extends WithOpenings {
  readonly phase: 'finished'
  readonly result: AggregateResult
}

export const abortReasons = [
  'too-few-members',
  'too-few-sharers',
  'complaint',
  'too-few-inputs',
  'too-few-signatures',
  'too-few-shares',
  'inconsistent-shares',
  'stopped',
] as const
export type AbortReason = (typeof abortReasons)[number]

export interface ServerAborted extends Attempt {
  readonly phase: 'aborted'
  readonly stage: ServerPhase
  readonly reason: AbortReason
  /** Who was waited for and missing when it ended. */
  readonly missing: readonly PeerIndex[]
  /** Present when a complaint ended it. */
  readonly accusation?: Accusation
  /** Absent when the attempt ended before there was a roster. */
  readonly session?: GroupSession
}

export type ServerState = Advertising | Sharing | Masking | Certifying | Unmasked | Finished | ServerAborted

/** States in which there is a roster. */
export type RosteredState = Sharing | Masking | Certifying | Unmasked | Finished

function attemptOf(state: ServerState): Attempt {
  const { context, contextHash, coordinator, transcript, blame, absences } = state
  return { context, contextHash, coordinator, transcript, blame, absences }
}

/** Ends an attempt, naming who was missing and adding to the blame. */
export function abortAttempt(
  state: Exclude<ServerState, Finished>,
  reason: AbortReason,
  missing: readonly PeerIndex[] = [],
  blame: readonly Blame[] = [],
): ServerAborted {
  if (state.phase === 'aborted') return state
  const session = 'session' in state ? { session: state.session } : {}
  const allBlame = [...state.blame, ...blame]
  return {
    ...attemptOf(state),
    ...session,
    phase: 'aborted',
    stage: state.phase,
    reason,
    missing,
    blame: allBlame,
  }
}

/** `absences` with those that one more stage saw. */
export function withAbsence(
  state: ServerState,
  stage: ServerStage,
  expected: readonly PeerIndex[],
  present: { has(index: PeerIndex): boolean },
): readonly Absence[] {
  const members = expected.filter(index => !present.has(index))
  return members.length === 0 ? state.absences : [...state.absences, { stage, members }]
}

/** The answer to a message whose stage is not open: too early, or closed. */
export function outsideStage(state: ServerState, stage: ServerStage): Rejection {
  const isEarly = serverPhases.indexOf(state.phase) < serverPhases.indexOf(stage)
  if (isEarly) return reject('stage-not-open', 'sender', `the stage "${stage}" has not begun`)
  return reject('stage-closed', 'sender', `the stage "${stage}" is over; the attempt is "${state.phase}"`)
}

/** The answer to a message that a member sends again: the same one is fine, a different one is a conflict. */
export function answerRepetition<State extends ServerState>(
  state: State,
  index: PeerIndex,
  recordedSignature: Bytes,
  signature: Bytes,
): Accepted<State, undefined> | Rejection {
  if (equalBytes(recordedSignature, signature)) return accept(state, undefined)
  return reject('conflicting-message', index, `member ${index} has sent another message for this stage`)
}

/** A refusal unless `index` is in the roster and `sessionId` is this session's. */
export function checkSender(
  session: GroupSession,
  index: PeerIndex,
  sessionId: Bytes,
): Rejection | undefined {
  if (!Number.isInteger(index) || index < 1 || index > session.size) {
    return reject('unknown-member', 'sender', `there is no member ${index}`)
  }
  if (equalBytes(sessionId, session.sessionId)) return undefined
  return reject('wrong-session', index, `member ${index} sent a message of another session`)
}
