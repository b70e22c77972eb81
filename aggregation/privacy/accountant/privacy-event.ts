/**
 * What was, or will be, done to the records: a plain object that can be written down, sent and composed with others.
 * An event says nothing about who may see what: sampling amplifies only against those who cannot see who was drawn.
 */

/** Noise N(0, z^2) for a sensitivity of 1: `noise` is z, the noise multiplier. */
export interface GaussianMechanism {
  readonly kind: 'gaussian'
  readonly noise: number
}

/** A single discrete Gaussian on the integers; `noise` is its sigma over the L2 sensitivity in integers. */
export interface DiscreteGaussianMechanism {
  readonly kind: 'discrete-gaussian'
  readonly noise: number
}

/** Integer noise in equal shares under secure aggregation: Skellam, or the sum of discrete Gaussians. */
export interface SharedNoiseMechanism {
  readonly kind: 'skellam' | 'ddgauss'
  /** What one integer is worth, in the unit of the updates. */
  readonly gamma: number
  /** Standard deviation of one member's noise, in the unit of the updates (before the division by gamma). */
  readonly localStd: number
  /** Members whose noise is in the sum for certain: survivors less colluders. */
  readonly clients: number
  /** L2 norm to which an update is clipped, in its unit. */
  readonly clip: number
  /** Conditional rounding repeats until the norm is within its bound of this likelihood; 0: rounded once. */
  readonly beta: number
  /** Coordinates, padding included. */
  readonly dimension: number
}

/** DP-FTRL: prefix sums of `leaves` steps released through a binary tree whose nodes have noise multiplier `noise`. */
export interface TreeMechanism {
  readonly kind: 'tree'
  readonly noise: number
  /** Steps of one epoch, in which each record occurs once. */
  readonly leaves: number
}

/** Anything that is rho-zCDP per step. */
export interface ZcdpMechanism {
  readonly kind: 'zcdp'
  readonly rho: number
}

export type Mechanism =
  | GaussianMechanism
  | DiscreteGaussianMechanism
  | SharedNoiseMechanism
  | TreeMechanism
  | ZcdpMechanism

export const mechanismKinds = ['gaussian', 'skellam', 'ddgauss', 'discrete-gaussian', 'tree', 'zcdp'] as const

export interface PrivacyEvent {
  readonly mechanism: Mechanism
  /** Probability with which each record (or member) is drawn for a step, by itself; 1 where it is left out. */
  readonly sampling?: number
  /** How often it was done; for a tree, how many trees, each over records that are in no other. */
  readonly steps: number
}

/** An event that is none: `field` names what is wrong, such as `events[2].mechanism.noise`. */
export class PrivacyEventError extends RangeError {
  override readonly name = 'PrivacyEventError'
  readonly field: string

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`)
    this.field = field
  }
}

export const mostSteps = 1_000_000_000

/** What a field must be; each says how to mend it. */
type Rule = readonly [isRight: (value: number) => boolean, meaning: string]

const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most
const positive: Rule = [value => value > 0 && value < Infinity, 'a number above 0']
const fields: Readonly<Record<Mechanism['kind'], Readonly<Record<string, Rule>>>> = {
  gaussian: { noise: positive },
  'discrete-gaussian': { noise: positive },
  skellam: sharedNoiseRules(),
  ddgauss: sharedNoiseRules(),
  tree: {
    noise: positive,
    leaves: [value => isCount(value, mostSteps), 'a whole number of steps from 1 on'],
  },
  zcdp: { rho: positive },
}

function sharedNoiseRules(): Readonly<Record<string, Rule>> {
  return {
    gamma: positive,
    localStd: positive,
    clients: [value => isCount(value, 1e9), 'a whole number of members from 1 on'],
    clip: positive,
    beta: [
      value => value >= 0 && value < 1,
      'at least 0 (no conditional rounding) and below 1, such as exp(-0.5)',
    ],
    dimension: [value => isCount(value, 1e12), 'a whole number of coordinates from 1 on'],
  }
}

/**
 * Reads an event from a value of unknown origin; fields that are not its own are refused, so that a misspelt one is no
 * default. `where` is put before the name of a field. Throws PrivacyEventError.
 */
export function readPrivacyEvent(value: unknown, where = 'event'): PrivacyEvent {
  const event = objectAt(value, where, ['mechanism', 'sampling', 'steps'])
  const mechanism = readMechanism(event.mechanism, `${where}.mechanism`)
  const steps = numberAt(event.steps, `${where}.steps`, [
    count => count === 0 || isCount(count, mostSteps),
    `a whole number from 0 to ${mostSteps}`,
  ])
  if (event.sampling === undefined) return { mechanism, steps }
  const sampling = numberAt(event.sampling, `${where}.sampling`, [
    rate => rate > 0 && rate <= 1,
    'a probability above 0 and at most 1',
  ])
  if (sampling < 1 && mechanism.kind === 'tree')
    throw new PrivacyEventError(
      `${where}.sampling`,
      'a tree is not amplified by sampling; leave it out, or 1',
    )
  return { mechanism, sampling, steps }
}

/** Reads a list of events. Throws PrivacyEventError. */
export function readPrivacyEvents(value: unknown): readonly PrivacyEvent[] {
  if (!Array.isArray(value)) throw new PrivacyEventError('events', 'it must be a list of privacy events')
  return value.map((one, i) => readPrivacyEvent(one, `events[${i}]`))
}

function readMechanism(value: unknown, where: string): Mechanism {
  const given = objectAt(value, where)
  const kind = mechanismKinds.find(one => one === given.kind)
  if (kind === undefined)
    throw new PrivacyEventError(`${where}.kind`, `it must be one of ${mechanismKinds.join(', ')}`)
  objectAt(value, where, ['kind', ...Object.keys(fields[kind])])
  const read = Object.entries(fields[kind]).map(([name, rule]) => [
    name,
    numberAt(given[name], `${where}.${name}`, rule),
  ])
  // The table of fields says what the type says; the compiler cannot see that.
  return { kind, ...Object.fromEntries(read) } as Mechanism
}

function objectAt(
  value: unknown,
  where: string,
  known?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new PrivacyEventError(where, 'it must be an object')
  const stranger = Object.keys(value).find(key => known !== undefined && !known.includes(key))
  if (stranger !== undefined)
    throw new PrivacyEventError(
      `${where}.${stranger}`,
      `there is no such field; there are ${known!.join(', ')}`,
    )
  return value as Readonly<Record<string, unknown>>
}

function numberAt(value: unknown, where: string, [isRight, meaning]: Rule): number {
  if (typeof value === 'number' && isRight(value)) return value
  const given = value === undefined ? 'it is missing' : `not ${JSON.stringify(value) ?? String(value)}`
  throw new PrivacyEventError(where, `it must be ${meaning}; ${given}`)
}
