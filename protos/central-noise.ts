/**
 * The noise that the coordinator adds under terms with `noise: central`, as it follows from them: coordinator, holder and stranger
 * compute the same grid and the same noise. All lengths are in the units of an update.
 *
 * Two neighbours are a round with a holder's update and the same round with zeros in its place. Nothing is won by drawing the
 * holders of a round, as anybody can foresee the draw: every holder is taken to be in every round.
 */
import {
  type AggregationParameters,
  type CentralNoisePlan,
  centralNoisePlan,
  epsilonOf,
  leastNoise,
  type PrivacyEvent,
  planCentralNoise,
  roundedUp,
} from '../aggregation/index.ts'
import { holdersOfRound } from './cohort-terms.ts'
import { roundingLikelihood } from './holder-noise.ts'
import { remembering } from './remembering.ts'
import type { BountyTerms, TermsFault } from './terms.ts'

type CentralTerms = Pick<BountyTerms, 'privacy' | 'training' | 'cohort' | 'aggregation'>

export type CentralNoise =
  | { readonly kind: 'planned'; readonly plan: CentralNoisePlan }
  | ({ readonly kind: 'refused' } & TermsFault)

/**
 * The plan of a training round for updates of so many values: the finest grid that the ring holds, and the least noise
 * with which all rounds keep epsilon.
 */
export function centralNoiseOf(terms: CentralTerms, dimension: number): CentralNoise {
  const { privacy, training, aggregation } = terms
  if (privacy?.unit !== 'holder' || privacy.noise !== 'central')
    throw new Error('under these terms the coordinator adds no noise')
  const { epsilon, delta } = privacy
  const noiseMultiplier = multiplierFor({ epsilon, delta, rounds: training.rounds })
  if (noiseMultiplier === undefined)
    return refused(
      'privacy.epsilon',
      `of ${epsilon} is below what any noise is accounted for at a delta of ${delta}`,
    )
  const [, contributors] = holdersOfRound(terms)
  const { bits } = aggregation
  const grid = { clip: training.clipNorm, bits, dimension, contributors, beta: roundingLikelihood }
  const planning = planCentralNoise({ ...grid, noiseMultiplier })
  if (planning.kind === 'planned') return planning
  if (planning.reason === 'noise-off-grid')
    return refused(
      'privacy.epsilon',
      `of ${epsilon} needs noise that no sampler serves, ${noiseMultiplier} times the clipping norm`,
    )
  const needed = planning.neededBits === null ? 'more than 32' : planning.neededBits
  return refused(
    'aggregation.bits',
    `of ${bits} cannot hold the sum of ${contributors} updates of ${dimension} values, which takes ${needed} bits on the coarsest grid`,
  )
}

/** What the models of a round of this plan may tell, of whether a holder's update or zeros were in it. */
export function centralEvent({ standardDeviation, gamma, roundedNorm }: CentralNoisePlan): PrivacyEvent {
  const noise = standardDeviation / gamma / roundedNorm
  return { mechanism: { kind: 'discrete-gaussian', noise }, steps: 1 }
}

/** The plan that parameters of a round were made of; undefined where the coordinator adds no noise. */
export function centralPlanOf({ privacy, bits }: AggregationParameters): CentralNoisePlan | undefined {
  if (privacy.mechanism !== 'central') return undefined
  return centralNoisePlan({ ...privacy, bits })
}

/** The vector of a round, as in the parameters: the ring is all that bounds its integers, and each member counts once. */
export function centralVector(terms: CentralTerms, valueCount: number) {
  const noise = centralNoiseOf(terms, valueCount)
  if (noise.kind === 'refused') throw new RangeError(`${noise.field} ${noise.message}`)
  const { gamma, standardDeviation, beta, clip, dimension, bits, paddedDimension } = noise.plan
  const bound = 2 ** (bits - 1) - 1
  return {
    dimension: paddedDimension,
    bound,
    range: bound * gamma,
    weightMode: 'equal',
    maximumWeight: 1,
    privacy: { mechanism: 'central', gamma, standardDeviation, beta, clip, dimension },
  } as const
}

interface Promised {
  readonly epsilon: number
  readonly delta: number
  readonly rounds: number
}

const curves = { accountant: 'rdp' } as const

/** z, rounded up to six digits; undefined where no noise is accounted for at so little. The last few are remembered. */
const multiplierFor = remembering(({ epsilon, delta, rounds }: Promised): number | undefined => {
  const none = epsilonOf([{ mechanism: { kind: 'zcdp', rho: 1e-12 }, steps: 1 }], delta, curves)
  if (epsilon <= none.epsilon * 1.01) return undefined
  const eventsAt = (noise: number) => [
    { mechanism: { kind: 'discrete-gaussian', noise } as const, steps: rounds },
  ]
  return roundedUp(leastNoise({ epsilon, delta }, eventsAt, curves).noise, 6)
})

function refused(field: string, message: string): CentralNoise {
  return { kind: 'refused', field, message }
}
