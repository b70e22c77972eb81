/**
 * The terms of a bounty: what the buyer promises, hashed and signed at posting and never changed afterwards.
 * On the wire they are canonical JSON (keys sorted, no white space), so that buyer, holder and stranger hash the
 * same bytes. `model` and `data` are checked by learning, which knows them; here they are plain JSON objects.
 */
import { z } from 'zod'
import {
  type AggregationParameters,
  canonicalJson,
  completeGraphLimit,
  consentPayload,
  enc,
  fromHex,
  isNestedWithin,
  leastGroupsFor,
  type secureDraw,
  sha256,
  taggedHash,
  toHex,
  u32,
  utf8,
  weightLimbsOf,
} from '../aggregation/index.ts'
import { centralVector } from './central-noise.ts'
import { centralFaults, isNoisedByCoordinator } from './central-noise-terms.ts'
import { graphOf, holdersOfRound, largestGroup, leastGroup } from './cohort-terms.ts'
import { holderNoiseOf } from './holder-noise.ts'
import { maximumCohort, maximumHolderRounds } from './limits.ts'
import { isBoundedByOne, metricNames } from './metrics.ts'
import { payFaults, paySchema } from './pay-terms.ts'
import { isNoisedByHolders, privacyIssueText, privacySchema, sharedRecordPrivacyOf } from './privacy-terms.ts'
import { scoringFaults, scoringSchema } from './scoring-terms.ts'
import { scheduleFault, trainingSchema } from './training-terms.ts'
import type { SubmitEvaluationRequest } from './types.ts'

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const seconds = (most: number) => z.number().int().min(1).max(most)

const stageSecondsSchema = z.strictObject({
  advertise: seconds(86_400),
  share: seconds(86_400),
  input: seconds(604_800),
  survivors: seconds(86_400),
  unmask: seconds(86_400),
})

/** Rules over the means of groups; what each withstands is said in aggregation/rules. */
export const robustSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('median') }),
  z.strictObject({ rule: z.literal('trimmed-mean'), trim: z.number().int().min(1).max(100) }),
  z.strictObject({ rule: z.literal('geometric-median') }),
  z.strictObject({ rule: z.literal('multi-krum'), faulty: z.number().int().min(1).max(100) }),
  z.strictObject({ rule: z.literal('norm-filter'), factor: z.number().min(1).max(1e6) }),
])

export const bountyTermsSchema = z
  .strictObject({
    version: z.literal(1),
    title: z.string().min(3).max(200),
    purpose: z
      .string()
      .regex(
        /^[a-z0-9-]{2,60}$/,
        'must be lower-case words joined by hyphens, such as "diagnostics-research"',
      ),
    model: z.record(z.string(), z.json()),
    data: z.record(z.string(), z.json()),
    training: trainingSchema,
    acceptance: z.strictObject({
      /** What the held-out test measures; one that the model's task gives. */
      metric: z.enum(metricNames),
      /** The least that is accepted, or the most where smaller is better; in the metric's own unit. */
      target: z.number().min(0).max(1e12),
      /** Names the held-out test set: an uploaded file or, where the buyer evaluates, one that stays with the buyer. */
      testSet: z.strictObject({
        sha256: hex32,
        examples: z.number().int().min(1).max(10_000_000),
        /** Merkle root over its records, each under a salt of its own, by which single ones can be shown later. */
        root: hex32.optional(),
      }),
      /** Who evaluates the models; absent, the coordinator. */
      evaluator: z.literal('buyer').optional(),
      /** How long the buyer's evaluation of a round is waited for. */
      evaluationSeconds: seconds(86_400).optional(),
    }),
    cohort: z.strictObject({
      minimum: z.number().int().min(3).max(maximumCohort),
      maximum: z.number().int().min(3).max(maximumCohort),
      openSeconds: seconds(31_536_000),
      /** From when on holders can join; absent, as soon as the price is in escrow. */
      opensAt: z.iso.datetime().optional(),
      /** Holders colluding with the coordinator that any group must withstand. */
      colluders: z.number().int().min(0).max(maximumCohort),
      maximumExamples: z.number().int().min(1).max(0xffff_ffff),
      /** Each round cuts its cohort by a drawn seed into groups of at least so many; absent, the cohort is one group. */
      groupSize: z.number().int().min(3).max(maximumCohort).optional(),
      /** Holders of the smallest group that is summed: what `groupSize` has more may be lost before. */
      groupMinimum: z.number().int().min(3).max(maximumCohort).optional(),
      /** Least reputation of whoever joins, 0 to 10,000; those whom no round has named yet have 5,000. */
      minimumReputation: z.number().int().min(0).max(10_000).optional(),
      /** Holders drawn anew for every round (client sampling); absent, all take part in every round. */
      sampled: z.number().int().min(3).max(maximumCohort).optional(),
      /** Holders of a group that may be lost, in thousandths; for groups too large for the complete graph. */
      dropoutPermille: z.number().int().min(1).max(450).optional(),
    }),
    aggregation: z.strictObject({
      suite: z.literal(1),
      bits: z.number().int().min(8).max(32),
      stageSeconds: stageSecondsSchema,
      attempts: z.number().int().min(1).max(3),
      /** How the groups' means become one, where some may be poisoned; absent, by their weighted mean. */
      robust: robustSchema.optional(),
    }),
    /** Federated evaluation; absent, holders train on all their records and evaluate nothing. */
    evaluation: z
      .strictObject({
        /** Of a holder's records, in thousandths: kept out of its training, and what the model is evaluated on there. */
        heldOutPermille: z.number().int().min(1).max(500),
      })
      .optional(),
    /** To whom the models go; absent, nothing is promised. */
    delivery: z.strictObject({ finalRoundIsPrivate: z.literal(true) }).optional(),
    /** How much of whom the updates may tell; absent, nothing but the sums hides it. */
    privacy: privacySchema.optional(),
    /** Who measures what holders contribute; absent, nothing is paid by it. */
    scoring: scoringSchema.optional(),
    pay: paySchema,
  })
  .superRefine((terms, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
    if (terms.cohort.maximum < terms.cohort.minimum)
      fault(['cohort', 'maximum'], `must be at least cohort.minimum, which is ${terms.cohort.minimum}`)
    if (terms.training.minimumRounds > terms.training.rounds)
      fault(
        ['training', 'minimumRounds'],
        `must be at most training.rounds, which is ${terms.training.rounds}`,
      )
    // Checked here too: this runs even where the field itself was found faulty.
    if (/^[0-9]+$/.test(terms.pay.priceUnits) && BigInt(terms.pay.priceUnits) < BigInt(terms.training.rounds))
      fault(
        ['pay', 'priceUnits'],
        `must be at least one unit for each of the ${terms.training.rounds} rounds`,
      )
    const unlearnable = scheduleFault(terms.training)
    if (unlearnable !== undefined) fault(['training', 'schedule'], unlearnable)
    const { minimum, groupSize, groupMinimum, dropoutPermille, colluders } = terms.cohort
    const [least, largest] = [leastGroup(terms), largestGroup(terms)]
    if (groupSize !== undefined && groupSize > minimum)
      fault(['cohort', 'groupSize'], `must be at most cohort.minimum, which is ${minimum}`)
    for (const { field, message } of [
      ...acceptanceFaults(terms),
      ...samplingFaults(terms),
      ...robustFaults(terms),
      ...privacyFaults(terms),
      ...centralFaults(terms),
      ...deliveryFaults(terms),
      ...payFaults(terms),
      ...scoringFaults(terms),
    ])
      fault(field.split('.'), message)
    if (groupMinimum !== undefined && groupSize === undefined && terms.cohort.sampled === undefined)
      fault(['cohort', 'groupMinimum'], 'has no meaning without cohort.groupSize or cohort.sampled')
    if (groupMinimum !== undefined && groupSize !== undefined && groupMinimum > groupSize)
      fault(['cohort', 'groupMinimum'], `must be at most cohort.groupSize, which is ${groupSize}`)
    const unpaid = roundsOf(terms) - terms.training.rounds
    const [, mostInRound] = holdersOfRound(terms)
    if (mostInRound * roundsOf(terms) > maximumHolderRounds)
      fault(
        ['training', 'rounds'],
        `with up to ${mostInRound} holders at most ${Math.floor(maximumHolderRounds / mostInRound) - unpaid}: the record of a bounty has room for ${maximumHolderRounds} holders times rounds`,
      )
    // Members alone may not reach the threshold together with the coordinator: c + 2 * dropouts < n leaves room for none otherwise.
    if (colluders >= least - 2)
      fault(['cohort', 'colluders'], `must be at most ${least - 3} where a group may have ${least} holders`)
    if (largest > completeGraphLimit && dropoutPermille === undefined)
      fault(
        ['cohort', 'dropoutPermille'],
        `is missing; a group may have ${largest} holders, and above ${completeGraphLimit} the terms say how many may be lost, such as 50`,
      )
    if (largest <= completeGraphLimit && dropoutPermille !== undefined)
      fault(
        ['cohort', 'dropoutPermille'],
        `is for groups above ${completeGraphLimit} holders; the largest here has ${largest}, remove it`,
      )
    if (boundFor(terms.aggregation.bits, largest) < 1)
      fault(['aggregation', 'bits'], `too few for ${largest} holders in a group; 24 serves up to 128 holders`)
  })
export type BountyTerms = z.infer<typeof bountyTermsSchema>

export { holdersOfRound, largestGroup, leastGroup } from './cohort-terms.ts'

/**
 * What the vectors of a round are summed for. Training rounds are 1 to `training.rounds`; before them comes round 0 where
 * the data schema leaves its means to federated statistics, after them one more where the holders evaluate the model.
 */
export const roundPurposes = ['statistics', 'training', 'evaluation'] as const
export type RoundPurpose = (typeof roundPurposes)[number]

/** What a round of these terms is for; undefined for a number that they have no round of. */
export function purposeOf(terms: RoundTerms, round: number): RoundPurpose | undefined {
  if (!Number.isSafeInteger(round)) return undefined
  if (round === 0) return hasStatistics(terms) ? 'statistics' : undefined
  if (round === terms.training.rounds + 1) return terms.evaluation === undefined ? undefined : 'evaluation'
  return round > 0 && round <= terms.training.rounds ? 'training' : undefined
}

type RoundTerms = Pick<BountyTerms, 'data' | 'training' | 'evaluation'>

/** Whether the means by which the records are standardised are made from sums over the holders, before training. */
export function hasStatistics({ data }: Pick<BountyTerms, 'data'>): boolean {
  return data.statistics === 'federated'
}

/** The purposes of the rounds that these terms have, in their order. */
export function purposesOf(terms: RoundTerms): readonly RoundPurpose[] {
  const { rounds } = terms.training
  return [0, 1, rounds + 1].map(round => purposeOf(terms, round)).filter(purpose => purpose !== undefined)
}

/** Rounds of every purpose, if none is saved by an early end. */
export function roundsOf(terms: RoundTerms): number {
  return terms.training.rounds + (hasStatistics(terms) ? 1 : 0) + (terms.evaluation === undefined ? 0 : 1)
}

/**
 * Who of these holders is asked in an attempt at a round: as many as the terms draw, those with the least hashes of seed,
 * round, attempt and name. An attempt is drawn anew, so that one who stays away does not take all attempts with it. Anyone
 * can recompute it, and foresee it: floors on groups hold whoever is drawn.
 */
export function sampleOf(
  { cohort, training }: Pick<BountyTerms, 'cohort' | 'training'>,
  round: number,
  organisations: readonly string[],
  attempt = 1,
): ReadonlySet<string> {
  const { sampled } = cohort
  if (sampled === undefined || organisations.length <= sampled) return new Set(organisations)
  const place = enc(u32(training.seed), u32(round), u32(attempt))
  const lot = (organisation: string) => toHex(taggedHash('parley/v1/sample', enc(place, utf8(organisation))))
  const lots = organisations.map(organisation => ({ organisation, lot: lot(organisation) }))
  lots.sort((left, right) => (left.lot < right.lot ? -1 : 1))
  return new Set(lots.slice(0, sampled).map(({ organisation }) => organisation))
}

function acceptanceFaults({ acceptance }: BountyTerms): readonly TermsFault[] {
  const { metric, target, evaluator, evaluationSeconds } = acceptance
  const faults: TermsFault[] = []
  if (target > 1 && isBoundedByOne(metric))
    faults.push({ field: 'acceptance.target', message: `must be from 0 to 1, as ${metric} is` })
  if (evaluator === 'buyer' && evaluationSeconds === undefined)
    faults.push({
      field: 'acceptance.evaluationSeconds',
      message:
        "is missing; where the buyer evaluates, it says how long a round's evaluation is waited for, such as 600",
    })
  if (evaluator === undefined && evaluationSeconds !== undefined)
    faults.push({
      field: 'acceptance.evaluationSeconds',
      message: 'has no meaning without "evaluator: buyer"',
    })
  return faults
}

/** What would hand the final model to the holders after all. */
function deliveryFaults({ delivery, evaluation, training }: BountyTerms): readonly TermsFault[] {
  if (delivery === undefined) return []
  const why = 'cannot go with delivery.finalRoundIsPrivate'
  return [
    ...(evaluation === undefined
      ? []
      : [{ field: 'evaluation', message: `${why}: the holders would be sent the final model to evaluate` }]),
    ...(training.keep === 'best'
      ? [{ field: 'training.keep', message: `${why}: the best model may be one that the holders trained on` }]
      : []),
  ]
}

function samplingFaults({ cohort, ...terms }: BountyTerms): readonly TermsFault[] {
  const { sampled, minimum, groupSize, groupMinimum } = cohort
  if (sampled === undefined) return []
  const faults: TermsFault[] = []
  if (sampled > minimum)
    faults.push({
      field: 'cohort.sampled',
      message: `must be at most cohort.minimum, which is ${minimum}: a round draws as many of those who joined`,
    })
  if (groupSize !== undefined && groupSize > sampled)
    faults.push({ field: 'cohort.groupSize', message: `must be at most cohort.sampled, which is ${sampled}` })
  if (groupMinimum !== undefined && groupSize === undefined && groupMinimum > sampled)
    faults.push({
      field: 'cohort.groupMinimum',
      message: `must be at most cohort.sampled, which is ${sampled}`,
    })
  if (hasStatistics(terms))
    faults.push({
      field: 'cohort.sampled',
      message:
        'cannot go with "statistics: federated": means are made of the records of all; give them in data, or remove cohort.sampled',
    })
  return faults
}

/** What would tell of records beside the noised update, or makes the promise empty. */
function privacyFaults({ privacy, cohort, ...terms }: BountyTerms): readonly TermsFault[] {
  if (!privacySchema.safeParse(privacy).success) return []
  const { unit, delta } = privacy!
  const faults: TermsFault[] = []
  if (unit === 'record' && delta * cohort.maximumExamples > 1)
    faults.push({
      field: 'privacy.delta',
      message: `must be at most ${`1e${Math.floor(-Math.log10(cohort.maximumExamples))}`}, below one in cohort.maximumExamples: a larger one allows that some record is told whole`,
    })
  faults.push(...sharedRecordFaults({ privacy, ...terms }))
  if (hasStatistics(terms))
    faults.push({
      field: 'privacy',
      message:
        'cannot go with "statistics: federated": sums of columns leave without noise; give mean and deviation of each column in data',
    })
  if (terms.evaluation !== undefined)
    faults.push({
      field: 'privacy',
      message:
        "cannot go with evaluation: counts of the holders' records leave without noise; remove evaluation, the held-out test judges the model",
    })
  return faults
}

/** What has no meaning where a round is a single step over records that are drawn by their own chance. */
function sharedRecordFaults(
  terms: Pick<BountyTerms, 'privacy' | 'training' | 'aggregation'>,
): readonly TermsFault[] {
  const privacy = sharedRecordPrivacyOf(terms)
  const { training, aggregation } = terms
  if (privacy === undefined || !trainingSchema.safeParse(training).success) return []
  const why =
    'under record privacy with distributed noise a round is one step over the records that privacy.sampling draws'
  const fault = (field: string, message: string) => ({ field, message: `${message}: ${why}` })
  return [
    ...(training.localEpochs === 1 ? [] : [fault('training.localEpochs', 'must be 1')]),
    ...(training.batchSize === 'all' ? [] : [fault('training.batchSize', 'must be all')]),
    ...(training.momentum === undefined
      ? []
      : [fault('training.momentum', 'must be left out (an algorithm such as fedavgm has momentum)')]),
    ...(aggregation.robust === undefined
      ? []
      : [
          fault(
            'aggregation.robust',
            'must be left out, as the noise of a group is as long as what a rule would compare',
          ),
        ]),
  ]
}

/** Groups that a round comes to if nobody more than the terms demand takes part. */
function leastGroupCount(terms: Pick<BountyTerms, 'cohort'>): number {
  const { groupSize } = terms.cohort
  return groupSize === undefined ? 1 : Math.floor(holdersOfRound(terms)[0] / groupSize)
}

/** A rule over the means of groups needs groups, and enough of them that it means something. */
function robustFaults(terms: BountyTerms): readonly TermsFault[] {
  const { robust } = terms.aggregation
  // Asked here too: the number of groups is not defined for settings that are found faulty by themselves.
  if (robust === undefined || !robustSchema.safeParse(robust).success) return []
  const twice =
    terms.evaluation === undefined
      ? []
      : [
          {
            field: 'evaluation',
            message:
              'cannot go with aggregation.robust: where too few groups are summed the model stays as it was, and no holder counts its records under one model in two rounds; remove one of them',
          },
        ]
  return [...twice, ...groupFaults(terms, robust)]
}

function groupFaults(
  terms: BountyTerms,
  robust: NonNullable<BountyTerms['aggregation']['robust']>,
): readonly TermsFault[] {
  const { groupSize } = terms.cohort
  const needed = leastGroupsFor(robust)
  if (groupSize !== undefined && leastGroupCount(terms) >= needed) return []
  const [holders] = holdersOfRound(terms)
  const found =
    groupSize === undefined
      ? 'compares the means of groups, as no single update is ever seen'
      : `has ${leastGroupCount(terms)} of them, as a round may have ${holders} holders, in groups of ${groupSize}`
  return [
    {
      field: 'aggregation.robust',
      message: `${robust.rule} needs ${needed} groups, and ${found}: ${waysToGroups(terms, needed)}`,
    },
  ]
}

/** What to change so that a round has so many groups: each way alone is enough. */
function waysToGroups({ cohort }: BountyTerms, needed: number): string {
  const { minimum, maximum, sampled, groupSize, groupMinimum, colluders } = cohort
  const [holders] = holdersOfRound({ cohort })
  const smallest = Math.max(3, colluders + 3, groupMinimum ?? 0)
  const most = Math.floor(holders / needed)
  const size = groupSize ?? smallest
  const enough = needed * size
  const limits = { 'cohort.minimum': minimum, 'cohort.maximum': maximum, 'cohort.sampled': sampled ?? enough }
  const withSize = groupSize === undefined ? ` and give a cohort.groupSize of ${size}` : ''
  const raised = Object.entries(limits)
    .filter(([, limit]) => limit < enough)
    .map(([name]) => name)
  return [
    ...(most >= smallest ? [`give a cohort.groupSize of ${betweenText(smallest, most)}`] : []),
    ...(raised.length > 0 ? [`raise ${raised.join(' and ')} to ${enough}${withSize}`] : []),
  ].join(', or ')
}

function betweenText(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`
}

/** Whether each round cuts its cohort into groups before it sums them. */
export function isDivided({ cohort }: Pick<BountyTerms, 'cohort'>): boolean {
  return cohort.groupSize !== undefined
}

/** How a divided cohort is drawn; undefined when the cohort is one group. */
export function drawRulesOf({
  cohort,
  aggregation,
}: Pick<BountyTerms, 'cohort' | 'aggregation'>): secureDraw.DrawRules | undefined {
  const { minimum, sampled, groupSize } = cohort
  if (groupSize === undefined) return undefined
  if (sampled === undefined) return { minimumCohort: minimum, groupSize }
  // Of those who were drawn some may be away; what is left must still make as many groups as are needed.
  const groups = aggregation.robust === undefined ? 1 : leastGroupsFor(aggregation.robust)
  return { minimumCohort: groups * groupSize, groupSize }
}

/** Of a group of so many drawn holders, how many must be in its roster: what the terms let it lose is the same for all. */
export function minimumRosterOf(terms: Pick<BountyTerms, 'cohort'>, drawn: number): number {
  const { groupSize } = terms.cohort
  return groupSize === undefined ? leastGroup(terms) : drawn - (groupSize - leastGroup(terms))
}

/** Largest |integer| a member may send so that `members` of them cannot wrap a ring of `bits` bits. */
function boundFor(bits: number, members: number): number {
  return Math.floor((2 ** (bits - 1) - 1) / members)
}

/** One fault in a document: the field's path and what to do about it. */
export interface TermsFault {
  readonly field: string
  readonly message: string
}

/** Levels of lists and objects in one another: what reads terms calls itself for each, and the stack has an end. */
const deepestNesting = 32

/** Checks a parsed document against the schema; every fault is named by its path. */
export function checkTerms(
  document: unknown,
): { kind: 'terms'; terms: BountyTerms } | { kind: 'faulty'; faults: readonly TermsFault[] } {
  if (!isNestedWithin(document, deepestNesting)) {
    return {
      kind: 'faulty',
      faults: [{ field: '(document)', message: `is nested deeper than ${deepestNesting} levels` }],
    }
  }
  const parsed = bountyTermsSchema.safeParse(document)
  if (parsed.success) return { kind: 'terms', terms: parsed.data }
  return {
    kind: 'faulty',
    faults: parsed.error.issues.map(issue => ({
      field: issue.path.join('.') || '(document)',
      message: issueText(issue, document),
    })),
  }
}

/** What is wrong in words of the terms, where the schema's own would name neither the value nor the way out. */
function issueText(issue: z.core.$ZodIssue, document: unknown): string {
  const missing = /^Invalid input: expected (\w+), received undefined$/.exec(issue.message)
  if (missing !== null) return `is missing; it must be of the kind ${missing[1]}`
  if (issue.path[0] !== 'privacy') return issue.message
  return privacyIssueText(issue, (document as { readonly privacy: unknown }).privacy)
}

export function encodeTerms(terms: BountyTerms): Uint8Array {
  return utf8(canonicalJson(terms))
}

/** Decodes terms bytes and refuses any spelling but the canonical one. */
export function decodeTerms(
  bytes: Uint8Array,
): { kind: 'terms'; terms: BountyTerms } | { kind: 'faulty'; faults: readonly TermsFault[] } {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { kind: 'faulty', faults: [{ field: '(document)', message: 'is not JSON in UTF-8' }] }
  }
  const checked = checkTerms(document)
  if (checked.kind === 'faulty') return checked
  const canonical = Buffer.from(encodeTerms(checked.terms))
  if (!canonical.equals(bytes))
    return { kind: 'faulty', faults: [{ field: '(document)', message: 'is not in canonical form' }] }
  return checked
}

/** The bounty's id: bound to the exact terms, the buyer's key and the buyer's nonce, so that a retry is the same bounty. */
export function bountyIdOf(terms: Uint8Array, buyerKey: Uint8Array, nonce: Uint8Array): string {
  return toHex(taggedHash('parley/v1/bounty', enc(sha256(terms), buyerKey, nonce)))
}

/** How long the parts of a holder's vector are. */
export interface VectorParts {
  /** Values of all the vectors that travel, each as long as the model; none where nothing is trained. */
  readonly valueCount: number
  /** Digits of counted numbers. */
  readonly tallyLength: number
}

/** Bits of the ring in a round of counts alone: digits are the fewer the wider it is. */
const tallyBits = 32

/** The ring of the rounds of this purpose, and the most holders that are summed in it. */
export function ringFor(
  terms: BountyTerms,
  purpose: RoundPurpose,
): { readonly bits: number; readonly members: number } {
  return { bits: purpose === 'training' ? terms.aggregation.bits : tallyBits, members: largestGroup(terms) }
}

/**
 * The aggregation parameters that these terms mean for the rounds of a purpose; a RangeError for noise that cannot be
 * planned. A vector is the update, then the digits of what is counted, then those of the weight; a round of counts alone
 * has no weight, as the counts say how many records they are of. Coordinator and holder both compute them.
 */
export function aggregationParametersFor(
  terms: BountyTerms,
  purpose: RoundPurpose,
  { valueCount, tallyLength }: VectorParts,
): AggregationParameters {
  const { cohort, aggregation, training } = terms
  const timeouts = aggregation.stageSeconds
  const { bits, members } = ringFor(terms, purpose)
  const trains = purpose === 'training'
  const shared = {
    suite: 1,
    minimumGroup: leastGroup(terms),
    colluders: cohort.colluders,
    threshold: 0,
    bits,
    maximumGroup: members,
    graph: graphOf(terms),
    stageTimeoutsMs: {
      advertise: timeouts.advertise * 1000,
      share: timeouts.share * 1000,
      input: timeouts.input * 1000,
      survivors: timeouts.survivors * 1000,
      unmask: timeouts.unmask * 1000,
    },
  } as const
  if (trains && isNoisedByHolders(terms)) return { ...shared, ...noisedVector(terms, valueCount) }
  if (trains && isNoisedByCoordinator(terms)) return { ...shared, ...centralVector(terms, valueCount) }
  const parameters: AggregationParameters = {
    ...shared,
    dimension: valueCount + tallyLength,
    bound: boundFor(bits, members),
    range: trains ? training.range : 1,
    weightMode: trains ? 'examples' : 'equal',
    maximumWeight: trains ? cohort.maximumExamples : 1,
    privacy: { mechanism: 'none' },
  }
  return { ...parameters, dimension: parameters.dimension + weightLimbsOf(parameters).count }
}

/** Under noise the ring is all that bounds an update's integers, and each member counts once. */
function noisedVector(terms: BountyTerms, valueCount: number) {
  const planning = holderNoiseOf(terms, valueCount)
  if (planning.kind === 'refused') throw new RangeError(`${planning.field} ${planning.message}`)
  const { kind: mechanism, gamma, localStandardDeviation, leastContributors, ...plan } = planning.plan
  const { beta, clip, dimension } = plan
  const bound = 2 ** (plan.bits - 1) - 1
  return {
    dimension: plan.wireDimension,
    bound,
    range: bound * gamma,
    weightMode: 'equal',
    maximumWeight: 1,
    privacy: { mechanism, gamma, localStandardDeviation, leastContributors, beta, clip, dimension },
  } as const
}

/** What a buyer signs when posting; stage-separated from every other signature. */
export function termsSigningBytes(bountyId: string, terms: Uint8Array): Uint8Array {
  return Buffer.concat([utf8('parley/v1/terms\0'), enc(Buffer.from(bountyId, 'hex'), sha256(terms))])
}

/** Whether the buyer evaluates the models, with a test set that the coordinator never sees. */
export function isEvaluatedByBuyer({ acceptance }: Pick<BountyTerms, 'acceptance'>): boolean {
  return acceptance.evaluator === 'buyer'
}

/**
 * What a buyer signs over its evaluation of a round: of which model, on which test set, with what result. Metrics are bound
 * in the order given, numbers as 64-bit floats.
 */
export function evaluationSigningBytes(
  { bountyId, round, modelHash, examples, correct, metrics }: Omit<SubmitEvaluationRequest, 'signature'>,
  { acceptance }: Pick<BountyTerms, 'acceptance'>,
): Uint8Array {
  const counts = Buffer.alloc(24)
  for (const [i, count] of [round, examples, correct].entries()) counts.writeBigUInt64LE(BigInt(count), 8 * i)
  const figures = metrics.map(({ metric, value, low, high }) => {
    const numbers = Buffer.alloc(24)
    for (const [i, number] of [value, low, high].entries()) numbers.writeDoubleLE(number, 8 * i)
    return enc(utf8(metric), numbers)
  })
  const testSet = Buffer.from(acceptance.testSet.sha256, 'hex')
  return Buffer.concat([
    utf8('parley/v1/evaluation\0'),
    enc(Buffer.from(bountyId, 'hex'), modelHash, testSet, counts, enc(...figures)),
  ])
}

/** What a holder signs when joining: which terms, which data, how many examples. */
export function consentSigningBytes(
  bountyId: string,
  terms: Uint8Array,
  datasetRoot: Uint8Array,
  examples: number,
): Uint8Array {
  return consentPayload({ bountyId: fromHex(bountyId), termsHash: sha256(terms), datasetRoot, examples })
}
