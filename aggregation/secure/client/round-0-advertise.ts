/** Round 0: fresh keys go out under the member's identity; the roster comes back and is checked entry by entry. */
import {
  equalBytes,
  generateKeyPair,
  openKeyAgreement,
  type RandomSource,
  type Signer,
  toHex,
  verifySignature,
} from '../../crypto/index.ts'
import { hashContext } from '../context.ts'
import type { Advertisement, Bytes, Roster } from '../messages.ts'
import {
  type AttemptContext,
  checkGroup,
  checkParameters,
  effectiveFloors,
  thresholdFor,
} from '../parameters.ts'
import { checkAdvertisement, checkKeysAreNew, rosterRootOf, type Session, sessionOf } from '../roster.ts'
import { advertisementPayload, rosterPayload } from '../signing.ts'
import { accept, firstRejection, type Rejection, reject, type Step } from '../verdict.ts'
import type { Advertised, MemberSession, RosterAccepted, Trust } from './state.ts'

/**
 * Makes the two key pairs of one attempt and advertises them. Check the parameters first (`checkParameters`); they
 * are checked again with the roster. Keys are never used for a second attempt.
 */
export function advertise(
  context: AttemptContext,
  signer: Signer,
  random: RandomSource,
): { readonly state: Advertised; readonly advertisement: Advertisement } {
  const contextHash = hashContext(context)
  const channel = generateKeyPair(random)
  const mask = generateKeyPair(random)
  const unsigned = {
    context: contextHash,
    identityKey: signer.publicKey,
    channelKey: channel.publicKey,
    maskKey: mask.publicKey,
    nonce: random.bytes(32),
  }
  const advertisement = { ...unsigned, signature: signer.sign(advertisementPayload(unsigned)) }
  const state: Advertised = {
    phase: 'advertised',
    context,
    contextHash,
    advertisement,
    channelSecret: channel.secretKey,
    maskSecret: mask.secretKey,
  }
  return { state, advertisement }
}

/** Checks the whole roster against what this member trusts and fixes the session id. */
export function acceptRoster(state: Advertised, roster: Roster, trust: Trust): Step<RosterAccepted> {
  const members = roster.entries.map(entry => entry.advertisement)
  const { parameters } = state.context
  const rejection = firstRejection(
    () => checkParameters(parameters, trust.floors),
    () => checkRosterShape(state, roster, trust.coordinatorKey),
    () => checkGroup(parameters, members.length, trust.floors),
    () => checkMembers(state, members, trust),
    () => checkAgreements(state, members),
    () => checkOrganisations(members, trust),
  )
  if (rejection !== undefined) return rejection
  const session = sessionOf(state.contextHash, members, thresholdFor(parameters, members.length))
  if (trust.sessionSeen?.(session.sessionId) === true) {
    return reject('session-reused', 'coordinator', `session ${toHex(session.sessionId)} was seen before`)
  }
  const { channelSecret, maskSecret } = state
  return accept(
    {
      phase: 'roster-accepted',
      session: memberSession(state, session, trust),
      channelSecret,
      maskSecret,
    },
    undefined,
  )
}

function memberSession(state: Advertised, session: Session, trust: Trust): MemberSession {
  const floors = effectiveFloors(trust.floors)
  const own = state.advertisement.identityKey
  return {
    ...session,
    context: state.context,
    index: session.members.findIndex(member => equalBytes(member.identityKey, own)) + 1,
    coordinatorKey: trust.coordinatorKey,
    survivorFloor: Math.max(session.threshold, floors.minimumSurvivors),
    minimumOrganisations: floors.minimumOrganisations,
    organisations: session.members.map(member => trust.registry(member.identityKey)!),
  }
}

function checkRosterShape(state: Advertised, roster: Roster, coordinatorKey: Bytes): Rejection | undefined {
  if (!equalBytes(roster.context, state.contextHash)) {
    return reject('wrong-context', 'coordinator', 'the roster was made for another attempt')
  }
  if (!verifySignature(coordinatorKey, rosterPayload(roster), roster.signature)) {
    return reject('bad-signature', 'coordinator', 'the roster is not signed by the pinned coordinator')
  }
  const ordered = roster.entries.every((entry, i) => entry.index === i + 1 && entry.path.length === 0)
  if (!ordered || roster.entries.length !== roster.size) {
    return reject(
      'roster-order',
      'coordinator',
      'a complete roster lists members 1 to n in order, without paths',
    )
  }
  const root = rosterRootOf(roster.entries.map(entry => entry.advertisement))
  if (equalBytes(root, roster.root)) return undefined
  return reject('roster-root', 'coordinator', 'the signed root is not the root of these entries')
}

/** An honest coordinator has checked every entry before it signs, so whatever is wrong with one points at it. */
function checkMembers(
  state: Advertised,
  members: readonly Advertisement[],
  trust: Trust,
): Rejection | undefined {
  const own = state.advertisement
  let foundSelf = false
  for (const [position, member] of members.entries()) {
    const previous = members.slice(0, position)
    const rejection =
      checkAdvertisement(member, state.contextHash, trust.registry, 'coordinator') ??
      checkKeysAreNew(member, previous, 'coordinator') ??
      checkOrder(previous.at(-1), member)
    if (rejection !== undefined) return rejection
    if (!equalBytes(member.identityKey, own.identityKey)) continue
    foundSelf = true
    if (!sameAdvertisement(member, own)) {
      return reject('own-entry-altered', 'coordinator', `entry ${position + 1} is not what this member sent`)
    }
  }
  if (foundSelf) return undefined
  return reject('own-entry-altered', 'coordinator', 'this member is not in the roster')
}

function checkOrder(previous: Advertisement | undefined, member: Advertisement): Rejection | undefined {
  if (previous === undefined || toHex(previous.identityKey) < toHex(member.identityKey)) return undefined
  return reject('roster-order', 'coordinator', 'members are not in the order of their identity keys')
}

function sameAdvertisement(left: Advertisement, right: Advertisement): boolean {
  return (
    equalBytes(left.channelKey, right.channelKey) &&
    equalBytes(left.maskKey, right.maskKey) &&
    equalBytes(left.nonce, right.nonce) &&
    equalBytes(left.signature, right.signature)
  )
}

/** Every agreement with another member must give a secret; a point of small order would give zero. */
function checkAgreements(state: Advertised, members: readonly Advertisement[]): Rejection | undefined {
  const channel = openKeyAgreement(state.channelSecret)
  const mask = openKeyAgreement(state.maskSecret)
  for (const [position, member] of members.entries()) {
    const shared = [channel.agree(member.channelKey), mask.agree(member.maskKey)]
    for (const secret of shared) secret?.fill(0)
    if (shared.includes(undefined)) {
      return reject('bad-key', 'coordinator', `a key of member ${position + 1} is of small order`)
    }
  }
  return undefined
}

function checkOrganisations(members: readonly Advertisement[], trust: Trust): Rejection | undefined {
  const { minimumOrganisations } = effectiveFloors(trust.floors)
  const distinct = new Set(members.map(member => trust.registry(member.identityKey))).size
  if (distinct >= minimumOrganisations) return undefined
  return reject(
    'too-few-organisations',
    'coordinator',
    `${distinct} organisations in the roster; the floor is ${minimumOrganisations}`,
  )
}
