/** The two laws in doubles, computed otherwise than the tables are, and how well draws fit a law. */

/** Probability of k. */
export type Law = (k: number) => number

export function gaussianLaw(standardDeviation: number): Law {
  const weight = (k: number) => Math.exp(-((k / standardDeviation) ** 2) / 2)
  let total = 1
  for (let k = 1; k <= 40 * standardDeviation + 40; k++) total += 2 * weight(k)
  return k => weight(k) / total
}

/** By the characteristic function exp(μ (cos θ - 1)), summed where it is not negligible; the trapezoid rule is exact here. */
export function skellamLaw(standardDeviation: number): Law {
  const variance = standardDeviation ** 2
  const nodes = Math.ceil(40 * standardDeviation + 200)
  const used: { angle: number; height: number }[] = []
  for (let j = 1; j <= nodes / 2; j++) {
    const angle = (2 * Math.PI * j) / nodes
    // 1 - cos θ without cancellation; the node at π has no partner.
    const height = Math.exp(-2 * variance * Math.sin(angle / 2) ** 2) * (2 * j === nodes ? 1 : 2)
    if (height > 1e-22) used.push({ angle, height })
  }
  return k => used.reduce((sum, { angle, height }) => sum + height * Math.cos(k * angle), 1) / nodes
}

export interface Fit {
  readonly statistic: number
  readonly freedom: number
  /** The statistic's distance from its mean in standard deviations, were the draws from the law. */
  readonly excess: number
}

/** Pearson's chi-square of draws against a law, over about 60 cells; the tails are cells of their own. */
export function fitOf(draws: Int32Array, law: Law, standardDeviation: number): Fit {
  const cells = cellsOf(law, standardDeviation, 1 / 60)
  const observed = countsOf(draws, cells)
  const expected = cells.masses.map(mass => mass * draws.length)
  const statistic = observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0)
  return fitFrom(statistic, observed.length - 1)
}

/** Chi-square for two samples of one law. */
export function commonFit(left: Int32Array, right: Int32Array, law: Law, standardDeviation: number): Fit {
  const cells = cellsOf(law, standardDeviation, 1 / 30)
  const [a, b] = [countsOf(left, cells), countsOf(right, cells)]
  const [p, q] = [Math.sqrt(right.length / left.length), Math.sqrt(left.length / right.length)]
  const statistic = a.reduce((sum, count, i) => sum + (p * count - q * b[i]!) ** 2 / (count + b[i]!), 0)
  return fitFrom(statistic, a.length - 1)
}

function fitFrom(statistic: number, freedom: number): Fit {
  return { statistic, freedom, excess: (statistic - freedom) / Math.sqrt(2 * freedom) }
}

interface Cells {
  readonly reach: number
  /** Cell of each integer from -reach to reach; what lies beyond belongs to the first and the last. */
  readonly cellOf: Int32Array
  readonly masses: readonly number[]
}

/** Runs of integers with at least `mass` each. */
function cellsOf(law: Law, standardDeviation: number, mass: number): Cells {
  const reach = Math.ceil(10 * standardDeviation + 8)
  const cellOf = new Int32Array(2 * reach + 1)
  const masses = [0]
  let left = 1
  for (let k = -reach; k <= reach; k++) {
    const probability = law(k)
    left -= probability
    cellOf[k + reach] = masses.length - 1
    masses[masses.length - 1]! += probability
    if (masses.at(-1)! >= mass && left >= mass) masses.push(0)
  }
  return { reach, cellOf, masses }
}

function countsOf(draws: Int32Array, { reach, cellOf, masses }: Cells): readonly number[] {
  const counts = masses.map(() => 0)
  for (const draw of draws) counts[cellOf[Math.max(-reach, Math.min(reach, draw)) + reach]!]!++
  return counts
}
