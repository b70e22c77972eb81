/**
 * From a Rényi curve to (epsilon, delta) and back: Canonne, Kamath & Steinke 2020 (arXiv 2004.00010), proposition 12;
 * Balle et al. 2020, theorem 21. epsilon = min over a of RDP(a) + ln(1 - 1/a) - ln(delta a)/(a-1).
 */

export interface CurvePoint {
  /** Above 1. */
  readonly order: number
  /** RDP at this order, of everything that was done. */
  readonly rdp: number
}

export interface AtOrder {
  /** Not negative; Infinity where the curve is infinite at every order. */
  readonly epsilon: number
  readonly order: number
}

/** The least epsilon over the points, which are one or more and ascending. */
export function epsilonOfCurve(curve: readonly CurvePoint[], delta: number): AtOrder {
  let best: AtOrder = { epsilon: Infinity, order: curve[0]!.order }
  for (const { order, rdp } of curve) {
    const epsilon = rdp + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1)
    if (epsilon < best.epsilon) best = { epsilon, order }
  }
  return { epsilon: Math.max(0, best.epsilon), order: best.order }
}

export interface DeltaAtOrder {
  /** From 0 to 1. */
  readonly delta: number
  readonly order: number
}

/** The least delta over the points at which the curve keeps `epsilon`. */
export function deltaOfCurve(curve: readonly CurvePoint[], epsilon: number): DeltaAtOrder {
  let best = { log: Infinity, order: curve[0]!.order }
  for (const { order, rdp } of curve) {
    const log = (order - 1) * (rdp - epsilon + Math.log1p(-1 / order)) - Math.log(order)
    if (log < best.log) best = { log, order }
  }
  return { delta: Math.exp(Math.min(0, best.log)), order: best.order }
}

/**
 * Zero-concentrated differential privacy (Bun & Steinke 2016), RDP(a) = rho a at every order: the least epsilon over
 * all real orders. rho > 0, 0 < delta < 1.
 */
export function epsilonOfZcdp(rho: number, delta: number): AtOrder {
  const at = (log: number) => epsilonOfCurve([curvePoint(rho, 1 + Math.exp(log))], delta)
  // The bound has one minimum in ln(a - 1): thirds of the interval close in on it.
  let [low, high] = [-20, 40]
  for (let turn = 0; turn < 120; turn++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (at(left).epsilon <= at(right).epsilon) high = right
    else low = left
  }
  return at((low + high) / 2)
}

function curvePoint(rho: number, order: number): CurvePoint {
  return { order, rdp: rho * order }
}
