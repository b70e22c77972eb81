/** What learns: a model on the backend that takes one step after another on examples of one dataset. */
import type * as tf from '@tensorflow/tfjs-core'
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import type { Dataset } from '../data/dataset.ts'
import type { ModelSpec } from '../models/model-spec.ts'
import { openDenseLearner } from './dense-learner.ts'
import { openLayersLearner } from './layers-learner.ts'
import { loadGradients } from './load-gradients.ts'

export interface LearningSettings {
  readonly spec: ModelSpec
  readonly parameters: ParameterVector
  readonly learningRate: number
  readonly proximal?: number
  readonly momentum?: number
  readonly correction?: Float32Array
  readonly batchSize: number
  readonly seed: number
}

export interface Learner {
  /** One step on the chosen examples' mean loss; the sum of their losses before it, which the caller disposes. */
  step(chosen: Int32Array): tf.Scalar
  /** The parameters as they are now. */
  parameters(): Promise<ParameterVector>
  dispose(): void
}

/** A learner for data that fits the model. The short families have their backward pass written out. */
export async function openLearner(settings: LearningSettings, dataset: Dataset): Promise<Learner> {
  const { spec } = settings
  if (spec.family !== 'layers') return openDenseLearner({ ...settings, spec }, dataset)
  await loadGradients()
  return openLayersLearner({ ...settings, spec }, dataset)
}
