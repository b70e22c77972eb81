/**
 * Faults with shares that one holder's own signatures prove. A dealer signs the Merkle root over salted hashes of all the
 * shares it deals, and a commitment to the secret that they are shares of; so
 *
 * - shares under that root, as many as the threshold, that rebuild another secret prove that it dealt falsely, whoever
 *   shows them: nobody finds a share that hashes to an honest dealer's leaf but the share itself;
 * - a member that deals a share to itself and opens another contradicts itself.
 *
 * A member that opens a wrong share of _another_ dealer is not proved at fault here. Its signature on what it opened does
 * not say under which root it had been dealt to, and a dealer that signs a second root, with a coordinator that shows only
 * that one, would have an honest member look like a liar. See docs/faults.md.
 */
import {
  combineShares,
  equalBytes,
  fromHex,
  merkleRoot,
  publicKeyOf,
  taggedHash,
  toHex,
  verifyInclusion,
  verifySignature,
} from '../crypto/index.ts'
import { commitToSelfSeed } from '../secure/context.ts'
import { shareKinds, shareLeaf } from '../secure/masking.ts'
import type {
  Advertisement,
  Bytes,
  KeyShares,
  OpenedShare,
  PeerIndex,
  Unmasking,
} from '../secure/messages.ts'
import {
  type AggregationParameters,
  encodeParameters,
  neighbourhoodFor,
  sharingRulesIn,
} from '../secure/parameters.ts'
import { memberLeaf } from '../secure/roster.ts'
import { boxesRootOf, isSignedAdvertisement, sharePayload, unmaskPayload } from '../secure/signing.ts'
import { attemptOf, nameOfPlace, type SessionPlace } from './places.ts'

/** A dealer's signed message, with the hashes of all its shares and without the sealed boxes. */
export interface Dealing {
  /** The dealer's place in the roster. */
  readonly index: number
  readonly selfSeedCommitment: string
  readonly shareLeaves: readonly string[]
  readonly boxesRoot: string
  readonly signature: string
}

/** The keys that a member advertised, with its signature. */
export interface AdvertisedKeys {
  readonly channelKey: string
  readonly maskKey: string
  readonly nonce: string
  readonly signature: string
}

export interface InconsistentShares {
  readonly kind: 'inconsistent-shares'
  readonly place: SessionPlace
  /** Canonical bytes of the parameters: the threshold follows from them. */
  readonly parameters: string
  readonly dealing: Dealing
  /** Which secret was rebuilt, and what its owner said of it beside the dealing. */
  readonly secret:
    | { readonly kind: 'self-seed' }
    | { readonly kind: 'mask-key'; readonly advertised: AdvertisedKeys }
  /** Ascending holders, at least as many as the threshold. */
  readonly openings: readonly { readonly holder: number; readonly share: string; readonly salt: string }[]
}

export interface AlteredShare {
  readonly kind: 'own-share-altered'
  readonly place: SessionPlace
  readonly dealing: Dealing
  readonly advertised: AdvertisedKeys
  /** From the member's entry to the roster's root, which shows that the index is its own. */
  readonly rosterPath: readonly string[]
  readonly unmasking: {
    readonly digest: string
    readonly selfShares: readonly OpenedText[]
    readonly keyShares: readonly OpenedText[]
    readonly signature: string
  }
}

interface OpenedText {
  readonly of: number
  readonly share: string
  readonly salt: string
}

function dealingOf(index: PeerIndex, message: KeyShares): Dealing {
  return {
    index,
    selfSeedCommitment: toHex(message.selfSeedCommitment),
    shareLeaves: message.shareLeaves.map(toHex),
    boxesRoot: toHex(boxesRootOf(message.boxes)),
    signature: toHex(message.signature),
  }
}

function advertisedKeysOf({ channelKey, maskKey, nonce, signature }: Advertisement): AdvertisedKeys {
  return {
    channelKey: toHex(channelKey),
    maskKey: toHex(maskKey),
    nonce: toHex(nonce),
    signature: toHex(signature),
  }
}

function openedText({ of, share, salt }: OpenedShare): OpenedText {
  return { of, share: toHex(share), salt: toHex(salt) }
}

/** What a coordinator holds when the shares of a dealer rebuild another secret than the one it committed to. */
export interface OpenedDealing {
  readonly place: SessionPlace
  readonly parameters: AggregationParameters
  readonly dealer: { readonly index: PeerIndex; readonly advertisement: Advertisement }
  readonly keyShares: KeyShares
  /** Of the self seed for a survivor, of the mask secret for a sharer that was lost. */
  readonly secret: 'self-seed' | 'mask-key'
  readonly opened: readonly { readonly holder: PeerIndex; readonly share: Bytes; readonly salt: Bytes }[]
}

/** The proof in an opened dealing. It lays open shares that their holders had opened to the coordinator, and no others. */
export function inconsistentShares(facts: OpenedDealing): InconsistentShares {
  const { place, parameters, dealer, keyShares, secret, opened } = facts
  return {
    kind: 'inconsistent-shares',
    place,
    parameters: toHex(encodeParameters(parameters)),
    dealing: dealingOf(dealer.index, keyShares),
    secret:
      secret === 'self-seed'
        ? { kind: secret }
        : { kind: secret, advertised: advertisedKeysOf(dealer.advertisement) },
    openings: [...opened]
      .sort((left, right) => left.holder - right.holder)
      .map(({ holder, share, salt }) => ({ holder, share: toHex(share), salt: toHex(salt) })),
  }
}

/** What shows that a member opened another share of its own secret than it had dealt itself. */
export function ownShareAltered(
  place: SessionPlace,
  member: {
    readonly index: PeerIndex
    readonly advertisement: Advertisement
    readonly path: readonly Bytes[]
  },
  keyShares: KeyShares,
  unmasking: Unmasking,
): AlteredShare {
  return {
    kind: 'own-share-altered',
    place,
    dealing: dealingOf(member.index, keyShares),
    advertised: advertisedKeysOf(member.advertisement),
    rosterPath: member.path.map(toHex),
    unmasking: {
      digest: toHex(unmasking.digest),
      selfShares: unmasking.selfShares.map(openedText),
      keyShares: unmasking.keyShares.map(openedText),
      signature: toHex(unmasking.signature),
    },
  }
}

export type ShareDoubt =
  | 'not-signed'
  | 'other-parameters'
  | 'too-few-openings'
  | 'not-under-the-root'
  | 'not-in-the-roster'
  | 'no-such-opening'
  | 'honest'

/** Why shares do not prove that the holder of `identityKey` dealt falsely; undefined when they do. */
export function doubtOfInconsistency(proof: InconsistentShares, identityKey: Bytes): ShareDoubt | undefined {
  const sessionId = nameOfPlace(proof.place)
  if (!isDealtBy(proof.dealing, sessionId, identityKey)) return 'not-signed'
  const threshold = thresholdIn(proof)
  if (threshold === undefined) return 'other-parameters'
  if (!areUnderTheRoot(proof, sessionId)) return 'not-under-the-root'
  // More than the threshold do no harm: an honest dealer's shares lie on one polynomial, all of them.
  if (proof.openings.length < Math.max(threshold, 1)) return 'too-few-openings'
  const rebuilt = combineShares(
    proof.openings.map(({ holder, share }) => ({ point: holder, bytes: fromHex(share) })),
  )
  return doubtOfSecret(proof, rebuilt, sessionId, identityKey)
}

/** The threshold of the session, from the parameters that its id was made of. */
function thresholdIn({ place, parameters }: InconsistentShares): number | undefined {
  const encoded = fromHex(parameters)
  if (toHex(taggedHash('fedsa/v1/params', encoded)) !== place.parametersHash) return undefined
  const rules = sharingRulesIn(encoded)
  return rules && neighbourhoodFor(rules, place.rosterSize)?.threshold
}

/** Whether the openings are of distinct holders and each is a leaf of what the dealer signed. */
function areUnderTheRoot({ dealing, secret, openings }: InconsistentShares, sessionId: Bytes): boolean {
  const kind = secret.kind === 'self-seed' ? shareKinds.selfSeed : shareKinds.maskKey
  const leaves = new Set(dealing.shareLeaves)
  return openings.every(({ holder, share, salt }, i) => {
    const leaf = shareLeaf(sessionId, dealing.index, holder, kind, fromHex(salt), fromHex(share))
    return leaves.has(toHex(leaf)) && (i === 0 || openings[i - 1]!.holder < holder)
  })
}

function doubtOfSecret(
  { place, dealing, secret }: InconsistentShares,
  rebuilt: Bytes,
  sessionId: Bytes,
  identityKey: Bytes,
): ShareDoubt | undefined {
  if (secret.kind === 'self-seed') {
    const commitment = commitToSelfSeed(sessionId, dealing.index, rebuilt)
    return toHex(commitment) === dealing.selfSeedCommitment ? 'honest' : undefined
  }
  const advertisement = advertisementIn(secret.advertised, nameOfPlace(attemptOf(place)), identityKey)
  if (!isSignedAdvertisement(advertisement)) return 'not-signed'
  return equalBytes(publicKeyOf(rebuilt), advertisement.maskKey) ? 'honest' : undefined
}

function isDealtBy(dealing: Dealing, sessionId: Bytes, identityKey: Bytes): boolean {
  const header = {
    sessionId,
    selfSeedCommitment: fromHex(dealing.selfSeedCommitment),
    shareRoot: merkleRoot(dealing.shareLeaves.map(fromHex)),
    boxesRoot: fromHex(dealing.boxesRoot),
  }
  return verifySignature(identityKey, sharePayload(header), fromHex(dealing.signature))
}

function advertisementIn(keys: AdvertisedKeys, context: Bytes, identityKey: Bytes): Advertisement {
  return {
    context,
    identityKey,
    channelKey: fromHex(keys.channelKey),
    maskKey: fromHex(keys.maskKey),
    nonce: fromHex(keys.nonce),
    signature: fromHex(keys.signature),
  }
}

/** Why the document does not prove that the holder of `identityKey` altered its own share; undefined when it does. */
export function doubtOfAlteration(proof: AlteredShare, identityKey: Bytes): ShareDoubt | undefined {
  const { place, dealing } = proof
  const sessionId = nameOfPlace(place)
  const message = unmaskingIn(proof, sessionId)
  const isSigned =
    isDealtBy(dealing, sessionId, identityKey) &&
    verifySignature(identityKey, unmaskPayload(message), message.signature)
  if (!isSigned) return 'not-signed'
  // Another member's index would hold an honest opening against the wrong tree.
  if (!isOwnIndex(proof, identityKey)) return 'not-in-the-roster'
  // Whoever signs a survivor set is in it, so that a member opens its own share as a survivor's.
  const own = message.selfShares.find(({ of }) => of === dealing.index)
  if (own === undefined) return 'no-such-opening'
  return dealing.shareLeaves.includes(toHex(leafOf(sessionId, dealing.index, own))) ? 'honest' : undefined
}

function unmaskingIn({ unmasking }: AlteredShare, sessionId: Bytes): Unmasking {
  return {
    sessionId,
    digest: fromHex(unmasking.digest),
    selfShares: unmasking.selfShares.map(openedIn),
    keyShares: unmasking.keyShares.map(openedIn),
    signature: fromHex(unmasking.signature),
  }
}

function isOwnIndex({ place, dealing, advertised, rosterPath }: AlteredShare, identityKey: Bytes): boolean {
  return verifyInclusion(
    memberLeaf(advertisementIn(advertised, nameOfPlace(attemptOf(place)), identityKey)),
    dealing.index - 1,
    place.rosterSize,
    rosterPath.map(fromHex),
    fromHex(place.rosterRoot),
  )
}

function leafOf(sessionId: Bytes, index: PeerIndex, { salt, share }: OpenedShare): Bytes {
  return shareLeaf(sessionId, index, index, shareKinds.selfSeed, salt, share)
}

function openedIn({ of, share, salt }: OpenedText): OpenedShare {
  return { of, share: fromHex(share), salt: fromHex(salt) }
}
