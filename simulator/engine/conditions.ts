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

/** Refuses stragglers of whom so many are dropped in every round that nothing would ever be summed. */
export function requireSomeLeft(experiment: Experiment, terms: BountyTerms): void {
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
