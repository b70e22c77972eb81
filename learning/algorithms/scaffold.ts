/**
 * SCAFFOLD (Karimireddy et al. 2020, Algorithm 1 with option II): each holder corrects its gradients by how its own
 * direction differs from everybody's. The change of its control variate travels masked beside its update; the server's
 * control variate comes with the model. A holder's own never leaves it.
 *
 * Means here are weighted by examples, as the updates are: with holders of equal size this is the paper's algorithm.
 */
import { z } from 'zod'
import { clipToNorm } from '../../aggregation/privacy/index.ts'
import { TrainingError } from '../errors.ts'
import type {
  AlgorithmKind,
  ClientAlgorithm,
  LocalTask,
  ServerAlgorithm,
  TravellingPart,
} from './algorithm.ts'
import { updatePart } from './plain-client.ts'

const name = 'control'

/** Above it squares, and sums of many, leave 32-bit floats. */
const longestGradient = 1e15

/** A control variate is a mean gradient: a step of the update over the learning rate, and so are its bounds. */
const client: ClientAlgorithm = {
  parts: training => [
    updatePart(training),
    {
      name,
      clipNorm: training.clipNorm / training.learningRate,
      range: training.range / training.learningRate,
    },
  ],
  async train(task) {
    const { settings, parts, broadcast, memory } = task
    const size = settings.parameters.values.length
    const [everybodys, own] = [broadcast[name] ?? zeros(size), memory[name] ?? zeros(size)]
    const result = await task.train({ ...settings, correction: everybodys.map((c, i) => c - own[i]!) })
    const change = boundedBy(parts[1]!, changeOf(task, everybodys, result.update.values, result.steps))
    const { steps, meanLoss, durationMs } = result
    return {
      vectors: [result.update.values, change],
      memory: { [name]: own.map((c, i) => c + change[i]!) },
      steps,
      meanLoss,
      durationMs,
    }
  },
}

/** What is remembered must be what everybody is told of, so that it is held to its bounds here already. */
function boundedBy({ clipNorm, range }: TravellingPart, change: Float32Array): Float32Array {
  const clipped = clipToNorm(change, clipNorm)
  if (clipped.kind === 'refused')
    throw new TrainingError('diverged', 'the change of a control variate is not a finite number')
  return clipped.values.map(value => Math.min(range, Math.max(-range, value)))
}

/** c_i⁺ − c_i = −c + (x − y_i) / (K η), where y_i − x is the update of K steps. */
function changeOf(
  { settings: { learningRate } }: LocalTask,
  everybodys: Float32Array,
  update: Float32Array,
  steps: number,
): Float32Array {
  const factor = 1 / (steps * learningRate)
  return everybodys.map((c, i) => -c - update[i]! * factor)
}

function serverFor(learningRate: number): ServerAlgorithm {
  return {
    keeps: [name],
    broadcasts: [name],
    step({ values, state, share }, means) {
      const [update, change] = means as readonly [Float32Array, Float32Array]
      const before = state[name] ?? zeros(values.length)
      return {
        values: values.map((value, i) => value + learningRate * update[i]!),
        // Those who were not in the sum have not changed theirs.
        state: { [name]: before.map((c, i) => c + share * change[i]!) },
      }
    },
  }
}

function zeros(size: number): Float32Array {
  return new Float32Array(size)
}

export const scaffold: AlgorithmKind<{ readonly serverLearningRate: number }> = {
  name: 'scaffold',
  settings: z.strictObject({ serverLearningRate: z.number().positive().max(1e3).default(1) }),
  make: ({ serverLearningRate }) => ({ client, server: serverFor(serverLearningRate) }),
  faultOf({ momentum = 0, learningRate, clipNorm, range }) {
    if (Math.max(clipNorm, range) / learningRate > longestGradient)
      return {
        field: 'training.learningRate',
        message: `is too small: over it, clipNorm and range become bounds of a gradient above ${longestGradient}`,
      }
    // A step over the learning rate is a gradient only where each step is one gradient.
    if (momentum === 0) return undefined
    return {
      field: 'training.momentum',
      message: `must be left out: scaffold reads a holder's mean gradient off its steps, and momentum makes them up to ${(1 / (1 - momentum)).toPrecision(2)} times as long; fedavgm keeps momentum at the server`,
    }
  },
}
