/**
 * A privacy loss distribution on a grid of multiples of `gap`, from above and from below: what is composed of grids
 * from above is never less than the truth, what is composed of grids from below never more.
 *
 * From above: "connect the dots" (Doroshenko, Ghazi, Kamath, Kumar & Manurangsi 2022, arXiv 2207.04380). The mass
 * between two points of the grid goes to these two, so that the masses under both P and Q are kept.
 * From below: outcomes are merged to one, which is post-processing, with the cuts so chosen that the merged loss lies
 * on the grid; where no such cut exists it is rounded down.
 */
import type { Interval, LossSource } from './loss-source.ts'
import { outcomesWithin } from './loss-source.ts'
import { gaussLegendre, type QuadratureRule } from './quadrature.ts'
import { normalTail } from './special-functions.ts'

export type Side = 'above' | 'below'

export interface LossGrid {
  readonly gap: number
  /** The loss of the first mass is `first` times `gap`. */
  readonly first: number
  readonly masses: Float64Array
  /** Mass of an infinite loss. */
  readonly infinite: number
}

const narrowRule = gaussLegendre(4)
const wideRule = gaussLegendre(8)
/** A density of width one is a polynomial of the rules' degrees to 1e-13 over these. */
const narrow = 0.01
const wide = 0.1

export interface GridSettings {
  readonly gap: number
  /** Outcomes farther than so many deviations from every bump count as infinite loss. */
  readonly reach: number
  /** Losses below count as this one, or from below as none. */
  readonly floor: number
}

/** The loss of one step on the grid. */
export function lossGrid(source: LossSource, { gap, reach, floor }: GridSettings, side: Side): LossGrid {
  const intervals = outcomesWithin(source, reach)
  const to = intervals.at(-1)![1]
  const from = clamp(source.outcome(floor), intervals[0]![0], to)
  const first = Math.floor(source.loss(from) / gap)
  const last = Math.max(first + 1, Math.ceil(source.loss(to) / gap))
  const masses = new Float64Array(last - first + 1)
  const cells = { source, gap, intervals, first, last, from, to, masses }
  if (side === 'below') {
    mergeOutcomes(cells)
    return { gap, first, masses, infinite: 0 }
  }
  connectDots(cells)
  masses[1] = masses[1]! + integrate(source, intervals, intervals[0]![0], from, 0).mass
  return { gap, first, masses, infinite: 2 * source.bumps.length * normalTail(reach) }
}

interface Cells {
  readonly source: LossSource
  readonly gap: number
  readonly intervals: readonly Interval[]
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
  readonly masses: Float64Array
}

function connectDots({ source, gap, intervals, first, last, from, to, masses }: Cells): void {
  const whole = -Math.expm1(-gap)
  let left = from
  for (let k = first; k < last; k++) {
    const right = k + 1 === last ? to : clamp(source.outcome((k + 1) * gap), left, to)
    const { mass, excess } = integrate(source, intervals, left, right, k * gap)
    // A loss is known to its last digit only, which a fine grid makes visible: what may be lost is moved up.
    const doubt = (4e-16 * (2 + Math.abs(k * gap))) / gap
    const up = clamp((excess / whole) * (1 + 1e-12) + doubt * mass, 0, mass)
    masses[k - first] = masses[k - first]! + (mass - up)
    masses[k + 1 - first] = masses[k + 1 - first]! + up
    left = right
  }
}

/**
 * How far beyond a point its cut may lie, in gaps. Cuts answer one another like reflections, so that one far off the
 * middle would come again at every other point; a little is rounded down instead, once.
 */
const farthestCut = 0.7

/** Merges outcomes from the lowest loss on. Each turn finds where to cut so that the merged loss is a grid point. */
function mergeOutcomes({ source, gap, intervals, first, last, from, to, masses }: Cells): void {
  let left = from
  for (let k = first + 1; k <= last && left < to; k++) {
    const loss = k * gap
    const cutWithin = (share: number) =>
      k === last ? to : clamp(source.outcome(loss + share * gap), left, to)
    const start = clamp(source.outcome(loss), left, to)
    const isPast = start === left
    const most = cutWithin(isPast ? 0.5 : farthestCut)
    const atMost = integrate(source, intervals, left, most, loss)
    if (isPast || atMost.excess < 0) {
      // Nothing stands below this point, or all up to the farthest cut is worth less than it: rounded down.
      const right = isPast ? most : cutWithin(0.5)
      const { mass } = isPast ? atMost : integrate(source, intervals, left, right, loss)
      const at = isPast ? k - first : k - 1 - first
      masses[at] = masses[at]! + mass
      left = right
      continue
    }
    const mass = (cut: number) => integrate(source, intervals, left, cut, loss)
    const cut = cutAt(mass, start, most, atMost, 1e-6 * gap)
    masses[k - first] = masses[k - first]! + cut.mass
    left = cut.right
  }
}

/**
 * The cut between low and high up to which the merged loss is what it should be or up to `slack` more: regula falsi,
 * the Illinois way.
 */
function cutAt(
  upTo: (cut: number) => Integral,
  from: number,
  to: number,
  atMost: Integral,
  slack: number,
): { readonly right: number; readonly mass: number } {
  let [low, high] = [from, to]
  let [lowExcess, highExcess] = [upTo(low).excess, atMost.excess]
  let found = atMost
  for (let turn = 0; turn < 8 && lowExcess < 0 && found.excess > slack * found.mass; turn++) {
    // The excess has its minimum at `from` and grows as a square: the first guess is a root, the others are secants. A
    // little beyond, so that most turns end on the side that may be kept.
    const secant = lowExcess / (lowExcess - highExcess)
    const share = Math.min(1, (low === from ? Math.sqrt(secant) : secant) * (1 + 1e-7))
    const middle = low + (high - low) * share
    const tried = upTo(middle)
    if (tried.excess >= 0) {
      ;[high, highExcess, found] = [middle, tried.excess, tried]
      lowExcess /= 2
    } else {
      ;[low, lowExcess] = [middle, tried.excess]
      highExcess /= 2
    }
  }
  return { right: high, mass: found.mass }
}

interface Integral {
  /** Mass under P. */
  readonly mass: number
  /** Mass under P less exp(loss) times the mass under Q. */
  readonly excess: number
}

/** Both masses over the outcomes from left to right; `excess` without cancellation, by P (1 - exp(loss - L)). */
function integrate(
  source: LossSource,
  intervals: readonly Interval[],
  left: number,
  right: number,
  loss: number,
): Integral {
  let [mass, excess] = [0, 0]
  for (const [from, to] of intervals) {
    const [start, end] = [Math.max(from, left), Math.min(to, right)]
    if (!(end > start)) continue
    const isNarrow = end - start <= narrow
    const pieces = isNarrow ? 1 : Math.ceil((end - start) / wide)
    const half = (end - start) / pieces / 2
    for (let piece = 0; piece < pieces; piece++) {
      const sums = integratePiece(
        source,
        isNarrow ? narrowRule : wideRule,
        start + (2 * piece + 1) * half,
        half,
        loss,
      )
      mass += sums.mass
      excess += sums.excess
    }
  }
  return { mass, excess }
}

function integratePiece(
  source: LossSource,
  { nodes, weights }: QuadratureRule,
  centre: number,
  half: number,
  loss: number,
): Integral {
  let [mass, excess] = [0, 0]
  for (let i = 0; i < nodes.length; i++) {
    const outcome = centre + half * nodes[i]!
    const share = half * weights[i]! * source.density(outcome)
    mass += share
    excess -= share * Math.expm1(loss - source.loss(outcome))
  }
  return { mass, excess }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
