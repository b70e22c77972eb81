/**
 * What the public log holds about a bounty: canonical JSON, one leaf for each thing that happened. Amounts and byte strings
 * are text (decimal, lower-case hex), so that a leaf is the same bytes everywhere. Rounds have leaves of their own shape
 * (aggregation/transparency), as receipts show them.
 */
import { z } from 'zod'
import { canonicalJson, ends, type RoundLeaf, utf8 } from '../../aggregation/index.ts'
import { fieldProblem } from '../field-problem.ts'
import { maximumCoalitions } from '../limits.ts'

const hexOf = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `must be ${2 * bytes} lower-case hex digits`)
const hex32 = hexOf(32)
const signature = hexOf(64)
const natural = z.string().regex(/^(0|[1-9][0-9]{0,38})$/, 'must be a natural number, as text')
const organisation = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'must be the name of an organisation')
const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
/** What is counted in a bounty; statements write it in four bytes. */
const ordinal = z.number().int().min(0).max(0xffffffff)
const place = { bountyId: hex32, atMs: number }
const weights = z.array(z.strictObject({ holder: organisation, weight: natural })).max(10_240)
const member = z.strictObject({ organisation, examples: number })
const claim = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exclude'), epoch: ordinal, holder: organisation }),
  z.strictObject({ kind: z.literal('target'), epoch: ordinal, isMet: z.boolean() }),
])

const happened = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('terms'),
    ...place,
    termsHash: hex32,
    modelHash: hex32,
    buyer: organisation,
    buyerKey: hex32,
    nonce: z.string().regex(/^([0-9a-f]{2}){8,64}$/, 'must be 8 to 64 bytes in lower-case hex'),
    signature,
  }),
  z.strictObject({ kind: z.literal('funded'), ...place }),
  z.strictObject({ kind: z.literal('opened'), ...place }),
  z.strictObject({
    kind: z.literal('joined'),
    ...place,
    holder: organisation,
    examples: number,
    datasetRoot: hex32,
    key: hex32,
    signature,
    holdbackBasisPoints: number,
  }),
  z.strictObject({ kind: z.literal('left'), ...place, holder: organisation }),
  z.strictObject({ kind: z.literal('started'), ...place }),
  z.strictObject({ kind: z.literal('evaluator-joined'), ...place, evaluator: organisation, signature }),
  z.strictObject({ kind: z.literal('scoring-opened'), ...place, round: ordinal }),
  z.strictObject({
    kind: z.literal('utilities-committed'),
    ...place,
    round: ordinal,
    evaluator: organisation,
    commitment: hex32,
    signature,
  }),
  z.strictObject({
    kind: z.literal('utilities-revealed'),
    ...place,
    round: ordinal,
    evaluator: organisation,
    salt: hex32,
    /** One for each coalition that is tested, in their order. */
    utilities: z
      .array(z.string().regex(/^(0|-?[1-9][0-9]{0,18})$/, 'must be a whole number, as text'))
      .min(2)
      .max(maximumCoalitions),
  }),
  z.strictObject({
    kind: z.literal('epoch-closed'),
    ...place,
    epoch: ordinal,
    isTargetMet: z.boolean(),
    quality: weights,
    evaluators: weights,
  }),
  z.strictObject({
    kind: z.literal('stopped'),
    ...place,
    end: z.enum(ends),
    /** For people. */
    reason: z.string().max(1000),
    /** The round that failed, with its members. */
    round: number.optional(),
    members: z.array(member).max(10_240).optional(),
    /** The buyer's, where it cancelled. */
    signature: signature.optional(),
  }),
  z.strictObject({
    kind: z.literal('settled'),
    ...place,
    /** Of acceptance. */
    isTargetMet: z.boolean(),
    /** Training rounds that left a model, and the SHA-256 of the one that is delivered. */
    rounds: number,
    modelHash: hex32,
    quality: weights,
    evaluators: weights,
  }),
  z.strictObject({ kind: z.literal('deadline-passed'), ...place }),
  z.strictObject({
    kind: z.literal('disputed'),
    ...place,
    by: organisation,
    claim,
    evidence: hex32,
    signature,
  }),
  z.strictObject({
    kind: z.literal('evidence-added'),
    ...place,
    by: organisation,
    dispute: ordinal,
    evidence: hex32,
    signature,
  }),
  z.strictObject({
    kind: z.literal('ruled'),
    ...place,
    dispute: ordinal,
    isUpheld: z.boolean(),
    signatures: z
      .array(z.strictObject({ key: hex32, signature }))
      .min(1)
      .max(15),
  }),
  z.strictObject({
    kind: z.literal('appealed'),
    ...place,
    by: organisation,
    dispute: ordinal,
    evidence: hex32,
    signature,
  }),
  z.strictObject({
    kind: z.literal('fault-proved'),
    ...place,
    fault: z.string().min(1).max(60),
    /** SHA-256 of the proof. */
    proof: hex32,
    culprit: organisation.optional(),
    accuser: organisation.optional(),
  }),
  z.strictObject({ kind: z.literal('vested'), ...place, holder: organisation }),
])

const roundMember = z.strictObject({ organisation, examples: number })
const roundLeaf = z.strictObject({
  kind: z.literal('round'),
  bountyId: hex32,
  termsHash: hex32,
  round: number,
  attempt: number,
  partition: hex32,
  partitionSeed: hex32,
  groups: z
    .array(
      z.strictObject({
        group: number,
        sessionId: hex32,
        sumHash: hex32,
        transcriptHash: hex32,
        survivors: z.array(z.strictObject({ organisation, examples: number, inputHash: hex32 })).max(10_240),
      }),
    )
    .max(10_240),
  failedGroups: z
    .array(
      z.strictObject({
        group: number,
        reason: z.string().max(200),
        members: z.array(roundMember).max(10_240),
      }),
    )
    .max(10_240),
  dropouts: z.array(z.strictObject({ organisation, stage: z.string().max(60) })).max(10_240),
  modelHash: hex32,
  potUnits: natural,
  feeUnits: natural,
  pays: z.array(z.strictObject({ organisation, weight: natural, amountUnits: natural })).max(10_240),
})

/** The last one: what the bounty came to, by the hash of its settlement. */
const settlementLeaf = z.strictObject({
  kind: z.literal('settlement'),
  bountyId: hex32,
  /** SHA-256 of the settlement document. */
  settlement: hex32,
})

export type HappenedLeaf = z.infer<typeof happened>
export type SettlementLeaf = z.infer<typeof settlementLeaf>
export type MarketLeaf = HappenedLeaf | RoundLeaf | SettlementLeaf

/** Most bytes of one leaf: a round of the largest cohort. */
export const maximumLeafBytes = 1 << 22

export type ReadLeaf =
  | { readonly kind: 'leaf'; readonly leaf: MarketLeaf }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Reads a leaf of a bounty; anything but its canonical form is refused. */
export function decodeMarketLeaf(bytes: Uint8Array): ReadLeaf {
  if (bytes.length > maximumLeafBytes) return malformed('(leaf)', `is longer than ${maximumLeafBytes} bytes`)
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return malformed('(leaf)', 'is no JSON in UTF-8')
  }
  const parsed = schemaFor(document).safeParse(document)
  if (!parsed.success) {
    const { field, problem } = fieldProblem(parsed.error, '(leaf)')
    return malformed(field, problem)
  }
  const leaf = parsed.data as MarketLeaf
  if (!Buffer.from(encodeMarketLeaf(leaf)).equals(bytes))
    return malformed('(leaf)', 'is not in canonical form')
  return { kind: 'leaf', leaf }
}

/** One schema by the leaf's own word, so that what is wrong is said of that kind and not of all of them. */
function schemaFor(document: unknown): z.ZodType {
  const kind = document !== null && typeof document === 'object' && 'kind' in document ? document.kind : ''
  if (kind === 'round') return roundLeaf
  return kind === 'settlement' ? settlementLeaf : happened
}

export function encodeMarketLeaf(leaf: MarketLeaf): Uint8Array {
  return utf8(canonicalJson(leaf))
}

function malformed(field: string, problem: string): ReadLeaf {
  return { kind: 'malformed', field, problem }
}
