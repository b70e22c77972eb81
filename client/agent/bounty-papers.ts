/** A bounty as the coordinator shows it, checked against what the buyer signed: nothing is decided on hearsay. */
import {
  type AggregationParameters,
  fromHex,
  sha256,
  toHex,
  verifySignature,
} from '../../aggregation/index.ts'
import { type ModelSpec, parameterCount, parseDataSchema, parseModelSpec } from '../../learning/index.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  bountyIdOf,
  decodeTerms,
  termsSigningBytes,
} from '../../protos/terms.ts'
import type { Bounty, BountyId, Bytes } from '../../protos/types.ts'
import type { KnownRegistry } from './known-registry.ts'

/** What a bounty is, once its papers hold. */
export interface BountyPapers {
  readonly bountyId: BountyId
  readonly taskId: Bytes // 32, the id as bytes
  readonly termsBytes: Bytes
  readonly termsHash: string
  readonly terms: BountyTerms
  readonly spec: ModelSpec
  readonly parameters: AggregationParameters
  readonly buyer: string
}

export type PapersReading =
  | { readonly kind: 'papers'; readonly papers: BountyPapers }
  | { readonly kind: 'invalid'; readonly detail: string }

/** Checks the id, the buyer's signature and enrolment, and the terms of a bounty. */
export function readPapers(bounty: Bounty, registry: KnownRegistry): PapersReading {
  const { bountyId, buyer, buyerKey, nonce, signature } = bounty
  if (bountyIdOf(bounty.terms, buyerKey, nonce) !== bountyId) {
    return invalid('its id is not that of its terms, buyer and nonce')
  }
  if (!verifySignature(buyerKey, termsSigningBytes(bountyId, bounty.terms), signature)) {
    return invalid('its terms are not signed by its buyer')
  }
  const member = registry.members.find(({ identityKey }) => toHex(identityKey) === toHex(buyerKey))
  if (member?.role !== 'buyer' || member.organisation !== buyer) {
    return invalid(`the registry has no buyer "${buyer}" with the key that signed its terms`)
  }
  return readTerms(bounty)
}

function readTerms({ bountyId, buyer, terms: termsBytes }: Bounty): PapersReading {
  const decoded = decodeTerms(termsBytes)
  if (decoded.kind === 'faulty') {
    return invalid(
      `its terms are not acceptable: ${decoded.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')}`,
    )
  }
  const { terms } = decoded
  try {
    const spec = parseModelSpec(terms.model)
    parseDataSchema(terms.data, 'the terms')
    const papers: BountyPapers = {
      bountyId,
      taskId: fromHex(bountyId),
      termsBytes,
      termsHash: toHex(sha256(termsBytes)),
      terms,
      spec,
      parameters: aggregationParametersFor(terms, parameterCount(spec)),
      buyer,
    }
    return { kind: 'papers', papers }
  } catch (error) {
    return invalid(`its terms are not acceptable: ${(error as Error).message}`)
  }
}

function invalid(detail: string): PapersReading {
  return { kind: 'invalid', detail }
}

/** Examples that a holder declares under these terms: those it has, up to what one holder may count for. */
export function declaredExamples(terms: BountyTerms, examples: number): number {
  return Math.min(examples, terms.cohort.maximumExamples)
}
