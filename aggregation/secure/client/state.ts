/**
 * A member's states, one type for each phase; a type shows exactly which secrets are alive in its phase. A state is
 * used once: after a step keep the new one, write it down, wipe what the step handed back, drop the old one.
 *
 *   advertised -> roster-accepted -> shares-sent -> inbox-accepted -> masked -> signed -> revealed -> done
 *   any of them -> aborted
 */
import { bitmapHas } from '../../crypto/index.ts'
import type { DrawMemberState } from '../draw/client.ts'
import type { SharePair } from '../masking.ts'
import type { Advertisement, Bytes, KeyShares, MaskedInputHeader, PeerIndex, Unmasking } from '../messages.ts'
import type { AttemptContext, PolicyFloors } from '../parameters.ts'
import type { RegistryLookup, Session } from '../roster.ts'
import { accept, type RejectionReason, type Step } from '../verdict.ts'

/** Whom and what a member trusts. */
export interface Trust {
  /** The coordinator's Ed25519 key, pinned out of band. */
  readonly coordinatorKey: Bytes
  /** The registry this member pinned. */
  readonly registry: RegistryLookup
  readonly floors: PolicyFloors
  /** Whether a session id was taken part in before; a member that keeps a log of them refuses a repetition. */
  readonly sessionSeen?: (sessionId: Bytes) => boolean
  /** Whether an identity belongs to this member's group; given when the cohort is divided into groups. */
  readonly inGroup?: (identityKey: Bytes) => boolean
  /** Of a drawn group, so many must be in its roster: a coordinator that leaves out more is thinning it. */
  readonly minimumRoster?: number
}

/** A member that holds shares of this one, as this one holds shares of it. */
export interface Holder {
  readonly index: PeerIndex
  readonly organisation: string
  readonly advertisement: Advertisement
}

/** The session as one member sees it. */
export interface MemberSession extends Session {
  readonly context: AttemptContext
  readonly index: PeerIndex
  readonly coordinatorKey: Bytes
  /** The member's closed neighbourhood, itself included, ascending: all members on the complete graph. */
  readonly holders: readonly Holder[]
  /** Smallest survivor set this member will sign: the parameters' or its own floor, whichever is higher. */
  readonly survivorFloor: number
  /** Distinct organisations among the surviving holders. */
  readonly minimumOrganisations: number
}

/** A member of the closed neighbourhood; throws for any other. */
export function holderAt(session: MemberSession, index: PeerIndex): Holder {
  const holder = session.holders.find(one => one.index === index)
  if (holder === undefined) throw new RangeError(`member ${index} is no neighbour of member ${session.index}`)
  return holder
}

/** The holders in a set of members. */
export function holdersIn(session: MemberSession, bitmap: Bytes): Holder[] {
  return session.holders.filter(({ index }) => bitmapHas(bitmap, index))
}

/** Both shares of one dealer's secrets that this member holds. */
export interface HeldShares extends SharePair {
  readonly of: PeerIndex
}

/** What is certified as the set of sharers (U2). */
export interface Sharers {
  readonly bitmap: Bytes
  readonly hash: Bytes
}

export interface Advertised {
  readonly phase: 'advertised'
  readonly context: AttemptContext
  readonly contextHash: Bytes
  readonly advertisement: Advertisement
  readonly channelSecret: Bytes
  readonly maskSecret: Bytes
}

export interface RosterAccepted {
  readonly phase: 'roster-accepted'
  readonly session: MemberSession
  readonly channelSecret: Bytes
  readonly maskSecret: Bytes
}

/** The key of the boxes from one neighbour. */
export interface InboxKey {
  readonly from: PeerIndex
  readonly key: Bytes
}

export interface SharesSent {
  readonly phase: 'shares-sent'
  readonly session: MemberSession
  /** Keys of the boxes that others sealed to this member; the channel secret itself is gone. */
  readonly inboxKeys: readonly InboxKey[]
  readonly maskSecret: Bytes
  readonly selfSeed: Bytes
  /** The shares this member dealt to itself. */
  readonly own: HeldShares
  /** What was sent; sent again as it is when asked again. */
  readonly keyShares: KeyShares
}

export interface InboxAccepted {
  readonly phase: 'inbox-accepted'
  readonly session: MemberSession
  readonly maskSecret: Bytes
  readonly selfSeed: Bytes
  readonly sharers: Sharers
  /** One for each sharer among the holders, ascending, this member included. */
  readonly held: readonly HeldShares[]
}

export interface Masked {
  readonly phase: 'masked'
  readonly session: MemberSession
  readonly sharers: Sharers
  readonly held: readonly HeldShares[]
  readonly header: MaskedInputHeader
}

export interface Signed {
  readonly phase: 'signed'
  readonly session: MemberSession
  readonly sharers: Sharers
  readonly held: readonly HeldShares[]
  readonly header: MaskedInputHeader
  /** The one survivor set signed in this session. */
  readonly survivors: Bytes
  readonly inputsRoot: Bytes
  readonly digest: Bytes
  readonly signature: Bytes
  /** The coordinator's signature on that set: with it the set is a statement that others can check. */
  readonly setSignature: Bytes
}

export interface Revealed {
  readonly phase: 'revealed'
  readonly session: MemberSession
  readonly survivors: Bytes
  readonly inputsRoot: Bytes
  readonly digest: Bytes
  readonly unmasking: Unmasking
}

export interface Done {
  readonly phase: 'done'
  readonly sessionId: Bytes
  readonly survivors: Bytes
  readonly sumHash: Bytes
  readonly transcriptHash: Bytes
}

export interface ClientAborted {
  readonly phase: 'aborted'
  readonly reason: RejectionReason | 'complaint' | 'stopped'
  /** True when shares had been revealed: the update that was summed must never be summed again. */
  readonly revealed: boolean
}

export type ClientState =
  | Advertised
  | RosterAccepted
  | SharesSent
  | InboxAccepted
  | Masked
  | Signed
  | Revealed
  | Done
  | ClientAborted

/** Everything that a member writes down: a draw that made its group comes before the attempt itself. */
export type MemberState = DrawMemberState | ClientState

/** Every secret that a state holds. */
export function secretsOf(state: MemberState): Bytes[] {
  switch (state.phase) {
    case 'seed-committed':
    case 'seed-revealed':
      return [state.seed]
    case 'advertised':
    case 'roster-accepted':
      return [state.channelSecret, state.maskSecret]
    case 'shares-sent':
      return [
        ...state.inboxKeys.map(({ key }) => key),
        state.maskSecret,
        state.selfSeed,
        ...secretsOfShares([state.own]),
      ]
    case 'inbox-accepted':
      return [state.maskSecret, state.selfSeed, ...secretsOfShares(state.held)]
    case 'masked':
    case 'signed':
      return secretsOfShares(state.held)
    case 'revealed':
    case 'done':
    case 'aborted':
      return []
    default:
      return state satisfies never
  }
}

export function secretsOfShares(held: readonly SharePair[]): Bytes[] {
  return held.flatMap(({ selfShare, keyShare, selfSalt, keySalt }) => [
    selfShare,
    keyShare,
    selfSalt,
    keySalt,
  ])
}

/** Ends a session before its result and hands every secret back. Nothing can follow an aborted state. */
export function abort(state: ClientState, reason: ClientAborted['reason']): Step<ClientAborted> {
  if (state.phase === 'aborted') return accept(state, undefined)
  const revealed = state.phase === 'revealed' || state.phase === 'done'
  return accept({ phase: 'aborted', reason, revealed }, undefined, secretsOf(state))
}
