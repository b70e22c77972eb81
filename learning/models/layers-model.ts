/** A network of layers as tensors: one for each place of the parameter vector, in its order and shape. */
import * as tf from '@tensorflow/tfjs-core'
import {
  coordinatesOf,
  coordinatesOfLayout,
  type ParameterVector,
  parameterVector,
} from '../../aggregation/vector/index.ts'
import { computeNode, type Dropping, type Watch } from './layers/forward.ts'
import { graphOf, type LayerGraph, type LayersSpec } from './layers/index.ts'
import { layoutOf, requireLayout } from './parameters.ts'

/** A network on the backend. Its owner disposes the tensors. */
export interface LayersModel {
  readonly spec: LayersSpec
  readonly graph: LayerGraph
  readonly tensors: readonly tf.Tensor[]
}

/** Puts the parameters on the backend. Throws `ModelError` when the vector's layout is not the spec's. */
export function buildLayersModel(spec: LayersSpec, parameters: ParameterVector): LayersModel {
  const layout = layoutOf(spec)
  requireLayout(parameters, layout)
  let offset = 0
  const tensors = layout.map(place => {
    const values = parameters.values.slice(offset, offset + coordinatesOf(place))
    offset += values.length
    return tf.tensor(values, [...place.shape])
  })
  return { spec, graph: graphOf(spec), tensors }
}

/** Reads the parameters back as one vector. */
export async function layersParametersOf({ spec, tensors }: LayersModel): Promise<ParameterVector> {
  const layout = layoutOf(spec)
  const values = new Float32Array(coordinatesOfLayout(layout))
  let offset = 0
  for (const tensor of tensors) {
    values.set(await tensor.data(), offset)
    offset += tensor.size
  }
  return parameterVector(values, layout)
}

/**
 * The model's outputs for features [batch, ...inputShape]: logits, or numbers under regression. `dropping` draws what
 * dropout layers leave out, while training only; `watch` is shown what each layer that learns makes, in the order of their
 * tensors. Call inside `tf.tidy`.
 */
export function forwardLayers(
  { nodes }: LayerGraph,
  tensors: readonly tf.Tensor[],
  features: tf.Tensor,
  dropping?: Dropping,
  watch?: Watch,
): tf.Tensor {
  const outputs: tf.Tensor[] = []
  let taken = 0
  for (const node of nodes) {
    const inputs = node.sources.map(place => (place < 0 ? features : outputs[place]!))
    const weights = tensors.slice(taken, taken + node.weights.length)
    taken += weights.length
    outputs.push(computeNode(inputs, { node, weights, dropping, watch }))
  }
  return outputs.at(-1)!
}
