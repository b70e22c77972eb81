/** Whether a bounty is one that the holder's policy joins. Pure: the same facts give the same decision and reasons. */
import {
  type AggregationParameters,
  canonicalJson,
  equalBytes,
  neighbourhoodFor,
  toHex,
} from '../../aggregation/index.ts'
import {
  type DataShape,
  fitsModel,
  fitsSchema,
  type ModelSpec,
  parseDataSchema,
  type RawDataset,
} from '../../learning/index.ts'
import { isNoisedByCoordinator } from '../../protos/central-noise-terms.ts'
import { equalShareUnits, longestUnpaidDays } from '../../protos/pay-terms.ts'
import { isNoisedByHolders } from '../../protos/privacy-terms.ts'
import { type BountyTerms, hasStatistics, isDivided, leastGroup } from '../../protos/terms.ts'
import { affords, bountyEvent, type ChargeEntry } from '../privacy/index.ts'
import { type ConsentPolicy, privacyUnits } from './policy.ts'

/** What is decided about; the terms are verified as the buyer's before anything is decided. */
export interface BountyFacts {
  readonly terms: BountyTerms
  /** Organisation of the buyer, from the registry. */
  readonly buyer: string
  readonly spec: ModelSpec
  readonly parameters: AggregationParameters
  readonly coordinatorKey: Uint8Array
  /** The bounty whose statistics these records went into; undefined where there is none. */
  readonly statisticsOf?: string | undefined
  /** What was spent on these records before; none unless given. */
  readonly spent?: readonly ChargeEntry[]
  /** Whether the holder's trainer can keep single records private; it can unless this says otherwise. */
  readonly trainsPrivately?: boolean
}

/** The rules of a policy, a closed list. */
export const refusalRules = [
  'coordinator-not-pinned',
  'buyer-not-allowed',
  'model-family-not-allowed',
  'purpose-not-allowed',
  'pay-too-low',
  'holdback-too-high',
  'stake-too-high',
  'unpaid-too-long',
  'group-too-small',
  'too-few-colluders-tolerated',
  'too-few-honest',
  'too-few-organisations',
  'too-many-rounds',
  'too-many-local-epochs',
  'statistics-not-allowed',
  'privacy-too-weak',
  'privacy-budget-spent',
  'trainer-not-private',
  'data-does-not-fit',
] as const
export type RefusalRule = (typeof refusalRules)[number]

/** One rule that the bounty breaks, and in which way. */
export interface RuleBroken {
  readonly rule: RefusalRule
  readonly detail: string
}

export type Decision =
  | { readonly decision: 'join' }
  | { readonly decision: 'refuse'; readonly reasons: readonly RuleBroken[] }

type DatasetShape = DataShape & { readonly examples: number }

/** Decides on a bounty for one dataset; every rule that is broken is named. */
export function decide(policy: ConsentPolicy, facts: BountyFacts, data: DatasetShape | RawDataset): Decision {
  const reasons = [
    checkCoordinator(policy, facts),
    ...checkAllowed(policy, facts),
    checkPay(policy, facts),
    ...checkRisk(policy, facts),
    ...checkGroup(policy, facts),
    ...checkWork(policy, facts),
    checkStatistics(policy, facts),
    checkProtection(policy, facts),
    checkTrainer(facts),
    checkData(facts, data),
  ].filter(reason => reason !== undefined)
  // Accounting takes time, which a bounty that is refused anyway is not worth.
  const spent = reasons.length === 0 ? checkBudget(policy, facts, examplesIn(data)) : undefined
  const all = spent === undefined ? reasons : [spent]
  return all.length === 0 ? { decision: 'join' } : { decision: 'refuse', reasons: all }
}

function checkCoordinator({ coordinatorKey }: ConsentPolicy, facts: BountyFacts): RuleBroken | undefined {
  if (coordinatorKey === undefined || equalBytes(coordinatorKey, facts.coordinatorKey)) return undefined
  return broken(
    'coordinator-not-pinned',
    `the policy works with coordinator ${toHex(coordinatorKey)}, not with ${toHex(facts.coordinatorKey)}`,
  )
}

function checkAllowed({ allow }: ConsentPolicy, { terms, buyer, spec }: BountyFacts) {
  return [
    checkListed('buyer-not-allowed', 'buyers', allow.buyers, buyer),
    checkListed('model-family-not-allowed', 'modelFamilies', allow.modelFamilies, spec.family),
    checkListed('purpose-not-allowed', 'purposes', allow.purposes, terms.purpose),
  ]
}

function checkListed(
  rule: RefusalRule,
  list: string,
  allowed: readonly string[],
  value: string,
): RuleBroken | undefined {
  if (allowed.includes(value)) return undefined
  const listed = allowed.length === 0 ? 'which is empty' : `which has ${allowed.join(', ')}`
  return broken(rule, `"${value}" is not in allow.${list}, ${listed}`)
}

function checkPay({ minimumPayUnits }: ConsentPolicy, { terms }: BountyFacts): RuleBroken | undefined {
  const shareUnits = equalShareUnits(terms)
  if (shareUnits >= minimumPayUnits) return undefined
  return broken(
    'pay-too-low',
    `an equal share of a round is ${shareUnits} units; the least is ${minimumPayUnits}`,
  )
}

/** What a holder has to wait for, and can lose. */
function checkRisk(policy: ConsentPolicy, { terms }: BountyFacts) {
  const { holdback, stakeUnits = '0' } = terms.pay
  const stake = BigInt(stakeUnits)
  const days = longestUnpaidDays(terms)
  return [
    atMost(
      'holdback-too-high',
      'pay.holdback.basisPoints',
      holdback?.basisPoints ?? 0,
      policy.maximumHoldbackBasisPoints,
    ),
    stake > policy.maximumStakeUnits
      ? broken(
          'stake-too-high',
          `joining takes a stake of ${stake} units; the policy allows at most ${policy.maximumStakeUnits}`,
        )
      : undefined,
    atMost('unpaid-too-long', 'the longest wait for pay, in days,', days, policy.maximumDaysUnpaid),
  ]
}

function checkGroup(policy: ConsentPolicy, { terms, parameters }: BountyFacts) {
  const { colluders } = terms.cohort
  const least = leastGroup(terms)
  const group = isDivided(terms) ? 'the smallest group by cohort.groupMinimum' : 'cohort.minimum'
  const neighbourhood = neighbourhoodFor(parameters, least)
  const honest = neighbourhood === undefined ? 0 : neighbourhood.threshold - neighbourhood.corruptHolders
  return [
    atLeast('group-too-small', group, least, policy.minimumGroup),
    atLeast('too-few-colluders-tolerated', 'cohort.colluders', colluders, policy.colluders),
    atLeast('too-few-honest', 'the number of honest holders in any sum', honest, policy.minimumHonest),
    atLeast('too-few-organisations', group, least, policy.minimumOrganisations),
  ]
}

function checkWork(policy: ConsentPolicy, { terms }: BountyFacts) {
  const { rounds, localEpochs } = terms.training
  return [
    atMost('too-many-rounds', 'training.rounds', rounds, policy.maximumRounds),
    atMost('too-many-local-epochs', 'training.localEpochs', localEpochs, policy.maximumLocalEpochs),
  ]
}

function atLeast(rule: RefusalRule, what: string, value: number, least: number): RuleBroken | undefined {
  return value >= least ? undefined : broken(rule, `${what} is ${value}; the policy wants at least ${least}`)
}

function atMost(rule: RefusalRule, what: string, value: number, most: number): RuleBroken | undefined {
  return value <= most ? undefined : broken(rule, `${what} is ${value}; the policy allows at most ${most}`)
}

function checkStatistics(
  { statistics }: ConsentPolicy,
  { terms, statisticsOf }: BountyFacts,
): RuleBroken | undefined {
  if (!hasStatistics(terms) || statistics === 'always') return undefined
  if (statistics === 'never') {
    const detail = 'the bounty begins with statistics of the records, and the policy says statistics: never'
    return broken('statistics-not-allowed', detail)
  }
  if (statisticsOf === undefined) return undefined
  return broken(
    'statistics-not-allowed',
    `records are in the statistics of bounty ${statisticsOf.slice(0, 8)}, and the policy says statistics: once`,
  )
}

function examplesIn(data: DatasetShape | RawDataset): number {
  return 'kind' in data ? data.records.examples : data.examples
}

function checkProtection(
  { privacy: policy }: Pick<ConsentPolicy, 'privacy'>,
  { terms: { privacy } }: BountyFacts,
): RuleBroken | undefined {
  const rule = 'privacy-too-weak'
  if (privacy === undefined)
    return policy.unit === 'none'
      ? undefined
      : broken(rule, `the terms have no privacy; the policy wants it for each ${policy.unit}`)
  if (privacyUnits.indexOf(privacy.unit) < privacyUnits.indexOf(policy.unit))
    return broken(rule, `the terms protect each ${privacy.unit}; the policy wants it for each ${policy.unit}`)
  if (policy.unit !== 'none' && !policy.trustCoordinator && isNoisedByCoordinator({ privacy }))
    return broken(
      rule,
      `${trustsCoordinator}; the policy wants privacy for each ${policy.unit} against it too`,
    )
  if (policy.unit !== 'none' && !policy.trustHolders && isNoisedByHolders({ privacy }))
    return broken(
      rule,
      `the terms hide each ${privacy.unit} by noise that the holders share; the policy takes noise of its own alone (privacy.trustHolders)`,
    )
  return atMost(rule, 'privacy.delta', privacy.delta, policy.delta)
}

const trustsCoordinator =
  'the terms leave the noise to the coordinator, which sees the sums without it (a policy with privacy.trustCoordinator takes that)'

/** A trainer that cannot add the noise would be refused in every round. */
function checkTrainer({ terms, trainsPrivately = true }: BountyFacts): RuleBroken | undefined {
  if (terms.privacy?.unit !== 'record' || trainsPrivately) return undefined
  const detail = 'the terms protect each record, which a trainer of your own cannot; use the built-in one'
  return broken('trainer-not-private', detail)
}

function checkBudget(
  { privacy: policy }: Pick<ConsentPolicy, 'privacy'>,
  { terms, spent = [] }: BountyFacts,
  examples: number,
): RuleBroken | undefined {
  if (terms.privacy === undefined) return undefined
  try {
    const affordance = affords(spent, bountyEvent(terms, examples)!, policy)
    if (affordance.kind === 'affords') return undefined
    const before = affordance.spent === 0 ? '' : `, after ${affordance.spent.toPrecision(3)} before it`
    return broken(
      'privacy-budget-spent',
      `with the bounty all would come to an epsilon of ${affordance.wanted.toPrecision(3)}${before}; the policy allows ${policy.epsilon}`,
    )
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return broken('privacy-too-weak', `what the terms promise cannot be accounted for: ${error.message}`)
  }
}

function checkData({ terms, spec }: BountyFacts, data: DatasetShape | RawDataset): RuleBroken | undefined {
  const schema = parseDataSchema(terms.data, 'the terms')
  const isRaw = 'kind' in data
  if ((isRaw ? data.records : data).examples < 1)
    return broken('data-does-not-fit', 'the dataset holds no examples')
  if (isRaw || hasStatistics(terms)) {
    const isAsRead = isRaw && canonicalJson(data.schema) === canonicalJson(schema)
    if (!isAsRead) return broken('data-does-not-fit', 'the records were read under another data schema')
  } else {
    const own = fitsModel(data, spec)
    if (own.kind === 'refused') return broken('data-does-not-fit', own.message)
  }
  const described = fitsSchema(schema, spec)
  return described.kind === 'fits' ? undefined : broken('data-does-not-fit', described.message)
}

function broken(rule: RefusalRule, detail: string): RuleBroken {
  return { rule, detail }
}
