/**
 * Round 1: the self seed and the mask secret are shared among the holders, each share under a salted, published
 * leaf hash, so that whoever lies about a share later can be named.
 */
import {
  bitmapHas,
  buildMerkleTree,
  equalBytes,
  membersOf,
  openKeyAgreement,
  openSecretbox,
  type RandomSource,
  type Signer,
  sealSecretbox,
  splitSecret,
  verifyInclusion,
  verifySignature,
  wipe,
} from '../../crypto/index.ts'
import { commitToSelfSeed, hashSharers } from '../context.ts'
import { type Graph, graphOf, withoutSelf } from '../graph.ts'
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
import { boxesRootOf, complaintPayload, inboxPayload, sharePayload } from '../signing.ts'
import { type Accepted, accept, type Rejection, reject } from '../verdict.ts'
import {
  type ClientAborted,
  type HeldShares,
  holderAt,
  holdersIn,
  type InboxAccepted,
  type MemberSession,
  type RosterAccepted,
  type SharesSent,
  secretsOf,
  secretsOfShares,
} from './state.ts'

/**
 * Draws the self seed, shares it and the mask secret among the holders, and seals each pair to its holder. The keys of
 * the boxes that will come are derived at once, so that the channel secret is wiped here.
 */
export function shareKeys(
  state: RosterAccepted,
  signer: Signer,
  random: RandomSource,
): Accepted<SharesSent, KeyShares> {
  const { session, channelSecret, maskSecret } = state
  const selfSeed = random.bytes(32)
  const pairs = dealPairs(session, selfSeed, maskSecret, random)
  const shareLeaves = pairs.flatMap(({ holder, pair }) => pairLeaves(session, session.index, holder, pair))
  const channels = openChannels(session, channelSecret)
  const boxes = sealPairs(session, channels, pairs, random)
  // Enough dealt shares are the secrets again: they live on in their boxes alone.
  wipe(secretsOfShares(pairs.filter(({ holder }) => holder !== session.index).map(({ pair }) => pair)))
  const header = {
    sessionId: session.sessionId,
    selfSeedCommitment: commitToSelfSeed(session.sessionId, session.index, selfSeed),
    shareRoot: buildMerkleTree(shareLeaves).root,
  }
  const signature = signer.sign(sharePayload({ ...header, boxesRoot: boxesRootOf(boxes) }))
  const keyShares: KeyShares = { ...header, shareLeaves, boxes, signature }
  const own: HeldShares = { of: session.index, ...pairs.find(({ holder }) => holder === session.index)!.pair }
  const inboxKeys = channels.map(({ peer, inward }) => ({ from: peer, key: inward }))
  const next: SharesSent = { phase: 'shares-sent', session, inboxKeys, maskSecret, selfSeed, own, keyShares }
  return accept(next, keyShares, [channelSecret])
}

/** Both shares that are dealt to one holder. */
interface DealtPair {
  readonly holder: PeerIndex
  readonly pair: SharePair
}

function dealPairs(
  session: MemberSession,
  selfSeed: Bytes,
  maskSecret: Bytes,
  random: RandomSource,
): DealtPair[] {
  const points = session.holders.map(({ index }) => index)
  const selfShares = splitSecret(selfSeed, session.threshold, points, random)
  const keyShares = splitSecret(maskSecret, session.threshold, points, random)
  return points.map((holder, position) => ({
    holder,
    pair: {
      selfShare: selfShares[position]!.bytes,
      keyShare: keyShares[position]!.bytes,
      selfSalt: random.bytes(saltBytes),
      keySalt: random.bytes(saltBytes),
    },
  }))
}

function pairLeaves(
  { sessionId }: MemberSession,
  dealer: PeerIndex,
  holder: PeerIndex,
  pair: SharePair,
): [self: Bytes, key: Bytes] {
  return [
    shareLeaf(sessionId, dealer, holder, shareKinds.selfSeed, pair.selfSalt, pair.selfShare),
    shareLeaf(sessionId, dealer, holder, shareKinds.maskKey, pair.keySalt, pair.keyShare),
  ]
}

/** The keys of the boxes to and from one neighbour, each direction with its own. */
interface Channel {
  readonly peer: PeerIndex
  readonly outward: Bytes
  readonly inward: Bytes
}

function openChannels(session: MemberSession, channelSecret: Bytes): Channel[] {
  const agreement = openKeyAgreement(channelSecret)
  const { sessionId, index: own } = session
  const peers = session.holders.filter(({ index }) => index !== own)
  try {
    return peers.map(({ index: peer, advertisement }) => {
      const shared = agreement.agree(advertisement.channelKey)
      if (shared === undefined) throw new Error(`the channel key of member ${peer} is of small order`)
      const outward = channelKey(sessionId, shared, own, peer)
      const inward = channelKey(sessionId, shared, peer, own)
      shared.fill(0)
      return { peer, outward, inward }
    })
  } finally {
    agreement.close()
  }
}

function sealPairs(
  session: MemberSession,
  channels: readonly Channel[],
  pairs: readonly DealtPair[],
  random: RandomSource,
): ShareBox[] {
  const pairOf = new Map(pairs.map(({ holder, pair }) => [holder, pair]))
  return channels.map(({ peer, outward }) => {
    const contents = encodeBoxContents(session.sessionId, session.index, peer, pairOf.get(peer)!)
    const nonce = random.bytes(24)
    const box = { to: peer, nonce, ciphertext: sealSecretbox(contents, nonce, outward) }
    contents.fill(0)
    outward.fill(0)
    return box
  })
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
  const rejection = checkInbox(session, inbox)
  if (rejection !== undefined) return rejection
  const graph = graphOf(session.rosterRoot, session.size, session.degree)
  const held: HeldShares[] = [state.own]
  for (const parcel of inbox.parcels) {
    const opened = openParcel(session, graph, inboxKeyOf(state, parcel.from), parcel)
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
    sharers: { bitmap: inbox.sharers, hash },
    held,
  }
  return accept(
    next,
    undefined,
    state.inboxKeys.map(({ key }) => key),
  )
}

function inboxKeyOf(state: SharesSent, from: PeerIndex): Bytes {
  const found = state.inboxKeys.find(entry => entry.from === from)
  if (found === undefined) throw new Error(`there is no key for a box from member ${from}`)
  return found.key
}

function checkInbox(session: MemberSession, inbox: Inbox): Rejection | undefined {
  if (!equalBytes(inbox.sessionId, session.sessionId)) {
    return reject('wrong-session', 'coordinator', 'the inbox belongs to another session')
  }
  const payload = inboxPayload(session.sessionId, hashSharers(session.sessionId, inbox.sharers))
  if (!verifySignature(session.coordinatorKey, payload, inbox.signature)) {
    return reject('bad-signature', 'coordinator', 'the inbox is not signed by the coordinator')
  }
  const members = membersOf(inbox.sharers, session.size)
  if (members === undefined) return reject('malformed', 'coordinator', 'the bitmap of sharers is malformed')
  if (!bitmapHas(inbox.sharers, session.index)) {
    return reject('self-not-in-sharers', 'coordinator', 'this member is not among the sharers')
  }
  if (members.length < session.survivorFloor) {
    const floor = session.survivorFloor
    return reject('too-few-sharers', 'coordinator', `${members.length} sharers; at least ${floor} are needed`)
  }
  const holders = holdersIn(session, inbox.sharers).map(({ index }) => index)
  if (holders.length < session.threshold) {
    const detail = `${holders.length} of this member's holders share; the threshold is ${session.threshold}`
    return reject('too-few-sharers', 'coordinator', detail)
  }
  const senders = withoutSelf(session.index, holders)
  const complete =
    senders.length === inbox.parcels.length && senders.every((from, i) => inbox.parcels[i]!.from === from)
  if (complete) return undefined
  return reject(
    'wrong-share-list',
    'coordinator',
    'the inbox has not one parcel from each sharing neighbour, in order',
  )
}

function openParcel(
  session: MemberSession,
  graph: Graph,
  key: Bytes,
  parcel: Parcel,
): HeldShares | ComplaintCode {
  const { advertisement: dealer } = holderAt(session, parcel.from)
  const header = { ...parcel, sessionId: session.sessionId }
  if (!verifySignature(dealer.identityKey, sharePayload(header), parcel.signature)) return 'bad-signature'
  if (parcel.box.to !== session.index || parcel.box.nonce.length !== 24) return 'bad-box'
  const contents = openSecretbox(parcel.box.ciphertext, parcel.box.nonce, key)
  if (contents === undefined) return 'bad-box'
  const pair = decodeBoxContents(contents, session.sessionId, parcel.from, session.index)
  contents.fill(0)
  if (pair === undefined) return 'bad-contents'
  return pathsHold(session, graph, parcel, pair) ? { of: parcel.from, ...pair } : 'bad-path'
}

function pathsHold(session: MemberSession, graph: Graph, parcel: Parcel, pair: SharePair): boolean {
  const [selfLeaf, keyLeaf] = pairLeaves(session, parcel.from, session.index, pair)
  const holders = graph.closedNeighbourhood(parcel.from)
  const leaves = 2 * holders.length
  const holder = holders.indexOf(session.index)
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
