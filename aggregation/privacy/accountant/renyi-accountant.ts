/** Rényi accounting: the curve of each event at the orders that all events have, added up, and converted once. */
import { type Orders, orderList } from './orders.ts'
import type { Mechanism, PrivacyEvent } from './privacy-event.ts'
import { type CurvePoint, deltaOfCurve, epsilonOfCurve } from './renyi-conversion.ts'
import {
  sampledSumOfDiscreteGaussiansRdp,
  skellamRdp,
  sumOfDiscreteGaussiansCurve,
} from './renyi-discrete.ts'
import { gaussianRdp, sampledGaussianRdp } from './renyi-gaussian.ts'
import { sampledRdp } from './renyi-subsampling.ts'

/**
 * What is made of sampling for integer noise: the bound that follows from its curve whatever the mechanism is, as published
 * figures have it, or the least that is known of this one.
 */
export type SamplingBound = 'generic' | 'least'

/** RDP of one step of an event at an order at which `hasOrder`; not negative. */
export function eventRdp(
  { mechanism, sampling = 1 }: PrivacyEvent,
  order: number,
  bound: SamplingBound = 'least',
): number {
  if (mechanism.kind === 'gaussian') return sampledGaussianRdp(order, mechanism.noise, sampling)
  const generic = sampledRdp(order, sampling, mechanismCurve(mechanism))
  if (sampling === 1 || bound === 'generic') return generic
  return Math.min(generic, sampledIntegerRdp(mechanism, order, sampling))
}

/** Of noise whose sampled curve is known by itself; else Infinity. */
function sampledIntegerRdp(mechanism: Mechanism, order: number, sampling: number): number {
  switch (mechanism.kind) {
    case 'discrete-gaussian':
      return sampledGaussianRdp(order, mechanism.noise, sampling)
    case 'ddgauss':
      return sampledSumOfDiscreteGaussiansRdp(order, sampling, mechanism)
    default:
      return Infinity
  }
}

/** RDP by order, without sampling. */
function mechanismCurve(mechanism: Mechanism): (order: number) => number {
  switch (mechanism.kind) {
    case 'gaussian':
    case 'discrete-gaussian':
      // The discrete Gaussian is 1/(2 z^2)-zCDP (Canonne, Kamath & Steinke 2020, theorem 4).
      return order => gaussianRdp(order, mechanism.noise)
    case 'skellam':
      return order => skellamRdp(order, mechanism)
    case 'ddgauss':
      return sumOfDiscreteGaussiansCurve(mechanism)
    case 'tree':
      // A record is in one leaf and the nodes above it (Kairouz et al. 2021, arXiv 2103.00039, appendix D).
      return order => gaussianRdp(order, mechanism.noise) * Math.ceil(Math.log2(mechanism.leaves + 1))
    case 'zcdp':
      return order => mechanism.rho * order
  }
}

/** Whether the curve of an event is known at an order: that of integer noise, and of what is sampled, at integers only. */
export function hasOrder({ mechanism, sampling = 1 }: PrivacyEvent, order: number): boolean {
  if (Number.isInteger(order) || mechanism.kind === 'gaussian') return true
  return sampling === 1 && mechanism.kind !== 'skellam' && mechanism.kind !== 'ddgauss'
}

/**
 * The sum of the curves at those orders of the list that all events have. Throws a RangeError if there is none. Events
 * that are alike but for their steps are computed once.
 */
export function curveOf(
  events: readonly PrivacyEvent[],
  orders: Orders,
  bound?: SamplingBound,
): readonly CurvePoint[] {
  const alike = new Map<string, PrivacyEvent>()
  for (const event of events.filter(({ steps }) => steps > 0)) {
    const key = JSON.stringify([event.mechanism, event.sampling ?? 1])
    alike.set(key, { ...event, steps: event.steps + (alike.get(key)?.steps ?? 0) })
  }
  const all = [...alike.values()]
  const common = orderList(orders).filter(order => all.every(event => hasOrder(event, order)))
  if (common.length === 0)
    throw new RangeError('orders: these events have curves at integer orders only; name some, such as 2..128')
  return common.map(order => ({
    order,
    rdp: all.reduce((sum, event) => sum + event.steps * eventRdp(event, order, bound), 0),
  }))
}

export interface RenyiBound {
  readonly value: number
  readonly order: number
  /** Set where the best order is the first or last of the list, so that a longer list may give a better bound. */
  readonly isEdge: boolean
}

export function epsilonByOrders(curve: readonly CurvePoint[], delta: number): RenyiBound {
  const { epsilon, order } = epsilonOfCurve(curve, delta)
  return { value: epsilon, order, isEdge: isEdge(curve, order) }
}

export function deltaByOrders(curve: readonly CurvePoint[], epsilon: number): RenyiBound {
  const { delta, order } = deltaOfCurve(curve, epsilon)
  return { value: delta, order, isEdge: isEdge(curve, order) }
}

function isEdge(curve: readonly CurvePoint[], order: number): boolean {
  return order === curve[0]!.order || order === curve.at(-1)!.order
}
