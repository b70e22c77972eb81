/**
 * The messages of `fedsa/v1`, as objects. Both halves and the wire codecs meet here.
 *
 * Every byte string has the length its comment gives; the decoders refuse any other. Indices count from 1 in
 * the order of the roster (sorted by identity key). Signatures are Ed25519 over
 * `"fedsa/v1/" || stage || 0x00 || enc(fields)`; `stages` lists the stage labels and docs/protocol.md the fields.
 */

/** A byte string; length in the comment of the field that carries it. */
export type Bytes = Uint8Array

/** A member's place in the roster, 1..n. */
export type PeerIndex = number

/** Stage labels inside signatures. A signature made for one stage can never pass for another. */
export const stages = {
  advertise: 'advertise',
  roster: 'roster',
  share: 'share',
  inbox: 'inbox',
  complaint: 'complaint',
  input: 'input',
  inputReceipt: 'input-receipt',
  survivors: 'survivors',
  survivorSignature: 'survivor-signature',
  unmask: 'unmask',
  result: 'result',
} as const
export type Stage = (typeof stages)[keyof typeof stages]

/** R0, holder to coordinator. Signed over (context, channelKey, maskKey, nonce). */
export interface Advertisement {
  readonly context: Bytes // 32
  readonly identityKey: Bytes // 32, Ed25519
  readonly channelKey: Bytes // 32, X25519, encrypts shares
  readonly maskKey: Bytes // 32, X25519, makes pairwise masks; never equal to channelKey
  readonly nonce: Bytes // 32
  readonly signature: Bytes // 64
}

/**
 * R0', coordinator to holder. On the complete graph `entries` holds all `size` members and every `path` is
 * empty; on a k-regular graph it holds the receiver's closed neighbourhood, each with its Merkle path to `root`.
 * Signed over (context, root, u32 size).
 */
export interface Roster {
  readonly context: Bytes // 32
  readonly size: number // n
  readonly root: Bytes // 32
  readonly entries: readonly RosterEntry[] // ascending index
  readonly signature: Bytes // 64, coordinator
}
export interface RosterEntry {
  readonly index: PeerIndex
  readonly advertisement: Advertisement
  readonly path: readonly Bytes[] // 32 each; empty on the complete graph
}

/** One sealed pair of shares. `ciphertext` is secretbox(sid||u16 from||u16 to||bShare||skShare||saltB||saltS). */
export interface ShareBox {
  readonly to: PeerIndex
  readonly nonce: Bytes // 24
  readonly ciphertext: Bytes // 148 = 132 + 16
}

/**
 * R1, holder to coordinator. `shareLeaves` are the salted leaf hashes, two for each holder of a share in
 * ascending index (self-seed share, then mask-key share), the dealer itself included; `shareRoot` is their
 * Merkle root. Signed over (sid, selfSeedCommitment, shareRoot, boxesRoot), boxesRoot over the boxes in order.
 */
export interface KeyShares {
  readonly sessionId: Bytes // 32
  readonly selfSeedCommitment: Bytes // 32
  readonly shareRoot: Bytes // 32
  readonly shareLeaves: readonly Bytes[] // 32 each
  readonly boxes: readonly ShareBox[] // ascending `to`, never to oneself
  readonly signature: Bytes // 64
}

/** One sender's part of an inbox: the signed header, this receiver's box, and the paths of this receiver's two leaves. */
export interface Parcel {
  readonly from: PeerIndex
  readonly selfSeedCommitment: Bytes // 32
  readonly shareRoot: Bytes // 32
  readonly boxesRoot: Bytes // 32
  readonly signature: Bytes // 64, the dealer's
  readonly box: ShareBox
  readonly selfSharePath: readonly Bytes[] // 32 each
  readonly keySharePath: readonly Bytes[] // 32 each
}

/** R1', coordinator to holder. Signed over (sid, sharersHash) where sharersHash = H("fedsa/v1/u2", enc(sid, sharers)). */
export interface Inbox {
  readonly sessionId: Bytes // 32
  readonly sharers: Bytes // bitmap of U2, ceil(n/8)
  readonly parcels: readonly Parcel[] // ascending from, never from oneself
  readonly signature: Bytes // 64, coordinator
}

export const complaintCodes = ['bad-signature', 'bad-box', 'bad-contents', 'bad-path'] as const
export type ComplaintCode = (typeof complaintCodes)[number]

/** Holder to coordinator instead of a masked input, when a parcel does not open. Signed over (sid, u16 from, code). */
export interface Complaint {
  readonly sessionId: Bytes // 32
  readonly from: PeerIndex // whose parcel is bad
  readonly code: ComplaintCode
  readonly signature: Bytes // 64
}

/**
 * R2, holder to coordinator, before the packed bytes. Signed over
 * (sid, sharersHash, u32 dimension, u8 bits, u64 totalBytes, inputHash).
 */
export interface MaskedInputHeader {
  readonly sessionId: Bytes // 32
  readonly sharersHash: Bytes // 32
  readonly dimension: number // coordinates
  readonly bits: number // b, 8..32
  readonly totalBytes: number // ceil(dimension * bits / 8)
  readonly inputHash: Bytes // 32, SHA-256 of the packed bytes
  readonly signature: Bytes // 64
}

/** Coordinator to holder once the whole masked input is checked and durable. Signed over (sid, u16 index, inputHash). */
export interface MaskedInputReceipt {
  readonly sessionId: Bytes // 32
  readonly index: PeerIndex
  readonly inputHash: Bytes // 32
  readonly signature: Bytes // 64, coordinator
}

/** R3, coordinator to holder. Signed over (sid, sharersHash, survivors, inputsRoot); `path` is the receiver's own. */
export interface SurvivorSet {
  readonly sessionId: Bytes // 32
  readonly survivors: Bytes // bitmap of U3, ceil(n/8)
  readonly inputsRoot: Bytes // 32, Merkle over enc(u16 i, inputHash_i), i in U3 ascending
  readonly path: readonly Bytes[] // 32 each
  readonly signature: Bytes // 64, coordinator
}

/** R3, holder to coordinator. Signed over (sid, digest); at most one digest for each session id, ever. */
export interface SurvivorSignature {
  readonly sessionId: Bytes // 32
  readonly digest: Bytes // 32, H("fedsa/v1/u3", enc(sid, sharersHash, survivors, inputsRoot))
  readonly signature: Bytes // 64
}

/** R4, coordinator to holder: at least t signatures by distinct survivors on one digest. */
export interface Certificate {
  readonly sessionId: Bytes // 32
  readonly survivors: Bytes // bitmap
  readonly inputsRoot: Bytes // 32
  readonly signatures: readonly { readonly index: PeerIndex; readonly signature: Bytes }[] // ascending index
}

/** One opened share: the dealer, the 32-byte share, and the salt that opens its leaf. */
export interface OpenedShare {
  readonly of: PeerIndex
  readonly share: Bytes // 32
  readonly salt: Bytes // 16
}

/**
 * R4, holder to coordinator: self-seed shares of survivors, mask-key shares of the others. Which kind goes with
 * which peer is decided by the certified bitmap alone. Signed over (sid, digest, H of both lists).
 */
export interface Unmasking {
  readonly sessionId: Bytes // 32
  readonly digest: Bytes // 32
  readonly selfShares: readonly OpenedShare[] // of U3, ascending
  readonly keyShares: readonly OpenedShare[] // of U2 \ U3, ascending
  readonly signature: Bytes // 64
}

/** What the coordinator publishes when the sum is known. Signed over (sid, survivors, sumHash, transcriptHash). */
export interface AggregateResult {
  readonly sessionId: Bytes // 32
  readonly survivors: Bytes // bitmap of U3
  readonly sumHash: Bytes // 32, SHA-256 of the sum as i64le coordinates
  readonly transcriptHash: Bytes // 32
  readonly signature: Bytes // 64, coordinator
}
