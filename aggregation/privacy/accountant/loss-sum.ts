/**
 * The distribution of a sum of many privacy losses, by the Fourier transform, with an accuracy that is relative to the
 * tail rather than to 1: the losses are tilted by exp(theta L) before, and tilted back after, so that the sums near
 * the epsilon in question are the likely ones (as in Wilson & Keich 2016, "Accurate pairwise convolutions of
 * non-negative vectors via FFT"). Rounding is bounded on the way and charged to whichever side the grid errs on.
 */
import { type Fourier, prepareFourier, transform } from './fourier.ts'
import type { LossGrid, Side } from './loss-grid.ts'

export interface RepeatedLoss {
  readonly grid: LossGrid
  readonly steps: number
}

export interface SumPlan {
  readonly gap: number
  /** Number of points of the result: a power of two. */
  readonly length: number
  /** Index of its lowest loss. */
  readonly lowest: number
  /** The tilt. */
  readonly theta: number
  /** About where the answer lies. */
  readonly epsilon: number
  /** The tilt that bounds what lies above the result, and tilts that bound what comes around the circle. */
  readonly thetaTop: number
  readonly thetaAbove: number
  readonly thetaBelow: number
}

export interface LossSum {
  readonly side: Side
  readonly plan: SumPlan
  /** Tilted masses, from above or from below. */
  readonly tilted: Float64Array
  /** ln of what they are multiplied by, beside exp(-theta loss). */
  readonly logScale: number
  /** Above: mass that counts as infinite loss. Below: 0. */
  readonly infinite: number
  /** Below: how much of the delta at an epsilon may have come around the circle. Above: 0, as it harms only us. */
  misplaced(epsilon: number): number
}

const roundoff = 2 ** -53
/** ln of what a million points together do not make visible. */
const nothing = -100

export function sumLosses(losses: readonly RepeatedLoss[], plan: SumPlan, side: Side): LossSum {
  const fourier = prepareFourier(plan.length)
  const spectrum = emptySpectrum(plan.length)
  let [offset, logScale, infinite, steps] = [0, 0, 0, 0]
  for (const { grid, steps: count } of losses) {
    const tilt = tiltedMasses(grid, plan.theta)
    const centre = multiplyInto(spectrum, fourier, grid, tilt.masses, count)
    offset += centre * count
    logScale += count * tilt.logSum
    infinite += count * grid.infinite
    steps += count
  }
  const { masses, doubt } = backTransform(spectrum, fourier)
  const tilted = placed(masses, offset, plan)
  const sign = side === 'above' ? 1 : -1
  for (let i = 0; i < tilted.length; i++)
    tilted[i] = Math.max(0, tilted[i]! + sign * doubt) * (1 + sign * steps * 1e-12)
  const sum = { side, plan, tilted, logScale }
  if (side === 'below') return { ...sum, infinite: 0, misplaced: misplacement(losses, plan) }
  return { ...sum, infinite: Math.min(1, infinite + massAbove(losses, plan)), misplaced: () => 0 }
}

/** Chernoff's bound of the mass above the result, at the plan's tilt or, should the grid forbid it, at smaller ones. */
function massAbove(
  losses: readonly RepeatedLoss[],
  { gap, lowest, length, thetaTop, theta, epsilon }: SumPlan,
): number {
  const top = lowest + length - 1
  const most = losses.reduce((sum, { grid, steps }) => sum + steps * (grid.first + grid.masses.length - 1), 0)
  if (most <= top) return 0
  const enough = logMoment(losses, theta) - theta * epsilon - 16
  let best = 0
  for (let share = 1; share > 0.05 && best > enough; share /= 2) {
    const tilt = Math.min(thetaTop, 1 / gap) * share
    best = Math.min(best, logMoment(losses, tilt) - tilt * top * gap)
  }
  return Math.exp(best)
}

function misplacement(losses: readonly RepeatedLoss[], plan: SumPlan): LossSum['misplaced'] {
  const { gap, lowest, length, theta, thetaAbove, thetaBelow } = plan
  const logBelow = logMoment(losses, thetaBelow) + (theta - thetaBelow) * lowest * gap
  const logAbove = logMoment(losses, thetaAbove)
  // In logarithms up to the last step: the terms may be beyond doubles where the bound is useless, and only there.
  return epsilon =>
    Math.exp(logBelow - theta * epsilon) +
    Math.exp(logAbove - (thetaAbove - theta) * (epsilon + length * gap) - theta * epsilon)
}

/** ln E exp(theta sum of losses), of the finite part. */
function logMoment(losses: readonly RepeatedLoss[], theta: number): number {
  return losses.reduce((sum, { grid, steps }) => {
    const most = logMost(grid, theta)
    const { gap, first, masses } = grid
    let moment = 0
    for (let k = 0; k < masses.length; k++)
      if (masses[k]! > 0) moment += Math.exp(Math.log(masses[k]!) + theta * gap * (first + k) - most)
    return sum + steps * (most + Math.log(moment))
  }, 0)
}

/** The greatest ln of a mass times exp(theta loss). */
function logMost({ gap, first, masses }: LossGrid, theta: number): number {
  let most = -Infinity
  for (let k = 0; k < masses.length; k++)
    if (masses[k]! > 0) most = Math.max(most, Math.log(masses[k]!) + theta * gap * (first + k))
  return most
}

/** masses times exp(theta loss), scaled to sum to one, and ln of their sum before. */
function tiltedMasses(grid: LossGrid, theta: number) {
  const { gap, first, masses } = grid
  const most = logMost(grid, theta)
  const tilted = new Float64Array(masses.length)
  let sum = 0
  for (let k = 0; k < masses.length; k++) {
    // The logarithm first: the exponential alone may overflow where the mass is next to nothing.
    tilted[k] = masses[k]! > 0 ? Math.exp(Math.log(masses[k]!) + theta * gap * (first + k) - most) : 0
    sum += tilted[k]!
  }
  for (let k = 0; k < masses.length; k++) tilted[k] = tilted[k]! / sum
  return { masses: tilted, logSum: most + Math.log(sum) }
}

/** A product of powers of transforms at the frequencies up to half: its logarithm, angle, and relative doubt. */
interface Spectrum {
  readonly logSize: Float64Array
  readonly angle: Float64Array
  readonly doubt: Float64Array
}

function emptySpectrum(length: number): Spectrum {
  const size = length / 2 + 1
  return { logSize: new Float64Array(size), angle: new Float64Array(size), doubt: new Float64Array(size) }
}

/** Multiplies by the transform of `masses` to the power of `count`; answers the index that was taken as the origin. */
function multiplyInto(
  { logSize, angle, doubt }: Spectrum,
  fourier: Fourier,
  grid: LossGrid,
  masses: Float64Array,
  count: number,
): number {
  const { length } = fourier
  // From the mean, angles are small where the power leaves anything, and multiplying them by `count` costs no digits.
  const centre = Math.round(meanIndex(masses) + grid.first)
  const real = new Float64Array(length)
  const imaginary = new Float64Array(length)
  for (let k = 0; k < masses.length; k++) {
    const at = modulo(grid.first + k - centre, length)
    real[at] = real[at]! + masses[k]!
  }
  transform(fourier, real, imaginary)
  // Each output adds up masses of sum one through log2(length) roundings of products and sums.
  const error = 4 * roundoff * (Math.log2(length) + 1)
  for (let j = 0; j < logSize.length; j++) {
    const size = Math.sqrt(real[j]! * real[j]! + imaginary[j]! * imaginary[j]!)
    logSize[j] = logSize[j]! + count * Math.log(size + error)
    if (logSize[j]! > nothing) angle[j] = angle[j]! + count * Math.atan2(imaginary[j]!, real[j]!)
    doubt[j] = doubt[j]! + count * (error / (size + error) + 8 * roundoff)
  }
  return centre
}

function meanIndex(masses: Float64Array): number {
  let mean = 0
  for (let k = 0; k < masses.length; k++) mean += k * masses[k]!
  return mean
}

/** The masses whose transform the spectrum is, and how wrong each may be. */
function backTransform({ logSize, angle, doubt }: Spectrum, fourier: Fourier) {
  const { length } = fourier
  const real = new Float64Array(length)
  const imaginary = new Float64Array(length)
  let [errors, sizes] = [0, 0]
  for (let j = 0; j < logSize.length; j++) {
    if (logSize[j]! <= nothing) continue
    const size = Math.exp(logSize[j]!)
    const times = j === 0 || j === length / 2 ? 1 : 2
    errors += times * size * Math.min(2, 2 * doubt[j]!)
    sizes += times * size
    // Parts swapped, which makes the transform its own inverse.
    imaginary[j] = size * Math.cos(angle[j]!)
    real[j] = size * Math.sin(angle[j]!)
    if (times === 2) {
      imaginary[length - j] = imaginary[j]!
      real[length - j] = -real[j]!
    }
  }
  transform(fourier, real, imaginary)
  for (let i = 0; i < length; i++) imaginary[i] = imaginary[i]! / length
  const rounding = 4 * roundoff * (Math.log2(length) + 1) * sizes
  return { masses: imaginary, doubt: (errors + rounding) / length }
}

/** Turned so that the first mass is that of the plan's lowest loss. */
function placed(masses: Float64Array, offset: number, { lowest, length }: SumPlan): Float64Array {
  const start = modulo(lowest - offset, length)
  const turned = new Float64Array(length)
  turned.set(masses.subarray(start), 0)
  turned.set(masses.subarray(0, start), length - start)
  return turned
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n
}

/** delta at an epsilon: the expectation of (1 - exp(epsilon - S))+, from the side of the sum. */
export function deltaOfSum(sum: LossSum, epsilon: number): number {
  let answer = sum.infinite
  descend(sum, (loss, { mass, delta }) => {
    if (loss - sum.plan.gap > epsilon) return true
    if (loss > epsilon) answer = mass - Math.exp(epsilon - loss) * (mass - delta)
    return false
  })
  const doubt = sum.misplaced(epsilon)
  return Math.min(1, doubt < answer ? answer - doubt : 0)
}

/**
 * The epsilon at a delta: above, the least that the sum allows, or Infinity; below, one that the truth exceeds, to
 * within one gap.
 */
export function epsilonOfSum(sum: LossSum, delta: number): number {
  if (sum.infinite > delta) return Infinity
  const { gap } = sum.plan
  let answer = Math.max(0, sum.side === 'above' ? sum.plan.lowest * gap : 0)
  descend(sum, (loss, { mass, delta: here }) => {
    const lower = mass - Math.exp(-gap) * (mass - here)
    const doubt = sum.misplaced(loss - gap)
    // Written so that a doubt beyond all bounds, too, is no reason to stop.
    if (!(lower - doubt > delta)) return loss > 0
    // Between two points delta is linear in exp(epsilon).
    const between = loss + Math.log((mass - delta) / (mass - here))
    answer = Math.max(0, sum.side === 'below' ? loss - gap : between)
    return false
  })
  return answer
}

interface Descent {
  /** Mass at this loss and above. */
  readonly mass: number
  /** delta at an epsilon of this loss. */
  readonly delta: number
}

/** Visits the points from the top, with what is needed below each, until the visitor has seen enough. */
function descend(
  { plan, tilted, logScale, infinite }: LossSum,
  visit: (loss: number, at: Descent) => boolean,
): void {
  const { gap, lowest, theta } = plan
  const share = -Math.expm1(-gap)
  let [mass, delta] = [infinite, infinite]
  for (let i = tilted.length - 1; i >= 0; i--) {
    const loss = (lowest + i) * gap
    mass += tilted[i]! * Math.exp(logScale - theta * loss)
    if (!visit(loss, { mass, delta })) return
    delta = delta * (1 - share) + share * mass
  }
}
