/** Flags of `parley privacy`: the mechanism, how often, the budget, and the accountant. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type Accountant,
  type AccountingOptions,
  accountants,
  type Mechanism,
  mechanismKinds,
  type Orders,
  type PrivacyEvent,
  parseOrders,
  readPrivacyEvent,
} from '../aggregation/index.ts'
import { UsageError } from './errors.ts'

export interface MechanismOptions {
  readonly mechanism: Mechanism['kind']
  readonly noise?: number
  readonly gamma?: number
  readonly localStd?: number
  readonly clients?: number
  readonly clip?: number
  readonly beta?: number
  readonly dimension?: number
  readonly leaves?: number
  readonly rho?: number
  readonly sampling?: number
  readonly steps?: number
}

export interface AccountantOptions {
  readonly accountant: Accountant
  readonly orders?: Orders
}

export const usualBeta = Math.exp(-0.5)

type Setting = 'noise' | 'gamma' | 'localStd' | 'clients' | 'clip' | 'beta' | 'dimension' | 'leaves' | 'rho'

const sharedNoise: readonly Setting[] = ['gamma', 'localStd', 'clients', 'clip', 'beta', 'dimension']
const settings: Readonly<Record<Mechanism['kind'], readonly Setting[]>> = {
  gaussian: ['noise'],
  'discrete-gaussian': ['noise'],
  skellam: sharedNoise,
  ddgauss: sharedNoise,
  tree: ['noise', 'leaves'],
  zcdp: ['rho'],
}

const everySetting = [...new Set(Object.values(settings).flat())]
const examples: Readonly<Record<Setting | 'steps' | 'epsilon' | 'delta', string>> = {
  ...{ noise: '1.1', gamma: '1e-3', localStd: '0.02', clients: '100', clip: '1', beta: '0.6065306597' },
  ...{ dimension: '65536', leaves: '1000', rho: '0.5', steps: '1000', epsilon: '3', delta: '1e-5' },
}

/** A number as people write them: 0.01, 1e-5, 65536. */
function readNumber(text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number, such as 0.01 or 1e-5.')
}

function readOrders(text: string): Orders {
  try {
    return parseOrders(text)
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message.replace(/^orders: /, '')}.`)
  }
}

/** What is done to the records; `left` names a flag that the command does not take because it looks for it. */
export function withMechanismOptions(command: Command, left?: 'noise' | 'steps'): Command {
  const noise =
    left === 'noise'
      ? []
      : [
          new Option('--noise <z>', 'noise multiplier: standard deviation over sensitivity'),
          new Option('--local-std <sigma>', 'one member’s standard deviation, in the unit of the updates'),
          new Option('--rho <rho>', 'of zcdp: rho of one step'),
        ]
  const options = [
    new Option('--mechanism <kind>', 'what adds the noise').choices(mechanismKinds).default('gaussian'),
    ...noise,
    new Option('--sampling <q>', 'chance of each record, or member, to be drawn for a step (else 1)'),
    ...(left === 'steps' ? [] : [new Option('--steps <count>', 'how often it is done')]),
    new Option('--gamma <size>', 'of skellam, ddgauss: what one integer is worth'),
    new Option('--clients <count>', 'of skellam, ddgauss: members whose noise is in the sum for certain'),
    new Option('--clip <norm>', 'of skellam, ddgauss: L2 norm to which an update is clipped'),
    new Option('--beta <chance>', 'of skellam, ddgauss: conditional rounding; 0 for none (else exp(-0.5))'),
    new Option('--dimension <count>', 'of skellam, ddgauss: coordinates, padding included'),
    new Option('--leaves <count>', 'of tree: steps of one epoch'),
  ]
  for (const option of options)
    command.addOption(option.long === '--mechanism' ? option : option.argParser(readNumber))
  return command
}

export function withBudgetOptions(command: Command, isEpsilonGiven: boolean): Command {
  if (isEpsilonGiven) command.option('--epsilon <number>', 'the most that may be spent', readNumber)
  return command.option('--delta <number>', 'the delta that goes with epsilon, such as 1e-5', readNumber)
}

export function withAccountantOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--accountant <kind>', 'rdp: Rényi curves; pld: loss distributions; best: the lesser bound')
        .choices(accountants)
        .default('best'),
    )
    .option(
      '--orders <list>',
      'of rdp: integers, fractional, or such as 1.1..10.9:0.1,12..63 (else integers)',
      readOrders,
    )
}

/** The value of a flag without which there is nothing to compute. */
export function needed<K extends 'epsilon' | 'delta' | 'steps'>(
  options: Readonly<Partial<Record<K, number>>>,
  name: K,
): number {
  const value = options[name]
  if (value === undefined)
    throw new UsageError(`--${name} is missing; write such as --${name} ${examples[name]}`)
  return value
}

/** The event that the flags describe, with what `found` says in place of the flag that is looked for. */
export function eventOf(
  options: MechanismOptions,
  found: { readonly noise?: number; readonly steps?: number } = {},
): PrivacyEvent {
  const { mechanism: kind } = options
  const given = { ...options, ...(found.noise === undefined ? {} : { [noiseSetting(kind)]: found.noise }) }
  const stranger = everySetting.find(name => given[name] !== undefined && !settings[kind].includes(name))
  if (stranger !== undefined)
    throw new UsageError(
      `${flagOf(stranger)} does not belong to ${kind}; leave it out, or name another --mechanism`,
    )
  const values = settings[kind].map(name => [name, settingOf(name, given)])
  const steps = found.steps ?? needed(options, 'steps')
  const sampling = options.sampling === undefined ? {} : { sampling: options.sampling }
  return readPrivacyEvent({ mechanism: { kind, ...Object.fromEntries(values) }, ...sampling, steps })
}

/** The setting that says how much noise there is. */
export function noiseSetting(kind: Mechanism['kind']): 'noise' | 'localStd' {
  if (kind === 'zcdp')
    throw new UsageError('--mechanism zcdp has no noise to look for; name another, such as gaussian')
  return kind === 'skellam' || kind === 'ddgauss' ? 'localStd' : 'noise'
}

function settingOf(name: Setting, given: MechanismOptions): number {
  const value = given[name] ?? (name === 'beta' ? usualBeta : undefined)
  if (value !== undefined) return value
  throw new UsageError(
    `${flagOf(name)} is missing; ${given.mechanism} needs it, such as ${flagOf(name)} ${examples[name]}`,
  )
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

export function accountingOf({ accountant, orders }: AccountantOptions): AccountingOptions {
  if (orders !== undefined && accountant === 'pld')
    throw new UsageError('--orders is for Rényi curves; leave it out, or use --accountant rdp')
  return {
    accountant,
    ...(orders === undefined ? {} : { orders }),
    // Published figures of rdp are those of the generic bound.
    ...(accountant === 'rdp' ? { samplingBound: 'generic' } : {}),
  }
}

/** Runs what may find a flag out of range, and tells it by the flag's name instead of the field's. */
export function toldByFlags<T>(compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = error.message
      .replace(/^events?(\[\d+\])?\./, '')
      .replace(/^mechanism\.kind: /, 'mechanism: ')
      .replace(/^mechanism\./, '')
    const named = /^(\w+): (.*)$/s.exec(message)
    throw new UsageError(named === null ? message : `${flagOf(named[1]!)}: ${named[2]!}`)
  }
}
