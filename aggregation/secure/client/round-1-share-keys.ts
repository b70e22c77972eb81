/**
 * Round 1: the self seed and the mask secret are shared among all members, each share under a salted, published
 * leaf hash, so that whoever lies about a share later can be named.
 */
import {
  buildMerkleTree,
  equalBytes,
  type KeyAgreement,
  membersOf,
  openKeyAgreement,
  openSecretbox,
  type RandomSource,
  type Signer,
  sealSecretbox,
  splitSecret,
  verifyInclusion,
  verifySignature,
} from '../../crypto/index.ts'
import { commitToSelfSeed, hashSharers } from '../context.ts'
import { everyone } from '../graph.ts'
import {
  channelKey,
  decodeBoxContents,
  encodeBoxContents,
  leafPosition,
  type SharePair,
  saltBytes,
  shareKinds,
  shareLeaf,
} from '../masking.ts'
import type {
  Bytes,
  Complaint,
  ComplaintCode,
  Inbox,
  KeyShares,
  Parcel,
  PeerIndex,
  ShareBox,
} from '../messages.ts'
import { memberAt } from '../roster.ts'
import { boxesRootOf, complaintPayload, inboxPayload, sharePayload } from '../signing.ts'
import { type Accepted, accept, type Rejection, reject } from '../verdict.ts'
import {
  type ClientAborted,
  type HeldShares,
  type InboxAccepted,
  type MemberSession,
  type RosterAccepted,
  type SharesSent,
  secretsOf,
} from './state.ts'

/** Draws the self seed, shares it and the mask secret among all members, and seals each pair to its holder. */
export function shareKeys(
  state: RosterAccepted,
  signer: Signer,
  random: RandomSource,
): Accepted<SharesSent, KeyShares> {
  const { session, channelSecret, maskSecret } = state
  const selfSeed = random.bytes(32)
  const pairs = dealPairs(session, selfSeed, maskSecret, random)
  const shareLeaves = leavesOf(session, pairs)
  const boxes = sealPairs(session, channelSecret, pairs, random)
  const header = {
    sessionId: session.sessionId,
    selfSeedCommitment: commitToSelfSeed(session.sessionId, session.index, selfSeed),
    shareRoot: buildMerkleTree(shareLeaves).root,
  }
  const signature = signer.sign(sharePayload({ ...header, boxesRoot: boxesRootOf(boxes) }))
  const keyShares: KeyShares = { ...header, shareLeaves, boxes, signature }
  const own: HeldShares = { of: session.index, ...pairs[session.index - 1]! }
  const next: SharesSent = {
    phase: 'shares-sent',
    session,
    channelSecret,
    maskSecret,
    selfSeed,
    own,
    keyShares,
  }
  return accept(next, keyShares)
}

function dealPairs(
  session: MemberSession,
  selfSeed: Bytes,
  maskSecret: Bytes,
  random: RandomSource,
): SharePair[] {
  const points = everyone(session.members.length)
  const selfShares = splitSecret(selfSeed, session.threshold, points, random)
  const keyShares = splitSecret(maskSecret, session.threshold, points, random)
  return points.map((_, position) => ({
    selfShare: selfShares[position]!.bytes,
    keyShare: keyShares[position]!.bytes,
    selfSalt: random.bytes(saltBytes),
    keySalt: random.bytes(saltBytes),
  }))
}

function leavesOf(session: MemberSession, pairs: readonly SharePair[]): Bytes[] {
  return pairs.flatMap((pair, position) => pairLeaves(session.sessionId, session.index, position + 1, pair))
}

function pairLeaves(
  sessionId: Bytes,
  dealer: PeerIndex,
  holder: PeerIndex,
  pair: SharePair,
): [self: Bytes, key: Bytes] {
  return [
    shareLeaf(sessionId, dealer, holder, shareKinds.selfSeed, pair.selfSalt, pair.selfShare),
    shareLeaf(sessionId, dealer, holder, shareKinds.maskKey, pair.keySalt, pair.keyShare),
  ]
}

function sealPairs(
  session: MemberSession,
  channelSecret: Bytes,
  pairs: readonly SharePair[],
  random: RandomSource,
): ShareBox[] {
  const channel = openKeyAgreement(channelSecret)
  const boxes: ShareBox[] = []
  for (const to of everyone(session.members.length)) {
    if (to === session.index) continue
    const contents = encodeBoxContents(session.sessionId, session.index, to, pairs[to - 1]!)
    const key = boxKey(session, channel, session.index, to)
    const nonce = random.bytes(24)
    boxes.push({ to, nonce, ciphertext: sealSecretbox(contents, nonce, key) })
    contents.fill(0)
    key.fill(0)
  }
  return boxes
}

function boxKey(session: MemberSession, channel: KeyAgreement, from: PeerIndex, to: PeerIndex): Bytes {
  const peer = from === session.index ? to : from
  const shared = channel.agree(memberAt(session, peer).channelKey)
  if (shared === undefined) throw new Error(`the channel key of member ${peer} is of small order`)
  const key = channelKey(session.sessionId, shared, from, to)
  shared.fill(0)
  return key
}

/** A parcel did not open: the attempt is over for this member, and the complaint says whose parcel it was. */
export interface Complained {
  readonly kind: 'complained'
  readonly state: ClientAborted
  readonly complaint: Complaint
  readonly spent: readonly Bytes[]
}

/** Opens every parcel and checks both shares in it against their dealer's signed root. */
export function acceptInbox(
  state: SharesSent,
  inbox: Inbox,
  signer: Signer,
): Accepted<InboxAccepted, undefined> | Rejection | Complained {
  const { session } = state
  const sharers = checkInbox(session, inbox)
  if ('kind' in sharers) return sharers
  const channel = openKeyAgreement(state.channelSecret)
  const held: HeldShares[] = [state.own]
  for (const parcel of inbox.parcels) {
    const opened = openParcel(session, channel, parcel)
    if (typeof opened === 'string') return complain(state, parcel.from, opened, signer)
    held.push(opened)
  }
  held.sort((left, right) => left.of - right.of)
  const { maskSecret, selfSeed } = state
  const hash = hashSharers(session.sessionId, inbox.sharers)
  const next: InboxAccepted = {
    phase: 'inbox-accepted',
    session,
    maskSecret,
    selfSeed,
    sharers: { bitmap: inbox.sharers, members: sharers.members, hash },
    held,
  }
  return accept(next, undefined, [state.channelSecret])
}

function checkInbox(session: MemberSession, inbox: Inbox): { members: PeerIndex[] } | Rejection {
  if (!equalBytes(inbox.sessionId, session.sessionId)) {
    return reject('wrong-session', 'coordinator', 'the inbox belongs to another session')
  }
  const payload = inboxPayload(session.sessionId, hashSharers(session.sessionId, inbox.sharers))
  if (!verifySignature(session.coordinatorKey, payload, inbox.signature)) {
    return reject('bad-signature', 'coordinator', 'the inbox is not signed by the coordinator')
  }
  const members = membersOf(inbox.sharers, session.members.length)
  if (members === undefined) return reject('malformed', 'coordinator', 'the bitmap of sharers is malformed')
  if (!members.includes(session.index)) {
    return reject('self-not-in-sharers', 'coordinator', 'this member is not among the sharers')
  }
  if (members.length < session.survivorFloor) {
    const floor = session.survivorFloor
    return reject('too-few-sharers', 'coordinator', `${members.length} sharers; at least ${floor} are needed`)
  }
  const senders = members.filter(member => member !== session.index)
  const complete =
    senders.length === inbox.parcels.length && senders.every((from, i) => inbox.parcels[i]!.from === from)
  if (complete) return { members }
  return reject('wrong-share-list', 'coordinator', 'the inbox has not one parcel from each sharer, in order')
}

function openParcel(
  session: MemberSession,
  channel: KeyAgreement,
  parcel: Parcel,
): HeldShares | ComplaintCode {
  const dealer = memberAt(session, parcel.from)
  const header = { ...parcel, sessionId: session.sessionId }
  if (!verifySignature(dealer.identityKey, sharePayload(header), parcel.signature)) return 'bad-signature'
  if (parcel.box.to !== session.index || parcel.box.nonce.length !== 24) return 'bad-box'
  const key = boxKey(session, channel, parcel.from, session.index)
  const contents = openSecretbox(parcel.box.ciphertext, parcel.box.nonce, key)
  key.fill(0)
  if (contents === undefined) return 'bad-box'
  const pair = decodeBoxContents(contents, session.sessionId, parcel.from, session.index)
  contents.fill(0)
  if (pair === undefined) return 'bad-contents'
  return pathsHold(session, parcel, pair) ? { of: parcel.from, ...pair } : 'bad-path'
}

function pathsHold(session: MemberSession, parcel: Parcel, pair: SharePair): boolean {
  const [selfLeaf, keyLeaf] = pairLeaves(session.sessionId, parcel.from, session.index, pair)
  const leaves = 2 * session.members.length
  const holder = session.index - 1
  const { shareRoot } = parcel
  const selfAt = leafPosition(holder, shareKinds.selfSeed)
  const keyAt = leafPosition(holder, shareKinds.maskKey)
  return (
    verifyInclusion(selfLeaf, selfAt, leaves, parcel.selfSharePath, shareRoot) &&
    verifyInclusion(keyLeaf, keyAt, leaves, parcel.keySharePath, shareRoot)
  )
}

function complain(state: SharesSent, from: PeerIndex, code: ComplaintCode, signer: Signer): Complained {
  const unsigned = { sessionId: state.session.sessionId, from, code }
  const complaint = { ...unsigned, signature: signer.sign(complaintPayload(unsigned)) }
  return {
    kind: 'complained',
    state: { phase: 'aborted', reason: 'complaint', revealed: false },
    complaint,
    spent: secretsOf(state),
  }
}
