/** Regression: numbers against numbers, all outputs of an example together. */
import type { RegressionDataset } from '../data/dataset.ts'
import type { LayersSpec } from '../models/index.ts'
import type { Judge } from './evaluation.ts'
import { bootstrapFigures } from './metrics/intervals.ts'
import { meanOf } from './metrics/weighted-mean.ts'

export function openNumberJudge(dataset: RegressionDataset, loss: LayersSpec['loss']): Judge {
  const { targets, outputs: width, examples } = dataset
  const absolute = new Float64Array(examples)
  const squared = new Float64Array(examples)
  const losses = loss === 'huber' ? new Float64Array(examples) : squared
  return {
    add: (outputs, first) => {
      for (let k = 0; k < outputs.length; k++) {
        const at = first * width + k
        const example = Math.floor(at / width)
        const error = Math.abs(outputs[k]! - targets[at]!)
        absolute[example]! += error / width
        squared[example]! += (error * error) / width
        if (losses !== squared) losses[example]! += huber(error) / width
      }
    },
    evaluation: hasIntervals => ({
      task: 'regression',
      examples,
      correct: 0,
      accuracy: 0,
      meanLoss: meanOf(losses),
      metrics: bootstrapFigures(
        examples,
        weights => ({
          rmse: Math.sqrt(meanOf(squared, weights)),
          mae: meanOf(absolute, weights),
        }),
        hasIntervals,
      ),
      perClass: [],
    }),
  }
}

function huber(error: number): number {
  return error <= 1 ? (error * error) / 2 : error - 0.5
}
