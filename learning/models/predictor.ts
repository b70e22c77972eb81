/** A model in use, whatever its family: features in, outputs out. */
import * as tf from '@tensorflow/tfjs-core'
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import { buildModel, disposeModel, forward } from './build-model.ts'
import type { LayersSpec } from './layers/index.ts'
import { buildLayersModel, forwardLayers } from './layers-model.ts'
import type { DenseSpec, ModelSpec } from './model-spec.ts'

export interface Predictor {
  /** Logits (numbers under regression) of examples × feature size values, one example after another. */
  outputsOf(features: Float32Array, examples: number): Promise<Float32Array>
  dispose(): void
}

/** Puts the model on the backend. Throws `ModelError` when the parameters are not laid out as the spec says. */
export function openPredictor(spec: ModelSpec, parameters: ParameterVector): Predictor {
  return spec.family === 'layers' ? openLayers(spec, parameters) : openDense(spec, parameters)
}

function openDense(spec: DenseSpec, parameters: ParameterVector): Predictor {
  const model = buildModel(spec, parameters)
  return {
    outputsOf: (features, examples) =>
      readOutputs(() => {
        const columns = tf.transpose(tf.tensor2d(features, [examples, features.length / examples]))
        return tf.transpose(forward(model, columns).at(-1)!)
      }),
    dispose: () => disposeModel(model),
  }
}

function openLayers(spec: LayersSpec, parameters: ParameterVector): Predictor {
  const { graph, tensors } = buildLayersModel(spec, parameters)
  return {
    outputsOf: (features, examples) =>
      readOutputs(() => forwardLayers(graph, tensors, tf.tensor(features, [examples, ...spec.inputShape]))),
    dispose: () => tf.dispose([...tensors]),
  }
}

async function readOutputs(compute: () => tf.Tensor): Promise<Float32Array> {
  const outputs = tf.tidy(compute)
  const values = await outputs.data()
  outputs.dispose()
  return values as Float32Array
}
