/**
 * What a holder signs of which an honest one says one thing at a place, and what two of them say against each other.
 *
 * Complaints are not among them: one is signed before anything is written down, so that a member that is killed and asked
 * again may honestly complain of one parcel and then, shown other parcels, of another or of none. A consent is not
 * either: whoever leaves a bounty may join it again with other records.
 */
import { canonicalJson, fromHex, toHex, verifySignature } from '../crypto/index.ts'
import type { SeedCommitment } from '../secure/draw/messages.ts'
import { commitmentPayload } from '../secure/draw/signing.ts'
import type {
  Advertisement,
  Bytes,
  KeyShares,
  MaskedInputHeader,
  SurvivorSignature,
  Unmasking,
} from '../secure/messages.ts'
import {
  advertisementPayload,
  hashOpenedShares,
  inputPayload,
  type ShareHeader,
  shareHeaderOf,
  sharePayload,
  survivorSignaturePayload,
  unmaskHeaderPayload,
} from '../secure/signing.ts'
import { auditOpeningPayload, type SignedAuditOpening } from './dataset-audit.ts'
import { nameOfPlace, type Place } from './places.ts'

/** Bytes in lower-case hex. */
export type HolderStatement =
  | { readonly kind: 'seed-commitment'; readonly commitment: string; readonly signature: string }
  | {
      readonly kind: 'advertisement'
      readonly channelKey: string
      readonly maskKey: string
      readonly nonce: string
      readonly signature: string
    }
  | {
      readonly kind: 'key-shares'
      readonly selfSeedCommitment: string
      readonly shareRoot: string
      readonly boxesRoot: string
      readonly signature: string
    }
  | {
      readonly kind: 'masked-input'
      readonly sharersHash: string
      readonly dimension: number
      readonly bits: number
      readonly totalBytes: number
      readonly inputHash: string
      readonly signature: string
    }
  | { readonly kind: 'survivor-signature'; readonly digest: string; readonly signature: string }
  | {
      readonly kind: 'unmasking'
      readonly digest: string
      readonly openedHash: string
      readonly signature: string
    }
  | {
      readonly kind: 'audit-opening'
      readonly datasetRoot: string
      readonly examples: number
      readonly challenge: string
      readonly index: number
      readonly record: string
      readonly tree: string
      readonly path: readonly string[]
      readonly signature: string
    }

/** Where each of them is said. */
const placeKinds = {
  'seed-commitment': 'draw',
  advertisement: 'attempt',
  'key-shares': 'session',
  'masked-input': 'session',
  'survivor-signature': 'session',
  unmasking: 'session',
  'audit-opening': 'bounty',
} as const satisfies Record<HolderStatement['kind'], Place['kind']>

export function seedCommitmentSaid({ commitment, signature }: SeedCommitment): HolderStatement {
  return { kind: 'seed-commitment', commitment: toHex(commitment), signature: toHex(signature) }
}

export function advertisementSaid(message: Advertisement): HolderStatement {
  const { channelKey, maskKey, nonce, signature } = message
  return {
    kind: 'advertisement',
    channelKey: toHex(channelKey),
    maskKey: toHex(maskKey),
    nonce: toHex(nonce),
    signature: toHex(signature),
  }
}

export function keySharesSaid(message: KeyShares): HolderStatement {
  return shareHeaderSaid(shareHeaderOf(message), message.signature)
}

/** The same from a parcel, which carries its dealer's signed header. */
export function shareHeaderSaid(header: Omit<ShareHeader, 'sessionId'>, signature: Bytes): HolderStatement {
  return {
    kind: 'key-shares',
    selfSeedCommitment: toHex(header.selfSeedCommitment),
    shareRoot: toHex(header.shareRoot),
    boxesRoot: toHex(header.boxesRoot),
    signature: toHex(signature),
  }
}

export function maskedInputSaid(header: MaskedInputHeader): HolderStatement {
  const { sharersHash, dimension, bits, totalBytes, inputHash, signature } = header
  return {
    kind: 'masked-input',
    sharersHash: toHex(sharersHash),
    dimension,
    bits,
    totalBytes,
    inputHash: toHex(inputHash),
    signature: toHex(signature),
  }
}

export function survivorSignatureSaid({ digest, signature }: SurvivorSignature): HolderStatement {
  return { kind: 'survivor-signature', digest: toHex(digest), signature: toHex(signature) }
}

export function unmaskingSaid(message: Unmasking): HolderStatement {
  const { digest, signature } = message
  return {
    kind: 'unmasking',
    digest: toHex(digest),
    openedHash: toHex(hashOpenedShares(message)),
    signature: toHex(signature),
  }
}

export function auditOpeningSaid(opening: SignedAuditOpening): HolderStatement {
  const { datasetRoot, examples, challenge, index, record, tree, path, signature } = opening
  return {
    kind: 'audit-opening',
    datasetRoot: toHex(datasetRoot),
    examples,
    challenge: toHex(challenge),
    index,
    record: toHex(record),
    tree: toHex(tree),
    path: path.map(toHex),
    signature: toHex(signature),
  }
}

/** The bytes under a statement's signature, at the place of this name. */
function payloadOf(statement: HolderStatement, name: Bytes): Bytes {
  switch (statement.kind) {
    case 'seed-commitment':
      return commitmentPayload(name, fromHex(statement.commitment))
    case 'advertisement':
      return advertisementPayload({
        context: name,
        channelKey: fromHex(statement.channelKey),
        maskKey: fromHex(statement.maskKey),
        nonce: fromHex(statement.nonce),
      })
    case 'key-shares':
      return sharePayload({
        sessionId: name,
        selfSeedCommitment: fromHex(statement.selfSeedCommitment),
        shareRoot: fromHex(statement.shareRoot),
        boxesRoot: fromHex(statement.boxesRoot),
      })
    case 'masked-input':
      return inputPayload({
        sessionId: name,
        sharersHash: fromHex(statement.sharersHash),
        dimension: statement.dimension,
        bits: statement.bits,
        totalBytes: statement.totalBytes,
        inputHash: fromHex(statement.inputHash),
      })
    case 'survivor-signature':
      return survivorSignaturePayload({ sessionId: name, digest: fromHex(statement.digest) })
    case 'unmasking':
      return unmaskHeaderPayload({
        sessionId: name,
        digest: fromHex(statement.digest),
        openedHash: fromHex(statement.openedHash),
      })
    case 'audit-opening':
      return auditOpeningPayload(auditOpeningIn(statement, name))
    default:
      return statement satisfies never
  }
}

/** The opening that a statement tells of, for the bounty of this id. */
export function auditOpeningIn(
  statement: Extract<HolderStatement, { kind: 'audit-opening' }>,
  bountyId: Bytes,
): SignedAuditOpening {
  const { datasetRoot, examples, challenge, index, record, tree, path, signature } = statement
  return {
    bountyId,
    datasetRoot: fromHex(datasetRoot),
    examples,
    challenge: fromHex(challenge),
    index,
    record: fromHex(record),
    tree: fromHex(tree),
    path: path.map(fromHex),
    signature: fromHex(signature),
  }
}

/** Whether this identity said it at this place. */
export function isSaidBy(statement: HolderStatement, place: Place, identityKey: Bytes): boolean {
  if (placeKinds[statement.kind] !== place.kind) return false
  return verifySignature(identityKey, payloadOf(statement, nameOfPlace(place)), fromHex(statement.signature))
}

const twoOfAKind = {
  'seed-commitment': 'two-seed-commitments',
  advertisement: 'two-advertisements',
  'key-shares': 'two-key-shares',
  'masked-input': 'two-masked-inputs',
  'survivor-signature': 'two-survivor-signatures',
  unmasking: 'two-unmaskings',
  'audit-opening': 'two-audit-openings',
} as const

/** What a pair of statements made at one place proves against whoever signed both. */
export type HolderContradiction =
  | (typeof twoOfAKind)[HolderStatement['kind']]
  /** Shares opened for another survivor set than the one that was signed. */
  | 'unmasking-of-another-set'

/** What two statements of one place say against each other, or undefined when an honest holder may have signed both. */
export function contradictionBetween(
  one: HolderStatement,
  other: HolderStatement,
): HolderContradiction | undefined {
  if (one.kind === other.kind) return saysTheSame(one, other) ? undefined : twoOfAKind[one.kind]
  const [signed, opened] = one.kind === 'unmasking' ? [other, one] : [one, other]
  if (signed.kind !== 'survivor-signature' || opened.kind !== 'unmasking') return undefined
  return signed.digest === opened.digest ? undefined : 'unmasking-of-another-set'
}

function saysTheSame(one: HolderStatement, other: HolderStatement): boolean {
  if (one.kind === 'audit-opening' && other.kind === 'audit-opening') return opensTheSame(one, other)
  const { signature: _one, ...said } = one
  const { signature: _other, ...saidAgain } = other
  return canonicalJson(said) === canonicalJson(saidAgain)
}

type AuditSaid = Extract<HolderStatement, { kind: 'audit-opening' }>

/** One leaf may be opened for any number of challenges; other leaves, or leaves of other records, are other facts. */
function opensTheSame(one: AuditSaid, other: AuditSaid): boolean {
  const isOneLeaf =
    one.datasetRoot === other.datasetRoot && one.examples === other.examples && one.index === other.index
  if (!isOneLeaf) return true
  return one.record === other.record && one.tree === other.tree && one.path.join() === other.path.join()
}
