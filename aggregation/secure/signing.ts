/**
 * What every signature covers: "fedsa/v1/" || stage || 0x00 || enc(fields). One function for each message, so that
 * a signer and a verifier cannot disagree.
 */
import {
  concat,
  enc,
  merkleRoot,
  taggedHash,
  u8,
  u16,
  u32,
  u64,
  utf8,
  verifySignature,
} from '../crypto/index.ts'
import {
  type Advertisement,
  type AggregateResult,
  type Bytes,
  type Complaint,
  type Inbox,
  type KeyShares,
  type MaskedInputHeader,
  type MaskedInputReceipt,
  type OpenedShare,
  type Roster,
  type ShareBox,
  type Stage,
  type SurvivorSet,
  type SurvivorSignature,
  stages,
  type Unmasking,
} from './messages.ts'

type Unsigned<Message> = Omit<Message, 'signature'>

function payload(stage: Stage, ...fields: readonly Bytes[]): Bytes {
  return concat(utf8(`fedsa/v1/${stage}`), Uint8Array.of(0), enc(...fields))
}

/** The signature is the identity's; its key is not under it. */
export function advertisementPayload(message: Omit<Advertisement, 'identityKey' | 'signature'>): Bytes {
  const { context, channelKey, maskKey, nonce } = message
  return payload(stages.advertise, context, channelKey, maskKey, nonce)
}

export function rosterPayload(message: Pick<Roster, 'context' | 'root' | 'size'>): Bytes {
  return payload(stages.roster, message.context, message.root, u32(message.size))
}

/** The part of a dealer's message that its signature covers, as it travels on in parcels. */
export interface ShareHeader {
  readonly sessionId: Bytes
  readonly selfSeedCommitment: Bytes
  readonly shareRoot: Bytes
  readonly boxesRoot: Bytes
}

export function sharePayload(header: ShareHeader): Bytes {
  const { sessionId, selfSeedCommitment, shareRoot, boxesRoot } = header
  return payload(stages.share, sessionId, selfSeedCommitment, shareRoot, boxesRoot)
}

/** Leaf data of one box in the tree under `boxesRoot`. */
export function boxLeaf(box: ShareBox): Bytes {
  return enc(u16(box.to), box.nonce, box.ciphertext)
}

/** Merkle root over the boxes in order. */
export function boxesRootOf(boxes: readonly ShareBox[]): Bytes {
  return merkleRoot(boxes.map(boxLeaf))
}

export function shareHeaderOf(message: Unsigned<KeyShares>): ShareHeader {
  const { sessionId, selfSeedCommitment, shareRoot, boxes } = message
  return { sessionId, selfSeedCommitment, shareRoot, boxesRoot: boxesRootOf(boxes) }
}

export function inboxPayload(sessionId: Inbox['sessionId'], sharersHash: Bytes): Bytes {
  return payload(stages.inbox, sessionId, sharersHash)
}

export function complaintPayload(message: Unsigned<Complaint>): Bytes {
  return payload(stages.complaint, message.sessionId, u16(message.from), utf8(message.code))
}

export function inputPayload(message: Unsigned<MaskedInputHeader>): Bytes {
  const { sessionId, sharersHash, dimension, bits, totalBytes, inputHash } = message
  return payload(stages.input, sessionId, sharersHash, u32(dimension), u8(bits), u64(totalBytes), inputHash)
}

export function receiptPayload(message: Unsigned<MaskedInputReceipt>): Bytes {
  return payload(stages.inputReceipt, message.sessionId, u16(message.index), message.inputHash)
}

export function survivorsPayload(
  sharersHash: Bytes,
  message: Pick<SurvivorSet, 'sessionId' | 'survivors' | 'inputsRoot'>,
): Bytes {
  return payload(stages.survivors, message.sessionId, sharersHash, message.survivors, message.inputsRoot)
}

export function survivorSignaturePayload(message: Unsigned<SurvivorSignature>): Bytes {
  return payload(stages.survivorSignature, message.sessionId, message.digest)
}

function openedList(opened: readonly OpenedShare[]): Bytes {
  return enc(...opened.map(({ of, share, salt }) => enc(u16(of), share, salt)))
}

/** Hash of both lists of opened shares. */
export function hashOpenedShares(message: Pick<Unmasking, 'selfShares' | 'keyShares'>): Bytes {
  return taggedHash('fedsa/v1/opened', enc(openedList(message.selfShares), openedList(message.keyShares)))
}

export function unmaskPayload(message: Unsigned<Unmasking>): Bytes {
  return unmaskHeaderPayload({ ...message, openedHash: hashOpenedShares(message) })
}

/** What of opened shares is signed, without the shares. */
export interface UnmaskHeader {
  readonly sessionId: Bytes
  readonly digest: Bytes
  readonly openedHash: Bytes
}

export function unmaskHeaderPayload({ sessionId, digest, openedHash }: UnmaskHeader): Bytes {
  return payload(stages.unmask, sessionId, digest, openedHash)
}

export function resultPayload(message: Unsigned<AggregateResult>): Bytes {
  const { sessionId, survivors, sumHash, transcriptHash } = message
  return payload(stages.result, sessionId, survivors, sumHash, transcriptHash)
}

/** Whether an advertisement carries its own identity's signature. */
export function isSignedAdvertisement(message: Advertisement): boolean {
  return verifySignature(message.identityKey, advertisementPayload(message), message.signature)
}
