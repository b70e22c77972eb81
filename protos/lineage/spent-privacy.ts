/** What the sums of a bounty's rounds have told of whom, as far as terms and leaves alone say it. */
import { epsilonOf, roundedUp } from '../../aggregation/index.ts'
import { promisedEpsilons } from '../central-noise-terms.ts'
import { byCurves, localPrivacyOf, recordPrivacyOf } from '../privacy-terms.ts'
import type { BountyTerms } from '../terms.ts'
import type { LineageRound } from './lineage-types.ts'

export interface SpentPrivacy {
  readonly unit: 'record' | 'holder'
  readonly noise: 'local' | 'distributed' | 'central'
  readonly delta: number
  /** What the terms allow for all rounds, to the coordinator (absent where nothing bounds it) and to readers of the models. */
  readonly promised: { readonly coordinator?: number; readonly readers: number }
  /** Training rounds that came to be, of those that the promise is for. */
  readonly rounds: number
  readonly promisedRounds: number
  /** What these rounds told at most, rounded up to four digits. */
  readonly epsilonAtMost: number
}

/** Holders that differ in records or rounds, for whom it is computed what was spent; of more, the promise is given instead. */
const mostHistories = 16

export function spentPrivacy(terms: BountyTerms, rounds: readonly LineageRound[]): SpentPrivacy | undefined {
  const { privacy } = terms
  if (privacy === undefined) return undefined
  const { coordinator, readers } = promisedEpsilons(terms)
  const trained = rounds.filter(({ purpose }) => purpose === 'training')
  return {
    unit: privacy.unit,
    noise: privacy.noise,
    delta: privacy.delta,
    promised: { ...(coordinator === null ? {} : { coordinator }), readers: readers! },
    rounds: trained.length,
    promisedRounds: terms.training.rounds,
    epsilonAtMost: trained.length === 0 ? 0 : Math.min(privacy.epsilon, localEpsilon(terms, trained)),
  }
}

/**
 * Under noise of each holder's own, the most that these rounds tell of a record of any survivor, by the examples it declared and
 * the terms' accountant (Rényi curves at whole orders). The other kinds of noise are calibrated to the length of the model, which
 * terms and leaves do not say: for them there is the promise.
 */
function localEpsilon(terms: BountyTerms, trained: readonly LineageRound[]): number {
  if (localPrivacyOf(terms) === undefined) return Number.POSITIVE_INFINITY
  const histories = new Set([...countsByHolder(trained).values()].map(counts => JSON.stringify([...counts])))
  if (histories.size > mostHistories) return Number.POSITIVE_INFINITY
  return Math.max(...[...histories].map(history => epsilonAfter(terms, JSON.parse(history) as Counts)))
}

/** Numbers of examples that a holder took part with, and in how many rounds. */
type Counts = readonly (readonly [examples: number, rounds: number])[]

function countsByHolder(trained: readonly LineageRound[]): ReadonlyMap<string, Map<number, number>> {
  const byHolder = new Map<string, Map<number, number>>()
  for (const { groups } of trained)
    for (const { organisation, examples } of groups.flatMap(({ survivors }) => survivors)) {
      const counts = byHolder.get(organisation) ?? new Map<number, number>()
      counts.set(examples, (counts.get(examples) ?? 0) + 1)
      byHolder.set(organisation, counts)
    }
  return byHolder
}

function epsilonAfter(terms: BountyTerms, counts: Counts): number {
  const events = counts
    .filter(([examples]) => examples > 0)
    .map(([examples, rounds]) => {
      const { noiseMultiplier, sampling, stepsPerRound } = recordPrivacyOf(terms, examples)
      const mechanism = { kind: 'gaussian', noise: noiseMultiplier } as const
      return { mechanism, sampling, steps: rounds * stepsPerRound }
    })
  const { epsilon } = epsilonOf(events, terms.privacy!.delta, byCurves)
  return epsilon > 0 ? roundedUp(epsilon, 4) : 0
}
