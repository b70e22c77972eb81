/**
 * FedAdam, FedYogi and FedAdagrad (Reddi et al., "Adaptive Federated Optimization", ICLR 2021, Algorithm 2): every
 * coordinate has its own length of step. With D the mean update,
 *
 *     m' = beta1 m + (1 - beta1) D
 *     v' = beta2 v + (1 - beta2) D^2                     Adam
 *          v - (1 - beta2) D^2 sign(v - D^2)             Yogi
 *          v + D^2                                       Adagrad
 *     x' = x + learningRate m' / (sqrt(v') + tau)
 *
 * As in the paper nothing corrects the bias of the first rounds; v starts at tau^2, the least that it allows.
 */
import { closeStep, openState, type ServerRule } from './server-step.ts'
import { requireDecay, requirePositive } from './settings.ts'

export interface AdagradSettings {
  readonly learningRate: number
  /** Decay of the first moment, from 0 to below 1; 0, as in the paper's experiments, unless given. */
  readonly beta1?: number
  /** Degree of adaptivity, above 0: a small one makes steps equally long in all coordinates. The paper's default is 1e-3. */
  readonly tau: number
}

export interface AdaptiveSettings extends AdagradSettings {
  /** The paper's 0.9. */
  readonly beta1: number
  /** Decay of the second moment, from 0 to below 1; the paper's 0.99. */
  readonly beta2: number
}

type SecondMoment = (moment: number, square: number) => number

/** FedAdam. Keeps m as `firstMoment` and v as `secondMoment`. */
export function serverAdam(settings: AdaptiveSettings): ServerRule {
  const { beta2 } = settings
  requireDecay('beta2', beta2)
  return adaptive(settings, (moment, square) => beta2 * moment + (1 - beta2) * square)
}

/** FedYogi, whose v moves by the size of D^2 alone and so forgets large updates more slowly. Keeps what FedAdam keeps. */
export function serverYogi(settings: AdaptiveSettings): ServerRule {
  const { beta2 } = settings
  requireDecay('beta2', beta2)
  return adaptive(settings, (moment, square) => moment - (1 - beta2) * square * Math.sign(moment - square))
}

/** FedAdagrad, whose v only grows: steps become shorter and shorter. Keeps what FedAdam keeps. */
export function serverAdagrad(settings: AdagradSettings): ServerRule {
  return adaptive(settings, (moment, square) => moment + square)
}

function adaptive({ learningRate, beta1 = 0, tau }: AdagradSettings, nextMoment: SecondMoment): ServerRule {
  requirePositive('learningRate', learningRate)
  requireDecay('beta1', beta1)
  requirePositive('tau', tau)
  const kept = { keeps: ['firstMoment', 'secondMoment'], initial: { secondMoment: tau * tau } }
  return {
    ...kept,
    step(before, update) {
      const [firstMoment, secondMoment] = openState(kept, before, update) as [Float32Array, Float32Array]
      for (let i = 0; i < update.length; i++) {
        firstMoment[i] = beta1 * firstMoment[i]! + (1 - beta1) * update[i]!
        secondMoment[i] = nextMoment(secondMoment[i]!, update[i]! * update[i]!)
      }
      const values = before.values.map(
        (value, i) => value + (learningRate * firstMoment[i]!) / (Math.sqrt(secondMoment[i]!) + tau),
      )
      return closeStep(values, { firstMoment, secondMoment })
    },
  }
}
