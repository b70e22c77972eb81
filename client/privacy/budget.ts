/** Whether records can afford what a bounty would tell of them. Pure: the same facts give the same answer. */
import { epsilonOf, type Mechanism, type PrivacyBudget, type PrivacyEvent } from '../../aggregation/index.ts'
import { parameterCount, parseModelSpec } from '../../learning/index.ts'
import { centralEvent, centralNoiseOf } from '../../protos/central-noise.ts'
import { isNoisedByCoordinator } from '../../protos/central-noise-terms.ts'
import { holderNoiseOf } from '../../protos/holder-noise.ts'
import { byCurves, localPrivacyOf, recordPrivacyOf } from '../../protos/privacy-terms.ts'
import type { BountyTerms, TermsFault } from '../../protos/terms.ts'
import type { ChargeEntry } from './ledger-file.ts'

export type Affordance =
  | { readonly kind: 'affords' }
  /** Epsilons at the budget's delta: what is spent, and what would be. */
  | { readonly kind: 'exceeds'; readonly spent: number; readonly wanted: number }

/**
 * What a training round spends of a holder's records under these terms; undefined where nothing bounds it. Noise that hides
 * a holder hides each of its records, yet not by as much: another record makes another update, which may lie twice as far as
 * zeros do, so that the noise counts as half of what it is.
 */
export function roundEvent(terms: BountyTerms, records: number): PrivacyEvent | undefined {
  const promised = promisedEvent(terms, records)
  if (promised === undefined || terms.privacy?.unit !== 'holder') return promised
  return { ...promised, mechanism: halved(promised.mechanism) }
}

function halved(mechanism: Mechanism): Mechanism {
  if ('localStd' in mechanism) return { ...mechanism, localStd: mechanism.localStd / 2 }
  if (mechanism.kind === 'discrete-gaussian') return { ...mechanism, noise: mechanism.noise / 2 }
  throw new Error(`no noise of whole holders is ${mechanism.kind}`)
}

/** Whether a charge holds against readers of the models alone: one discrete Gaussian is what a coordinator adds. */
export function isOfCoordinator({ mechanism }: PrivacyEvent): boolean {
  return mechanism.kind === 'discrete-gaussian'
}

/** What a training round spends of what the terms promise, for whomever they promise it. */
export function promisedEvent(terms: BountyTerms, records: number): PrivacyEvent | undefined {
  if (terms.privacy === undefined) return undefined
  if (localPrivacyOf(terms) === undefined) return sharedNoiseEvent(terms)
  const { noiseMultiplier, sampling, stepsPerRound } = recordPrivacyOf(terms, records)
  return { mechanism: { kind: 'gaussian', noise: noiseMultiplier }, sampling, steps: stepsPerRound }
}

function sharedNoiseEvent(terms: BountyTerms): PrivacyEvent {
  const dimension = parameterCount(parseModelSpec(terms.model))
  return isNoisedByCoordinator(terms)
    ? centralEvent(planned(centralNoiseOf(terms, dimension)).plan)
    : planned(holderNoiseOf(terms, dimension)).event
}

function planned<Noise extends { readonly kind: 'planned' }>(
  noise: Noise | ({ readonly kind: 'refused' } & TermsFault),
): Noise {
  if (noise.kind === 'refused') throw new RangeError(`${noise.field} ${noise.message}`)
  return noise
}

/** What all rounds of the bounty spend, if none has to be repeated. */
export function bountyEvent(terms: BountyTerms, records: number): PrivacyEvent | undefined {
  const round = roundEvent(terms, records)
  return round && { ...round, steps: round.steps * terms.training.rounds }
}

/** Whether `next` fits in the budget beside what was spent. Charges that nothing bounds are not in it: they are shown. */
export function affords(
  charges: readonly ChargeEntry[],
  next: PrivacyEvent,
  { epsilon, delta }: PrivacyBudget,
): Affordance {
  const spent = eventsOf(charges)
  const all = gathered([...spent, next])
  const quick = (events: readonly PrivacyEvent[]) => epsilonOf(events, delta, byCurves).epsilon
  if (quick(all) <= epsilon) return { kind: 'affords' }
  // Too many unlike bounties to add up their losses while a round waits: the upper bound decides, on the safe side.
  if (all.length > mostUnlike) return { kind: 'exceeds', spent: quick(gathered(spent)), wanted: quick(all) }
  // Slower and tighter: asked where it decides.
  const wanted = spentEpsilon(all, delta)
  return wanted <= epsilon ? { kind: 'affords' } : { kind: 'exceeds', spent: quick(gathered(spent)), wanted }
}

/** Unlike mechanisms whose losses are added up within a second or two. */
const mostUnlike = 4

/** Epsilon of what was spent, at `delta`. */
export function spentEpsilon(events: readonly PrivacyEvent[], delta: number): number {
  return epsilonOf(gathered(events), delta, { accountant: 'best' }).epsilon
}

export function eventsOf(charges: readonly ChargeEntry[]): readonly PrivacyEvent[] {
  return charges.map(({ event }) => event).filter(event => event !== undefined)
}

/** Equal mechanisms as one with the steps of all: an accountant goes through what differs. */
function gathered(events: readonly PrivacyEvent[]): readonly PrivacyEvent[] {
  const byKind = new Map<string, PrivacyEvent>()
  for (const event of events) {
    const key = JSON.stringify([event.mechanism, event.sampling])
    const before = byKind.get(key)
    byKind.set(key, before === undefined ? event : { ...before, steps: before.steps + event.steps })
  }
  return [...byKind.values()]
}
