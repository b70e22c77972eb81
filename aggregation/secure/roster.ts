/**
 * The roster: who is in the group, in the order of their identity keys, and the session id that follows from it.
 */
import {
  compareBytes,
  enc,
  equalBytes,
  isAcceptablePublicKey,
  merkleRoot,
  sha256,
  toHex,
} from '../crypto/index.ts'
import { hashSession } from './context.ts'
import type { Advertisement, Bytes, PeerIndex } from './messages.ts'
import { isSignedAdvertisement } from './signing.ts'
import { type Culprit, type Rejection, reject } from './verdict.ts'

/** One group that has agreed on its members: the base of every later state in both halves. */
export interface Session {
  readonly contextHash: Bytes // 32
  readonly sessionId: Bytes // 32
  readonly rosterRoot: Bytes // 32
  /** Shamir threshold for this roster. */
  readonly threshold: number
  /** Member i is `members[i - 1]`. */
  readonly members: readonly Advertisement[]
}

/** The organisation behind a registered identity key, or undefined for a key the registry does not have. */
export type RegistryLookup = (identityKey: Bytes) => string | undefined

/** Leaf data of one member: SHA-256(enc(identity, channel key, mask key, nonce, signature)). */
export function memberLeaf(member: Advertisement): Bytes {
  const { identityKey, channelKey, maskKey, nonce, signature } = member
  return sha256(enc(identityKey, channelKey, maskKey, nonce, signature))
}

/** Merkle root over members in the order given, which must be the order of their identity keys. */
export function rosterRootOf(members: readonly Advertisement[]): Bytes {
  return merkleRoot(members.map(memberLeaf))
}

/** Members in the order of the roster. */
export function inRosterOrder(members: Iterable<Advertisement>): Advertisement[] {
  return [...members].sort((left, right) => compareBytes(left.identityKey, right.identityKey))
}

/** The session of checked members in roster order. */
export function sessionOf(contextHash: Bytes, members: readonly Advertisement[], threshold: number): Session {
  const rosterRoot = rosterRootOf(members)
  const sessionId = hashSession(contextHash, rosterRoot, members.length)
  return { contextHash, sessionId, rosterRoot, threshold, members }
}

/** The advertisement of member `index`; throws for an index that the roster does not have. */
export function memberAt(session: Session, index: PeerIndex): Advertisement {
  const member = session.members[index - 1]
  if (member === undefined) throw new RangeError(`member ${index} is not in 1..${session.members.length}`)
  return member
}

/** The index of an identity in the roster, or undefined when it is not a member. */
export function indexOfIdentity(session: Session, identityKey: Bytes): PeerIndex | undefined {
  const position = session.members.findIndex(member => equalBytes(member.identityKey, identityKey))
  return position < 0 ? undefined : position + 1
}

const advertisementLengths = {
  context: 32,
  identityKey: 32,
  channelKey: 32,
  maskKey: 32,
  nonce: 32,
  signature: 64,
} as const

/** An advertisement by itself: lengths, context, registry, keys, signature. */
export function checkAdvertisement(
  message: Advertisement,
  contextHash: Bytes,
  registry: RegistryLookup,
  culprit: Culprit,
): Rejection | undefined {
  for (const [field, length] of Object.entries(advertisementLengths)) {
    if (message[field as keyof typeof advertisementLengths].length !== length) {
      return reject('malformed', culprit, `${field} of an advertisement has ${length} bytes`)
    }
  }
  if (!equalBytes(message.context, contextHash)) {
    return reject('wrong-context', culprit, 'the advertisement was made for another attempt')
  }
  if (registry(message.identityKey) === undefined) {
    return reject('unregistered-identity', culprit, `the registry has no ${toHex(message.identityKey)}`)
  }
  if (!isAcceptablePublicKey(message.channelKey) || !isAcceptablePublicKey(message.maskKey)) {
    return reject('bad-key', culprit, 'a key is of small order or not in its canonical encoding')
  }
  if (equalBytes(message.channelKey, message.maskKey)) {
    return reject('duplicate-key', culprit, 'the channel key and the mask key are one key')
  }
  if (isSignedAdvertisement(message)) return undefined
  return reject('bad-signature', culprit, 'the advertisement is not signed by its identity')
}

/** The key of `message` that one of `others` already uses, as a refusal. */
export function checkKeysAreNew(
  message: Advertisement,
  others: Iterable<Advertisement>,
  culprit: Culprit,
): Rejection | undefined {
  for (const other of others) {
    if (equalBytes(other.identityKey, message.identityKey)) {
      return reject('duplicate-identity', culprit, `${toHex(message.identityKey)} is in the roster twice`)
    }
    for (const key of [message.channelKey, message.maskKey]) {
      if (equalBytes(key, other.channelKey) || equalBytes(key, other.maskKey)) {
        return reject('duplicate-key', culprit, `${toHex(key)} is used by two members`)
      }
    }
  }
  return undefined
}
