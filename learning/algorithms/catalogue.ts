/** The algorithms that terms may name, and those that an experiment adds in its own process. */
import type { z } from 'zod'
import { describeIssues } from '../describe-issues.ts'
import { AlgorithmError } from '../errors.ts'
import type { Algorithm, AlgorithmFault, AlgorithmKind, AlgorithmTerms } from './algorithm.ts'
import { fedavg, fedprox, fedsgd } from './averaging.ts'
import { scaffold } from './scaffold.ts'
import { fedadagrad, fedadam, fedavgm, fedyogi } from './server-optimizers.ts'

// Settings are given to the kind that checked them, so that what they are is nobody else's concern.
const builtIn = [fedavg, fedsgd, fedprox, fedavgm, fedadam, fedyogi, fedadagrad, scaffold] as const
const kinds = new Map<string, AlgorithmKind>(builtIn.map(kind => [kind.name, kind as AlgorithmKind]))

/** Names of the algorithms, in the order in which they are told. */
export function algorithmNames(): readonly string[] {
  return [...kinds.keys()]
}

/**
 * Makes an algorithm known to this process, for experiments: holders of a real bounty know those of the house alone, and
 * refuse others. Throws `AlgorithmError` for a name that is taken.
 */
export function registerAlgorithm<Settings>(kind: AlgorithmKind<Settings>): void {
  if (kinds.has(kind.name))
    throw new AlgorithmError('name', `there is an algorithm "${kind.name}" already; give yours another name`)
  kinds.set(kind.name, kind as AlgorithmKind)
}

/** What an algorithm's settings must be, beside its name; undefined for a name that is not known. */
export function algorithmSettings(name: string): z.ZodType | undefined {
  return kinds.get(name)?.settings
}

/** The algorithm that terms name by `training.algorithm`; absent, federated averaging. Throws `AlgorithmError`. */
export function parseAlgorithm(value: unknown): Algorithm {
  const { kind, settings } = readKind(value)
  return { name: kind.name, ...kind.make(settings) }
}

/** What of the terms the algorithm cannot work under, with the way out; undefined when it can. Throws `AlgorithmError`. */
export function algorithmFault(
  training: AlgorithmTerms & { readonly algorithm?: unknown },
): AlgorithmFault | undefined {
  return readKind(training.algorithm).kind.faultOf?.(training)
}

/**
 * Why an algorithm cannot keep single records private, with the way out; undefined when it can. What travels beside an update is
 * made of gradients that nothing was added to. Throws `AlgorithmError`.
 */
export function withoutNoiseFault(
  training: AlgorithmTerms & { readonly algorithm?: unknown },
): AlgorithmFault | undefined {
  const { name, client } = parseAlgorithm(training.algorithm)
  const [, ...others] = client.parts(training)
  if (others.length === 0) return undefined
  const what = others.map(part => part.name).join(', ')
  return {
    field: 'training.algorithm',
    message: `${name} sends more than an update (${what}), to which no noise is added: under privacy use fedavg, fedprox or an optimiser of the server, such as fedadam`,
  }
}

function readKind(value: unknown): { readonly kind: AlgorithmKind; readonly settings: unknown } {
  const { name, ...rest } = (value ?? { name: 'fedavg' }) as { readonly name?: unknown }
  const kind = typeof name === 'string' ? kinds.get(name) : undefined
  if (kind === undefined) {
    const said = name === undefined ? 'is missing' : `is ${JSON.stringify(name)}`
    throw new AlgorithmError('name', `${said}; use one of ${algorithmNames().join(', ')}`)
  }
  const parsed = kind.settings.safeParse(rest)
  if (parsed.success) return { kind, settings: parsed.data }
  const field = parsed.error.issues[0]!.path.join('.')
  throw new AlgorithmError(field, `of ${kind.name} cannot be used: ${describeIssues(parsed.error)}`)
}
