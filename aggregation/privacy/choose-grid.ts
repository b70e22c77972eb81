/**
 * The grid and the noise for a privacy target in a ring of given width. A finer grid needs more of the ring, a coarser one
 * more noise, as rounding makes vectors longer: chosen is the finest grid that the ring holds with the noise that the target
 * then needs (Kairouz, Liu, Steinke 2021, arXiv:2102.06387).
 */
import { type RingLoad, ringNeeded } from './ring-size.ts'

export interface GridWish
  extends Pick<RingLoad, 'clip' | 'longest' | 'contributors' | 'dimension' | 'concentration' | 'clipBit'> {
  readonly bits: number
  readonly epsilon: number
  /** ε of the whole training at grid step γ and a member's noise σ, both in units of the update; falls with σ. */
  readonly epsilonOf: (gamma: number, localStandardDeviation: number) => number
  /** No finer step is looked at; else a millionth of the clip norm. */
  readonly finest?: number | undefined
  /** How near to the best both are found, as a share; 1e-7 unless given. */
  readonly precision?: number
}

export type GridChoice =
  | { readonly kind: 'chosen'; readonly gamma: number; readonly localStandardDeviation: number }
  /** No grid in so few bits meets the target. */
  | { readonly kind: 'refused'; readonly reason: 'too-few-bits' }

/** Finer than a millionth of the clip norm gains nothing. */
const finestStep = 1e-6
const finePrecision = 1e-7

export function chooseGrid(wish: GridWish): GridChoice {
  const fits = (gamma: number) =>
    ringNeeded({ ...wish, gamma, localStandardDeviation: deviationAt(wish, gamma) }) <= 2 ** wish.bits
  const { precision = finePrecision, finest = finestStep * wish.clip } = wish
  if (!fits(wish.clip)) return { kind: 'refused', reason: 'too-few-bits' }
  // What the ring must hold, in steps, falls as steps grow.
  const gamma = fits(finest) ? finest : leastWhere(fits, finest, wish.clip, precision)
  return { kind: 'chosen', gamma, localStandardDeviation: deviationAt(wish, gamma) }
}

/** The least noise that meets the target on this grid. */
function deviationAt(
  { clip, epsilon, epsilonOf, precision = finePrecision }: GridWish,
  gamma: number,
): number {
  const meets = (deviation: number) => epsilonOf(gamma, deviation) <= epsilon
  let high = clip
  while (!meets(high)) {
    high *= 2
    if (high > clip * 2 ** 40) throw new RangeError(`no noise meets epsilon ${epsilon}: ask for more`)
  }
  let low = high / 2
  while (meets(low) && low > clip * 2 ** -40) {
    high = low
    low /= 2
  }
  return leastWhere(meets, low, high, precision)
}

/** Bisection on the logarithm: `holds` is true at `high` and from some point on. */
function leastWhere(holds: (value: number) => boolean, low: number, high: number, precision: number): number {
  let [below, above] = [low, high]
  while (above > below * (1 + precision)) {
    const middle = Math.sqrt(below * above)
    if (holds(middle)) above = middle
    else below = middle
  }
  return above
}
