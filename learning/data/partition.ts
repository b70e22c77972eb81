/**
 * Cuts one dataset among holders, for demonstrations and experiments. Every example goes to exactly one holder, every
 * holder gets at least the minimum, and the same seed gives the same cut.
 */
import { countingOrder, openSeededRandom, type SeededRandom, shuffle } from '../seeded-random.ts'

/**
 * `iid`: a random deal. `shards`: sorted by label, cut into holders × shardsPerHolder runs, dealt at random (McMahan et
 * al. 2017). `dirichlet`: each class is divided by shares drawn from a symmetric Dirichlet(alpha); small alpha, very
 * different holders (Hsu et al. 2019).
 */
export type PartitionScheme =
  | { readonly kind: 'iid' }
  | { readonly kind: 'shards'; readonly shardsPerHolder: number }
  | { readonly kind: 'dirichlet'; readonly alpha: number }

export interface PartitionOptions {
  readonly holders: number
  readonly minimumExamples: number
  readonly seed: number
}

/** The examples of each holder, as ascending indices into `labels`. Throws when the minimum cannot be met. */
export function partition(
  labels: Int32Array,
  scheme: PartitionScheme,
  options: PartitionOptions,
): readonly Int32Array[] {
  const { holders, minimumExamples, seed } = options
  if (!Number.isInteger(holders) || holders < 1) {
    throw new RangeError(`the number of holders is a natural number, not ${holders}`)
  }
  if (holders * minimumExamples > labels.length) {
    throw new RangeError(
      `${labels.length} examples cannot give ${holders} holders ${minimumExamples} each; lower one of the two`,
    )
  }
  const random = openSeededRandom(seed, `partition ${scheme.kind}`)
  const parts = cut(labels, scheme, holders, random)
  meetMinimum(parts, minimumExamples, random)
  return parts.map(part => Int32Array.from(part).sort())
}

function cut(labels: Int32Array, scheme: PartitionScheme, holders: number, random: SeededRandom): number[][] {
  switch (scheme.kind) {
    case 'iid':
      return dealRuns(shuffled(labels.length, random), holders, 1, random)
    case 'shards':
      if (!Number.isInteger(scheme.shardsPerHolder) || scheme.shardsPerHolder < 1) {
        throw new RangeError(`shardsPerHolder is a natural number, not ${scheme.shardsPerHolder}`)
      }
      return dealRuns(sortedByLabel(labels), holders, scheme.shardsPerHolder, random)
    case 'dirichlet':
      if (!(scheme.alpha > 0)) throw new RangeError(`alpha is a positive number, not ${scheme.alpha}`)
      return dealByShares(labels, holders, scheme.alpha, random)
  }
}

function shuffled(count: number, random: SeededRandom): Int32Array {
  const order = countingOrder(count)
  shuffle(order, random)
  return order
}

function sortedByLabel(labels: Int32Array): Int32Array {
  return countingOrder(labels.length).sort((left, right) => labels[left]! - labels[right]! || left - right)
}

/** Cuts the order into holders × runsEach runs of sizes within one, and deals them. */
function dealRuns(order: Int32Array, holders: number, runsEach: number, random: SeededRandom): number[][] {
  const runs = holders * runsEach
  const edge = (run: number) => Math.floor((run * order.length) / runs)
  const parts: number[][] = Array.from({ length: holders }, () => [])
  shuffled(runs, random).forEach((run, place) => {
    const part = parts[place % holders]!
    for (let i = edge(run); i < edge(run + 1); i++) part.push(order[i]!)
  })
  return parts
}

function dealByShares(labels: Int32Array, holders: number, alpha: number, random: SeededRandom): number[][] {
  const parts: number[][] = Array.from({ length: holders }, () => [])
  for (const members of examplesByClass(labels)) {
    shuffle(members, random)
    const shares = dirichlet(holders, alpha, random)
    let share = 0
    let start = 0
    for (const [holder, part] of parts.entries()) {
      share += shares[holder]!
      const end = holder === holders - 1 ? members.length : Math.round(share * members.length)
      for (let i = start; i < end; i++) part.push(members[i]!)
      start = end
    }
  }
  return parts
}

function examplesByClass(labels: Int32Array): Int32Array[] {
  const classes = new Map<number, number[]>()
  labels.forEach((label, i) => {
    const members = classes.get(label)
    if (members === undefined) classes.set(label, [i])
    else members.push(i)
  })
  return [...classes.entries()]
    .sort(([left], [right]) => left - right)
    .map(([, members]) => Int32Array.from(members))
}

/** Shares that sum to 1: normalised gamma deviates, kept as logarithms so that a tiny alpha does not underflow. */
function dirichlet(count: number, alpha: number, random: SeededRandom): number[] {
  const logs = Array.from({ length: count }, () => logGamma(alpha, random))
  const largest = Math.max(...logs)
  const weights = logs.map(log => Math.exp(log - largest))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map(weight => weight / sum)
}

/** The logarithm of a Gamma(shape, 1) deviate (Marsaglia and Tsang 2000), raised by one below shape 1. */
function logGamma(shape: number, random: SeededRandom): number {
  if (shape < 1) return logGamma(shape + 1, random) + Math.log(1 - random.unit()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return Math.log(d) + Math.log(v)
    }
  }
}

/** Moves random examples from the largest part to those below the minimum. */
function meetMinimum(parts: number[][], minimumExamples: number, random: SeededRandom): void {
  for (const part of parts) {
    while (part.length < minimumExamples) {
      const largest = parts.reduce((most, other) => (other.length > most.length ? other : most))
      const [moved] = largest.splice(random.below(largest.length), 1)
      part.push(moved!)
    }
  }
}
