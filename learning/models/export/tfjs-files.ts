/** A model as the two files of a TensorFlow.js layers model, which tensorflowjs_converter makes a Keras model of. */
import { canonicalJson, utf8 } from '../../../aggregation/crypto/index.ts'
import type { ParameterVector } from '../../../aggregation/vector/index.ts'
import { ModelError } from '../../errors.ts'
import { writeTopology } from '../keras/index.ts'
import { float32Bytes } from '../model-hash.ts'
import type { ModelSpec } from '../model-spec.ts'
import { layoutOf, requireLayout } from '../parameters.ts'
import { asLayers } from './as-layers.ts'

/**
 * The files by name. The task's softmax or sigmoid is the last layer. Throws `ModelError` for parameters of another
 * model, and for layers that TensorFlow.js does not have.
 */
export function writeTfjsModel(
  spec: ModelSpec,
  parameters: ParameterVector,
): ReadonlyMap<string, Uint8Array> {
  requireLayout(parameters, layoutOf(spec))
  const layers = asLayers(spec)
  const missing = layers.layers.find(({ kind }) => kind === 'group-normalization')
  if (missing !== undefined) {
    throw new ModelError(
      `TensorFlow.js has no group normalisation, which layer "${missing.name}" is: export the model as ONNX instead`,
    )
  }
  const model = {
    format: 'layers-model',
    generatedBy: 'parley',
    convertedBy: null,
    userDefinedMetadata: { spec: canonicalJson(spec) },
    modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: writeTopology(layers) },
    weightsManifest: [{ paths: ['weights.bin'], weights: parameters.layout.map(weightEntry) }],
  }
  return new Map([
    ['model.json', utf8(JSON.stringify(model))],
    ['weights.bin', float32Bytes(parameters.values)],
  ])
}

/** Kernels of depthwise and separable layers have underscores in their names there. */
function weightEntry({ name, shape }: ParameterVector['layout'][number]) {
  return { name: name.replace(/(depthwise|pointwise)-kernel$/, '$1_kernel'), shape, dtype: 'float32' }
}
