/**
 * The privacy of a list of events, of whatever mechanisms: the least epsilon at a delta, or the delta at an epsilon,
 * that an accountant can vouch for. Upper bounds all of them; the numbers say nothing about whom they hold against.
 */
import { deltaByLosses, epsilonByLosses, type GaussianSteps, type LossBound } from './loss-accountant.ts'
import type { Adjacency } from './loss-source.ts'
import { fractionalOrders, integerOrders, type Orders } from './orders.ts'
import { mechanismKinds, type PrivacyEvent, readPrivacyEvents } from './privacy-event.ts'
import {
  curveOf,
  deltaByOrders,
  epsilonByOrders,
  hasOrder,
  type RenyiBound,
  type SamplingBound,
} from './renyi-accountant.ts'
import type { CurvePoint } from './renyi-conversion.ts'

export const accountants = ['rdp', 'pld', 'best'] as const

/** Rényi curves, privacy loss distributions, or the least of what both give. */
export type Accountant = (typeof accountants)[number]

export interface AccountingOptions {
  /** `best` where it is left out. */
  readonly accountant?: Accountant
  /** Orders of Rényi curves: `integers` for rdp, integers and fractional ones for best. */
  readonly orders?: Orders
  /** Of sampled integer noise; `least` where it is left out. */
  readonly samplingBound?: SamplingBound
  /** With pld: also a bound from below, which takes several times as long. */
  readonly isBothSides?: boolean
}

interface Accounted {
  /** Whose bound it is. */
  readonly accountant: 'rdp' | 'pld'
  /** Of a Rényi bound: the order that gave it. */
  readonly order?: number
  /** Of a privacy loss distribution: which neighbours decide, those with a record less or one more. */
  readonly adjacency?: Adjacency
  /** Set where the number is no bound but the truth, to its last digits. */
  readonly isExact?: true
  /** What a reader should know about the number. */
  readonly warning?: string
}

export interface AccountedEpsilon extends Accounted {
  /** Not negative; Infinity where the events have no finite one. */
  readonly epsilon: number
  /** With `isBothSides`: the truth is no less. */
  readonly epsilonFromBelow?: number
  /** Of rdp with integer orders, where the curves exist in between: what the fractional orders give. */
  readonly fractionalOrders?: { readonly epsilon: number; readonly order: number }
}

export interface AccountedDelta extends Accounted {
  /** From 0 to 1. */
  readonly delta: number
  readonly deltaFromBelow?: number
}

/**
 * The least epsilon that the accountant can vouch for at `delta`, 0 < delta < 1. No events: 0. Throws RangeError for a
 * delta or orders out of range, PrivacyEventError for an event that is none, or that `pld` does not know.
 */
export function epsilonOf(
  events: readonly PrivacyEvent[],
  delta: number,
  options: AccountingOptions = {},
): AccountedEpsilon {
  const fractional = inBetween(events, delta, options)
  return {
    ...boundEpsilon(events, delta, options),
    ...(fractional === undefined ? {} : { fractionalOrders: fractional }),
  }
}

/** As epsilonOf, but for what the fractional orders say beside: for whoever asks many times. */
export function boundEpsilon(
  events: readonly PrivacyEvent[],
  delta: number,
  options: AccountingOptions,
): AccountedEpsilon {
  if (!(delta > 0 && delta < 1))
    throw new RangeError(`delta: it must lie between 0 and 1, such as 1e-5; not ${delta}`)
  const { value, otherSide, ...found } = account(events, options, {
    byOrders: curve => epsilonByOrders(curve, delta),
    byLosses: list => epsilonByLosses(list, delta, options.isBothSides),
  })
  return {
    epsilon: value,
    ...found,
    ...(otherSide === undefined ? {} : { epsilonFromBelow: otherSide }),
    ...(value === Infinity
      ? { warning: 'the noise is so little that no finite epsilon can be vouched for' }
      : {}),
  }
}

/** The least delta that the accountant can vouch for at `epsilon` >= 0. Throws as epsilonOf does. */
export function deltaOf(
  events: readonly PrivacyEvent[],
  epsilon: number,
  options: AccountingOptions = {},
): AccountedDelta {
  if (!(epsilon >= 0 && epsilon < Infinity))
    throw new RangeError(`epsilon: it must be a number from 0 on, not ${epsilon}`)
  const { value, otherSide, ...found } = account(events, options, {
    byOrders: curve => deltaByOrders(curve, epsilon),
    byLosses: list => deltaByLosses(list, epsilon, options.isBothSides),
  })
  return { delta: value, ...found, ...(otherSide === undefined ? {} : { deltaFromBelow: otherSide }) }
}

interface Methods {
  readonly byOrders: (curve: readonly CurvePoint[]) => RenyiBound
  readonly byLosses: (list: readonly GaussianSteps[]) => LossBound
}

type Found = Accounted & { readonly value: number; readonly otherSide?: number }

function account(events: readonly PrivacyEvent[], options: AccountingOptions, methods: Methods): Found {
  const { accountant = 'best' } = options
  const done = readPrivacyEvents(events).filter(({ steps }) => steps > 0)
  if (done.length === 0) return { value: 0, accountant: accountant === 'pld' ? 'pld' : 'rdp', isExact: true }
  if (accountant === 'pld') return fromLosses(methods.byLosses(gaussianSteps(done)))
  const orders = options.orders ?? (accountant === 'rdp' ? 'integers' : everyOrder)
  const renyi = fromOrders(methods.byOrders(curveOf(done, orders, options.samplingBound)))
  if (accountant === 'rdp' || !done.every(({ mechanism }) => mechanism.kind === 'gaussian')) return renyi
  const losses = fromLosses(methods.byLosses(gaussianSteps(done)))
  return losses.value <= renyi.value ? losses : renyi
}

const everyOrder = [...integerOrders, ...fractionalOrders]

function fromOrders({ value, order, isEdge }: RenyiBound): Found {
  const warning = `the best order, ${order}, is the edge of the list; other orders may give a lower bound`
  return { value, accountant: 'rdp', order, ...(isEdge && value > 0 ? { warning } : {}) }
}

function fromLosses({ value, otherSide, adjacency }: LossBound): Found {
  return {
    value,
    accountant: 'pld',
    ...(adjacency === undefined ? { isExact: true } : { adjacency }),
    ...(adjacency === undefined || otherSide === undefined ? {} : { otherSide }),
  }
}

function gaussianSteps(events: readonly PrivacyEvent[]): readonly GaussianSteps[] {
  return events.map(({ mechanism, sampling = 1, steps }, i) => {
    if (mechanism.kind === 'gaussian') return { noise: mechanism.noise, sampling, steps }
    const known = mechanismKinds.filter(kind => kind !== 'gaussian').join(', ')
    throw new RangeError(
      `events[${i}].mechanism.kind: privacy loss distributions are not defined here for ${mechanism.kind} ` +
        `(nor for any of ${known}); use the accountant rdp, or best`,
    )
  })
}

/** What the fractional orders say beside the integer ones. */
function inBetween(
  events: readonly PrivacyEvent[],
  delta: number,
  { accountant, orders = 'integers' }: AccountingOptions,
): AccountedEpsilon['fractionalOrders'] {
  const done = events.filter(({ steps }) => steps > 0)
  if (accountant !== 'rdp' || orders !== 'integers' || done.length === 0) return undefined
  if (!done.every(event => hasOrder(event, 1.5))) return undefined
  const { value, order } = epsilonByOrders(curveOf(done, 'fractional'), delta)
  return { epsilon: value, order }
}
