/**
 * Proofs that a holder broke the protocol, each of which stands alone: whoever has the document finds out with the
 * holder's public key, offline, and nothing that anybody else signed is needed to believe it. Only what an honest holder
 * can never have signed is a fault; being silent, late or wrong about its records is none.
 *
 * Every proof names its place, whose hash the signatures bind: compare `place.bountyId` with the bounty whose stake is at
 * issue.
 */
import { fromHex, toHex, verifySignature } from '../crypto/index.ts'
import type { Bytes } from '../secure/messages.ts'
import { type Consent, consentPayload, leadsToRoot, type SignedAuditOpening } from './dataset-audit.ts'
import {
  type AlteredShare,
  doubtOfAlteration,
  doubtOfInconsistency,
  type InconsistentShares,
  type ShareDoubt,
} from './dealt-shares.ts'
import { type BountyPlace, bountyPlace, nameOfPlace, type Place } from './places.ts'
import { doubtOfSeed, type SeedDoubt, type UnopenedCommitment } from './shown-seed.ts'
import {
  auditOpeningIn,
  auditOpeningSaid,
  contradictionBetween,
  type HolderContradiction,
  type HolderStatement,
  isSaidBy,
} from './statements.ts'

export interface TwoMessages {
  readonly kind: 'two-signed-messages'
  readonly place: Place
  readonly messages: readonly [HolderStatement, HolderStatement]
}

/** A record opened, by its hash, where the root that the holder consented with has another or none. */
export interface FailedAudit {
  readonly kind: 'failed-audit'
  readonly place: BountyPlace
  readonly consent: { readonly termsHash: string; readonly signature: string }
  readonly opening: Extract<HolderStatement, { kind: 'audit-opening' }>
}

export type FaultProof = TwoMessages | UnopenedCommitment | InconsistentShares | AlteredShare | FailedAudit

/** A fault of the holder with this identity key, as a document. */
export interface HolderFault {
  readonly type: 'parley/fault/v1'
  readonly identityKey: string
  readonly proof: FaultProof
}

/** What is proved. */
export type ProvedFault = HolderContradiction | Exclude<FaultProof['kind'], 'two-signed-messages'>

/** Why a document proves nothing. */
export type FaultDoubt =
  | 'another-holder'
  | 'first-not-signed'
  | 'second-not-signed'
  | 'no-contradiction'
  | ShareDoubt
  | SeedDoubt

export type FaultVerdict =
  | {
      readonly kind: 'proved'
      readonly fault: ProvedFault
      /** The identity key of the holder at fault, 32 bytes. */
      readonly accusedKey: Bytes
      readonly place: Place
    }
  | { readonly kind: 'not-proved'; readonly reason: FaultDoubt }

/** A proof as a document against the holder of `identityKey`. Whether it holds is for `verifyFault`. */
export function holderFault(identityKey: Bytes, proof: FaultProof): HolderFault {
  return { type: 'parley/fault/v1', identityKey: toHex(identityKey), proof }
}

/** Two messages of one holder at one place, laid side by side. */
export function twoMessages(place: Place, one: HolderStatement, other: HolderStatement): TwoMessages {
  return { kind: 'two-signed-messages', place, messages: [one, other] }
}

/** A consent, and an opening for the root in it that does not lead there. */
export function failedAudit(
  { bountyId, termsHash }: Consent,
  consentSignature: Bytes,
  opening: SignedAuditOpening,
): FailedAudit {
  const said = auditOpeningSaid(opening)
  if (said.kind !== 'audit-opening') throw new Error('an opening is told as an opening')
  return {
    kind: 'failed-audit',
    place: bountyPlace(bountyId),
    consent: { termsHash: toHex(termsHash), signature: toHex(consentSignature) },
    opening: said,
  }
}

/**
 * Whether the document proves a fault of the holder whose key it names. With `identityKey` (32 bytes) that must be the
 * key; without it the proof is against whoever holds the key in the document.
 */
export function verifyFault({ identityKey, proof }: HolderFault, pinnedKey?: Bytes): FaultVerdict {
  if (pinnedKey !== undefined && toHex(pinnedKey) !== identityKey) return notProved('another-holder')
  const accusedKey = fromHex(identityKey)
  const found = faultIn(proof, accusedKey)
  return 'doubt' in found
    ? notProved(found.doubt)
    : { kind: 'proved', fault: found.fault, accusedKey, place: proof.place }
}

function notProved(reason: FaultDoubt): FaultVerdict {
  return { kind: 'not-proved', reason }
}

type Finding = { readonly fault: ProvedFault } | { readonly doubt: FaultDoubt }

function faultIn(proof: FaultProof, accusedKey: Bytes): Finding {
  switch (proof.kind) {
    case 'two-signed-messages':
      return contradictionIn(proof, accusedKey)
    case 'commitment-does-not-open':
      return unlessDoubted(proof.kind, doubtOfSeed(proof, accusedKey))
    case 'inconsistent-shares':
      return unlessDoubted(proof.kind, doubtOfInconsistency(proof, accusedKey))
    case 'own-share-altered':
      return unlessDoubted(proof.kind, doubtOfAlteration(proof, accusedKey))
    case 'failed-audit':
      return unlessDoubted(proof.kind, doubtOfAudit(proof, accusedKey))
    default:
      return proof satisfies never
  }
}

function unlessDoubted(fault: ProvedFault, doubt: FaultDoubt | undefined): Finding {
  return doubt === undefined ? { fault } : { doubt }
}

function contradictionIn({ place, messages: [one, other] }: TwoMessages, accusedKey: Bytes): Finding {
  if (!isSaidBy(one, place, accusedKey)) return { doubt: 'first-not-signed' }
  if (!isSaidBy(other, place, accusedKey)) return { doubt: 'second-not-signed' }
  const fault = contradictionBetween(one, other)
  return fault === undefined ? { doubt: 'no-contradiction' } : { fault }
}

function doubtOfAudit({ place, consent, opening }: FailedAudit, accusedKey: Bytes): FaultDoubt | undefined {
  const bountyId = nameOfPlace(place)
  const opened = auditOpeningIn(opening, bountyId)
  const { datasetRoot, examples } = opened
  // The consent is read with the opening's root and number: what was opened for another root is no fault of this one.
  const payload = consentPayload({ bountyId, termsHash: fromHex(consent.termsHash), datasetRoot, examples })
  if (!verifySignature(accusedKey, payload, fromHex(consent.signature))) return 'not-signed'
  if (!isSaidBy(opening, place, accusedKey)) return 'not-signed'
  return leadsToRoot(opened) ? 'honest' : undefined
}
