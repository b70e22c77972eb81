/** Who takes part: holders whose quality is known because it was made. */
import { openSeededRandom, type SeededRandom, shuffle } from '../../learning/index.ts'
import type { Digits } from './digits.ts'

export const holderKinds = ['large', 'medium', 'small', 'label-noise', 'zeros', 'noise', 'duplicate'] as const
export type HolderKind = (typeof holderKinds)[number]

export interface Holder {
  readonly name: string
  readonly kind: HolderKind
  /** Examples it declares; its updates are weighed by them. */
  readonly examples: number
  /** Share of its labels that were replaced by random ones. */
  readonly labelNoise: number
  /** What it trains on; nothing for who sends zeros or noise. */
  readonly digits: Digits | undefined
  /** The holder whose dataset this is: its own name, but for the duplicate. */
  readonly dataset: string
}

export interface CastSizes {
  readonly large: number
  readonly medium: number
  readonly small: number
}

const duplicated = 'medium-1'

/**
 * Twelve identities with eleven datasets: 2 large, 3 medium, 2 small, 2 medium ones with 40 % and 80 % of their labels replaced by
 * random ones, one that sends zeros, one that sends noise, and one that trains on the dataset of the first medium one again.
 */
export function castHolders(
  pool: Digits,
  sizes: CastSizes,
  seed: number,
  classShares: (random: SeededRandom) => readonly number[] | undefined,
): readonly Holder[] {
  const random = openSeededRandom(seed, 'contribution cast')
  const deal = openDealer(pool, random)
  const honest = (name: string, kind: HolderKind, examples: number, labelNoise = 0): Holder => {
    const dealt = deal(examples, classShares(random))
    const digits = labelNoise === 0 ? dealt : withRandomLabels(dealt, labelNoise, random)
    return { name, kind, examples: digits.labels.length, labelNoise, digits, dataset: name }
  }
  const idle = (name: string, kind: HolderKind): Holder => ({
    ...{ name, kind, examples: sizes.medium, labelNoise: 0, digits: undefined, dataset: name },
  })
  const holders = [
    honest('large-1', 'large', sizes.large),
    honest('large-2', 'large', sizes.large),
    honest(duplicated, 'medium', sizes.medium),
    honest('medium-2', 'medium', sizes.medium),
    honest('medium-3', 'medium', sizes.medium),
    honest('small-1', 'small', sizes.small),
    honest('small-2', 'small', sizes.small),
    honest('label-noise-40', 'label-noise', sizes.medium, 0.4),
    honest('label-noise-80', 'label-noise', sizes.medium, 0.8),
    idle('zeros', 'zeros'),
    idle('noise', 'noise'),
  ]
  const original = holders.find(({ name }) => name === duplicated)!
  return [...holders, { ...original, name: 'medium-1-again', kind: 'duplicate' }]
}

/** Deals digits that nobody else gets: the next ones, or by shares of classes. */
function openDealer(pool: Digits, random: SeededRandom) {
  const order = Int32Array.from(pool.labels, (_, i) => i)
  shuffle(order, random)
  let left = [...order]
  return (count: number, shares: readonly number[] | undefined): Digits => {
    const wanted = shares?.map(share => Math.round(share * count))
    const taken: number[] = []
    left = left.filter(place => {
      const label = pool.labels[place]!
      const isWanted = wanted === undefined ? taken.length < count : wanted[label]! > 0
      if (!isWanted) return true
      if (wanted !== undefined) wanted[label]! -= 1
      taken.push(place)
      return false
    })
    return selectDigits(pool, taken)
  }
}

function selectDigits({ pixels, labels, features }: Digits, places: readonly number[]): Digits {
  const chosen = new Float32Array(places.length * features)
  for (const [i, place] of places.entries())
    chosen.set(pixels.subarray(place * features, (place + 1) * features), i * features)
  return { pixels: chosen, labels: Int32Array.from(places, place => labels[place]!), features }
}

function withRandomLabels(digits: Digits, share: number, random: SeededRandom): Digits {
  const labels = digits.labels.map(label => (random.unit() < share ? random.below(10) : label))
  return { ...digits, labels }
}
