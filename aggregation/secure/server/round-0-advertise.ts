/** Round 0: keys are collected, and the roster is fixed by the order of the identity keys. */
import { concat, enc, type Signer, toHex, u64 } from '../../crypto/index.ts'
import { hashContext } from '../context.ts'
import type { Advertisement, PeerIndex, Roster } from '../messages.ts'
import {
  type AttemptContext,
  checkGroup,
  checkParameters,
  encodeParameters,
  hardFloors,
  thresholdFor,
} from '../parameters.ts'
import {
  checkAdvertisement,
  checkKeysAreNew,
  inRosterOrder,
  memberAt,
  memberLeaf,
  type RegistryLookup,
  sessionOf,
} from '../roster.ts'
import { rosterPayload } from '../signing.ts'
import { extendTranscript, openTranscript } from '../transcript.ts'
import { accept, reject, type Step } from '../verdict.ts'
import {
  type Advertising,
  abortAttempt,
  answerRepetition,
  outsideStage,
  type RosteredState,
  type ServerAborted,
  type ServerState,
  type Sharing,
  withEntry,
} from './state.ts'

/** Opens one attempt. Throws for parameters that no member would accept. */
export function openAttempt(context: AttemptContext, coordinator: Signer): Advertising {
  const rejection = checkParameters(context.parameters, hardFloors)
  if (rejection !== undefined) throw new RangeError(rejection.detail)
  const contextHash = hashContext(context)
  const registry = concat(u64(context.registry.version), context.registry.root)
  const transcript = extendTranscript(openTranscript(contextHash), [
    { label: 'parameters', body: encodeParameters(context.parameters) },
    { label: 'registry', body: registry },
  ])
  const advertisements = new Map()
  return {
    phase: 'advertising',
    context,
    contextHash,
    coordinator,
    transcript,
    blame: [],
    absences: [],
    advertisements,
  }
}

/** Takes one member's advertisement. */
export function receiveAdvertisement(
  state: ServerState,
  message: Advertisement,
  registry: RegistryLookup,
): Step<ServerState> {
  const key = toHex(message.identityKey)
  const recorded = recordedAdvertisement(state, key)
  if (recorded !== undefined) return answerAgain(state, recorded, message)
  if (state.phase !== 'advertising') return outsideStage(state, 'advertising')
  const rejection =
    checkAdvertisement(message, state.contextHash, registry, 'sender') ??
    checkKeysAreNew(message, state.advertisements.values(), 'sender')
  if (rejection !== undefined) return rejection
  if (state.advertisements.size >= state.context.parameters.maximumGroup) {
    return reject('group-too-large', 'nobody', 'the group is full')
  }
  return accept({ ...state, advertisements: withEntry(state.advertisements, key, message) }, undefined)
}

function recordedAdvertisement(state: ServerState, key: string): Advertisement | undefined {
  if (state.phase === 'advertising') return state.advertisements.get(key)
  return state.session?.members.find(member => toHex(member.identityKey) === key)
}

function answerAgain(state: ServerState, recorded: Advertisement, message: Advertisement): Step<ServerState> {
  const answer = answerRepetition(state, 0, recorded.signature, message.signature)
  if (answer.kind === 'accepted') return answer
  return reject('conflicting-message', 'sender', 'this identity has advertised other keys in this attempt')
}

/** Fixes the roster, or aborts when the group is too small for its own parameters. */
export function closeAdvertising(state: Advertising): Sharing | ServerAborted {
  const members = inRosterOrder(state.advertisements.values())
  const { parameters } = state.context
  if (checkGroup(parameters, members.length, hardFloors) !== undefined) {
    return abortAttempt(state, 'too-few-members')
  }
  const session = sessionOf(state.contextHash, members, thresholdFor(parameters, members.length))
  const { context, contextHash, coordinator, blame, absences } = state
  const transcript = extendTranscript(state.transcript, [
    { label: 'roster', body: enc(...members.map(memberLeaf)) },
  ])
  const dealt = new Map()
  return {
    phase: 'sharing',
    context,
    contextHash,
    coordinator,
    blame,
    absences,
    transcript,
    session,
    dealt,
  }
}

/** The roster for one member, the same for all on the complete graph. Throws for an index it does not have. */
export function rosterFor(state: RosteredState, index: PeerIndex): Roster {
  const { session } = state
  memberAt(session, index)
  const unsigned = { context: state.contextHash, root: session.rosterRoot, size: session.members.length }
  const entries = session.members.map((advertisement, position) => ({
    index: position + 1,
    advertisement,
    path: [],
  }))
  return { ...unsigned, entries, signature: state.coordinator.sign(rosterPayload(unsigned)) }
}
