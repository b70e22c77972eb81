/** What virtual holders are like in a round: who falls silent, who has time for less. Drawn from the seed. */
import { openSeededRandom } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { holdersOfRound, isDivided, leastGroup } from '../../protos/terms.ts'
import type { Experiment, PlannedRun } from '../experiment/experiment.ts'
import { ExperimentError } from '../experiment-error.ts'

export interface Present {
  readonly organisation: string
  /** Epochs that it can do, where they are fewer than the terms say. */
  readonly epochs: number | undefined
}

/**
 * Of the drawn, those who send an update. As in FedProx's experiments (Li et al. 2020, section 5.2) a fixed share of the
 * drawn, rounded to whole holders, are stragglers: they are dropped, or do a uniform number of epochs below the full one.
 */
export function presentIn(
  { experiment, seed }: PlannedRun,
  round: number,
  drawn: readonly string[],
): readonly Present[] {
  const { stragglers, dropouts = 0 } = experiment.conditions ?? {}
  const random = openSeededRandom(seed, `conditions of round ${round}`)
  const slow = new Set<string>()
  const slowCount = stragglersAmong(experiment, drawn.length)
  while (slow.size < slowCount) slow.add(drawn[random.below(drawn.length)]!)
  const { localEpochs } = experiment.training
  return drawn.flatMap(organisation => {
    const epochs = slow.has(organisation) ? 1 + random.below(Math.max(1, localEpochs - 1)) : undefined
    if (random.unit() < dropouts) return []
    if (epochs !== undefined && stragglers?.work === 'drop') return []
    return [{ organisation, epochs: epochs === localEpochs ? undefined : epochs }]
  })
}

function stragglersAmong({ conditions }: Experiment, drawn: number): number {
  return Math.round((conditions?.stragglers?.share ?? 0) * drawn)
}

/** Least members of a group whose sum is used. */
export function leastSummed({ conditions }: Experiment, terms: BountyTerms): number {
  return conditions?.withoutFloors === true ? 1 : leastGroup(terms)
}

/** Refuses conditions under which nothing, or next to nothing, would ever be summed. */
export function requireSomeLeft(experiment: Experiment, terms: BountyTerms): void {
  requireStragglersLeft(experiment, terms)
  requireDropoutsLeft(experiment, terms)
}

/** Refuses what an agent would not do under privacy of holders: it takes part in no smaller sums that they noise, and clips as it rounds. */
export function requireNoiseKept({ privacy, conditions, attack }: Experiment): void {
  if (privacy === undefined || privacy.noise === 'local') return
  if (privacy.noise === 'distributed' && conditions?.withoutFloors === true)
    throw new ExperimentError(
      'conditions.withoutFloors',
      'cannot go with distributed noise: sums of fewer hold less noise than was accounted for; remove one of them',
    )
  if (attack !== undefined && 'clipping' in attack.settings && attack.settings.clipping === 'skipped')
    throw new ExperimentError(
      'attack.settings.clipping',
      `cannot be skipped under ${privacy.noise} noise, where clipping and rounding are one step; remove it`,
    )
}

function requireStragglersLeft(experiment: Experiment, terms: BountyTerms): void {
  if (experiment.conditions?.stragglers?.work !== 'drop' || isDivided(terms)) return
  const [, drawn] = holdersOfRound(terms)
  const [left, least] = [drawn - stragglersAmong(experiment, drawn), leastSummed(experiment, terms)]
  if (left >= least) return
  const most = Math.floor((100 * (drawn - least)) / drawn) / 100
  throw new ExperimentError(
    'conditions.stragglers.share',
    `leaves ${left} of the ${drawn} holders of a round, and sums of fewer than ${least} are not made: at most ${most}` +
      (experiment.conditions.withoutFloors === true ? '' : ', or conditions.withoutFloors: true'),
  )
}

/** A run whose rounds come to a sum less often than that measures nothing. */
const leastChance = 0.01

/** Asked of one group where the cohort is cut into several: rounds of which some group is summed are no fewer. */
function requireDropoutsLeft(experiment: Experiment, terms: BountyTerms): void {
  const { dropouts = 0, withoutFloors } = experiment.conditions ?? {}
  const [, drawn] = holdersOfRound(terms)
  const members = isDivided(terms) ? Math.min(drawn, terms.cohort.groupSize ?? drawn) : drawn
  const least = leastSummed(experiment, terms)
  const isFeasible = (chance: number) => chanceOfLeast(members, least, 1 - chance) >= leastChance
  if (dropouts === 0 || isFeasible(dropouts)) return
  const most = Array.from({ length: 99 }, (_, i) => (98 - i) / 100).find(isFeasible) ?? 0
  throw new ExperimentError(
    'conditions.dropouts',
    `leaves ${least} of ${members} holders, the fewest that are summed, in ${(100 * chanceOfLeast(members, least, 1 - dropouts)).toPrecision(1)} % of the rounds: at most ${most}` +
      (withoutFloors === true ? '' : ', or conditions.withoutFloors: true'),
  )
}

/** That at least so many of `members` are there, each with a chance of its own. */
function chanceOfLeast(members: number, least: number, chance: number): number {
  // By logarithms: coefficients of a thousand members are beyond every floating-point number.
  let [fewer, coefficient] = [0, 0]
  for (let i = 0; i < least; i++) {
    fewer += Math.exp(coefficient + i * Math.log(chance) + (members - i) * Math.log(1 - chance))
    coefficient += Math.log((members - i) / (i + 1))
  }
  return Math.max(0, 1 - fewer)
}
