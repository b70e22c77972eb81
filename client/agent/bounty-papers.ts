/** A bounty as the coordinator shows it, checked against what the buyer signed: nothing is decided on hearsay. */
import {
  type AggregationParameters,
  fromHex,
  sha256,
  toHex,
  verifySignature,
} from '../../aggregation/index.ts'
import {
  algorithmFault,
  type DataSchema,
  type ModelSpec,
  parseAlgorithm,
  parseDataSchema,
  parseModelSpec,
  type RoundContent,
  roundContent,
  vectorPartsOf,
  withoutNoiseFault,
} from '../../learning/index.ts'
import { budgetFault } from '../../protos/privacy-terms.ts'
import {
  aggregationParametersFor,
  type BountyTerms,
  bountyIdOf,
  decodeTerms,
  purposeOf,
  purposesOf,
  type RoundPurpose,
  ringFor,
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
  readonly schema: DataSchema
  /** Of the rounds that train; their deadlines are those of all. */
  readonly parameters: AggregationParameters
  readonly plans: ReadonlyMap<RoundPurpose, RoundPlan>
  readonly buyer: string
}

/** What the rounds of a purpose sum, and under which parameters, as the terms have it. */
export interface RoundPlan {
  readonly content: RoundContent
  readonly parameters: AggregationParameters
}

/** The plan of a round; undefined for a round that the terms do not have. */
export function planOf({ terms, plans }: BountyPapers, round: number): RoundPlan | undefined {
  const purpose = purposeOf(terms, round)
  return purpose === undefined ? undefined : plans.get(purpose)
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
    const schema = parseDataSchema(terms.data, 'the terms')
    const fault =
      algorithmFault(terms.training) ??
      (terms.privacy && withoutNoiseFault(terms.training)) ??
      budgetFault(terms)
    if (fault !== undefined) return invalid(`its terms are not acceptable: ${fault.field} ${fault.message}`)
    const plans = plansOf(terms, spec, schema)
    const papers: BountyPapers = {
      bountyId,
      taskId: fromHex(bountyId),
      termsBytes,
      termsHash: toHex(sha256(termsBytes)),
      terms,
      spec,
      schema,
      parameters: plans.get('training')!.parameters,
      plans,
      buyer,
    }
    return { kind: 'papers', papers }
  } catch (error) {
    return invalid(`its terms are not acceptable: ${(error as Error).message}`)
  }
}

/** What the rounds of these terms sum, by what they are for. */
export function plansOf(
  terms: BountyTerms,
  spec: ModelSpec,
  schema: DataSchema,
): Map<RoundPurpose, RoundPlan> {
  const { maximumExamples } = terms.cohort
  const parts = parseAlgorithm(terms.training.algorithm).client.parts(terms.training)
  const task = { spec, schema, maximumExamples, evaluates: terms.evaluation !== undefined, parts }
  const plan = (purpose: RoundPurpose): RoundPlan => {
    const content = roundContent(task, purpose, ringFor(terms, purpose))
    return { content, parameters: aggregationParametersFor(terms, purpose, vectorPartsOf(content)) }
  }
  return new Map(purposesOf(terms).map(purpose => [purpose, plan(purpose)]))
}

function invalid(detail: string): PapersReading {
  return { kind: 'invalid', detail }
}

/** Examples that a holder declares under these terms: those it has, up to what one holder may count for. */
export function declaredExamples(terms: BountyTerms, examples: number): number {
  return Math.min(examples, terms.cohort.maximumExamples)
}
