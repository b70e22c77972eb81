/** Where a pot's units come from: price, bonus, epoch, pool, round. */
import {
  bonusUnits,
  epochPools,
  epochUnits,
  type Life,
  milestonesOf,
  type Pot,
  placeOfRound,
  poolsOf,
  type RewardTerms,
  wholeBasisPoints,
} from '../../aggregation/index.ts'
import { given, less, portion, type Step, step } from './steps.ts'

const whole = BigInt(wholeBasisPoints)

/** What an epoch may pay. */
export function epochSteps(terms: RewardTerms, epoch: number): readonly Step[] {
  const milestones = milestonesOf(terms)
  const bonus = bonusUnits(terms)
  const total = terms.priceUnits - bonus
  const steps: Step[] = []
  if (bonus > 0n) {
    steps.push(portion('bonus', terms.priceUnits, BigInt(poolsOf(terms).bonus), whole))
    steps.push(less('for the epochs', terms.priceUnits, [bonus]))
  }
  if (milestones.length === 1) return [...steps, given(`epoch ${epoch}`, total)]
  const upTo = (count: number) =>
    BigInt(milestones.slice(0, count).reduce((sum, { basisPoints }) => sum + basisPoints, 0))
  return [...steps, difference(`epoch ${epoch}`, total, [upTo(epoch), upTo(epoch - 1)], whole)]
}

/** What a pool of an epoch holds. */
function poolSteps(terms: RewardTerms, epoch: number, pool: 'base' | 'quality' | 'evaluators') {
  const { base, quality, evaluators } = poolsOf(terms)
  const units = epochUnits(terms, epoch)
  const steps = epochSteps(terms, epoch)
  const all = BigInt(base + quality + evaluators)
  if (BigInt(base) === all) return steps
  const basePool = portion(`base pool of epoch ${epoch}`, units, BigInt(base), all)
  if (pool === 'base') return [...steps, basePool]
  const withQuality = BigInt(base + quality)
  if (pool === 'quality')
    return [...steps, difference(`quality pool of epoch ${epoch}`, units, [withQuality, BigInt(base)], all)]
  const rest = (units * withQuality) / all
  const expression = `${units} - floor(${units}*${withQuality}/${all})`
  return [...steps, step(`evaluators' pool of epoch ${epoch}`, expression, units - rest)]
}

/** What a pot holds; the last step is `pot.units`. */
export function potSteps({ terms, lastRound }: Life, pot: Pot): readonly Step[] {
  switch (pot.pool) {
    case 'base':
      return roundSteps(terms, pot.number)
    case 'quality':
    case 'evaluators':
      return poolSteps(terms, pot.number, pot.pool)
    case 'bonus':
      return [portion('bonus', terms.priceUnits, BigInt(poolsOf(terms).bonus), whole)]
    case 'kill-fee':
      return killFeeSteps(terms, pot.number, lastRound)
  }
}

/** The pot of a round; the last step is what it holds. */
export function roundSteps(terms: RewardTerms, round: number): readonly Step[] {
  const { epoch, place } = placeOfRound(terms, round)
  const { rounds } = milestonesOf(terms)[epoch - 1]!
  const { baseUnits } = epochPools(terms, epoch)
  const places: readonly [bigint, bigint] = [BigInt(place), BigInt(place - 1)]
  return [
    ...poolSteps(terms, epoch, 'base'),
    difference(`pot of round ${round}`, baseUnits, places, BigInt(rounds)),
  ]
}

function killFeeSteps(terms: RewardTerms, epoch: number, lastRound: number): readonly Step[] {
  const { baseUnits } = epochPools(terms, epoch)
  const { rounds } = milestonesOf(terms)[epoch - 1]!
  const before = milestonesOf(terms)
    .slice(0, epoch - 1)
    .reduce((sum, milestone) => sum + milestone.rounds, 0)
  const done = BigInt(Math.max(0, lastRound - before))
  const unspent = baseUnits - (baseUnits * done) / BigInt(rounds)
  return [
    ...poolSteps(terms, epoch, 'base'),
    step('not done', `${baseUnits} - floor(${baseUnits}*${done}/${rounds})`, unspent),
    portion('kill fee', unspent, BigInt(terms.killFeeBasisPoints ?? 0), whole),
  ]
}

/** floor(units × a / c) - floor(units × b / c): a cut by cumulative floors, so that all cuts sum to the whole. */
function difference(what: string, units: bigint, [a, b]: readonly [bigint, bigint], c: bigint): Step {
  const expression = `floor(${units}*${a}/${c}) - floor(${units}*${b}/${c})`
  return step(what, expression, (units * a) / c - (units * b) / c)
}
