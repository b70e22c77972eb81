/**
 * How the mean update of a round steps the model: the server's optimizer of Reddi et al., "Adaptive Federated
 * Optimization" (ICLR 2021), Algorithm 1, whose pseudo-gradient is the mean update. No rule here resists poison: each
 * steps along whatever mean it is given.
 *
 * What a rule keeps between rounds is float32, and the model steps by the vectors as they are kept, so that whoever
 * has the model and the state before a round, and its update, gets the same bytes after it.
 */
import { firstNotFinite } from '../vector/index.ts'

/** Vectors that a rule keeps between rounds, each as long as the model, by name. */
export type ServerState = Readonly<Record<string, Float32Array>>

export interface ServerStep {
  /** The model's parameters after the round. */
  readonly values: Float32Array
  /** Every vector that the rule keeps; none of them shares memory with what the step was given. */
  readonly state: ServerState
}

/** The model and the rule's state before a round; a vector that the state lacks is as it was before round 1. */
export interface BeforeStep {
  readonly values: Float32Array
  readonly state: ServerState
  /** From 1. Rules that correct the bias of their first rounds need it; those here have their start in the state. */
  readonly round: number
}

export interface ServerRule {
  /** Names of the vectors it keeps; all zero before round 1 unless `initial` says otherwise. */
  readonly keeps: readonly string[]
  /** What every coordinate of a kept vector is before round 1, by name. */
  readonly initial?: Readonly<Record<string, number>>
  /**
   * The model after a round whose mean update is `update`, as long as the model. Throws a RangeError for vectors of
   * another length, for state that the rule does not keep, and when a result is no finite float32.
   */
  step(before: BeforeStep, update: Float32Array): ServerStep
}

/** The kept vectors before a step, as copies to write in, in the order of `keeps`. */
export function openState(
  { keeps, initial }: Pick<ServerRule, 'keeps' | 'initial'>,
  { values, state }: BeforeStep,
  update: Float32Array,
): Float32Array[] {
  requireLength('the update', update, values.length)
  for (const name of Object.keys(state)) {
    if (!keeps.includes(name)) throw new RangeError(`the state has ${name}, which this rule does not keep`)
  }
  return keeps.map(name => {
    const kept = state[name]
    if (kept === undefined) return new Float32Array(values.length).fill(initial?.[name] ?? 0)
    requireLength(name, kept, values.length)
    return kept.slice()
  })
}

function requireLength(name: string, vector: Float32Array, length: number): void {
  if (vector.length !== length) {
    throw new RangeError(`${name} has ${vector.length} values where the model has ${length}`)
  }
}

/** The step, once every vector of it is finite: a NaN in a state would stay in every model that follows. */
export function closeStep(values: Float32Array, state: ServerState): ServerStep {
  for (const [name, vector] of [['the stepped model', values] as const, ...Object.entries(state)]) {
    const coordinate = firstNotFinite(vector)
    if (coordinate >= 0) throw new RangeError(`${name} is not finite at coordinate ${coordinate}`)
  }
  return { values, state }
}
