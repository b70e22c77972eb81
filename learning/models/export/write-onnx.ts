/** A model as an ONNX file, for runtimes of every language. */
import { canonicalJson } from '../../../aggregation/crypto/index.ts'
import { coordinatesOf, type ParameterVector } from '../../../aggregation/vector/index.ts'
import { linkOf } from '../keras/index.ts'
import { graphOf, inputName } from '../layers/index.ts'
import type { ModelSpec } from '../model-spec.ts'
import { layoutOf, requireLayout } from '../parameters.ts'
import { asLayers } from './as-layers.ts'
import { openOnnxBuilder } from './onnx-builder.ts'
import { emitLayer } from './onnx-layers.ts'
import { encodeOnnx } from './onnx-messages.ts'

const outputName = 'output'

/**
 * The file's bytes: `input` [batch, …inputShape] to `output`, which are probabilities by the task's softmax or sigmoid,
 * or numbers under regression. The specification is in the metadata. Throws `ModelError` for parameters of another model.
 */
export function writeOnnx(spec: ModelSpec, parameters: ParameterVector): Uint8Array {
  requireLayout(parameters, layoutOf(spec))
  const layers = asLayers(spec)
  const { nodes, outputShape } = graphOf(layers)
  const builder = openOnnxBuilder()
  const takeWeight = openTensors(parameters)
  const names: string[] = []
  for (const node of nodes) {
    const inputs = node.sources.map(place => (place < 0 ? inputName : names[place]!))
    names.push(emitLayer(inputs, { builder, node, weights: node.weights.map(takeWeight) }))
  }
  const last = names.at(-1)!
  const link = linkOf[layers.task]
  const linked =
    link === undefined ? last : builder.node(operators[link], [last], link === 'softmax' ? { axis: -1 } : {})
  const renamed = {
    name: outputName,
    operator: 'Identity',
    inputs: [linked],
    outputs: [outputName],
    attributes: [],
  }
  const graph = {
    nodes: [...builder.nodes, renamed],
    initializers: builder.initializers,
    input: { name: inputName, shape: layers.inputShape },
    output: { name: outputName, shape: outputShape },
  }
  return encodeOnnx(graph, { 'parley-spec': canonicalJson(spec) })
}

const operators = { softmax: 'Softmax', sigmoid: 'Sigmoid' } as const

/** Hands out the vector's tensors one after another. */
function openTensors({ values, layout }: ParameterVector) {
  let [next, offset] = [0, 0]
  return () => {
    const place = layout[next]!
    const start = offset
    next += 1
    offset += coordinatesOf(place)
    return { values: values.slice(start, offset), shape: place.shape }
  }
}
