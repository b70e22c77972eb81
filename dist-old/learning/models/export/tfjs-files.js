/** A model as the two files of a TensorFlow.js layers model, which tensorflowjs_converter makes a Keras model of. */
import { canonicalJson, utf8 } from '../../../aggregation/crypto/index.js';
import { ModelError } from '../../errors.js';
import { writeTopology } from '../keras/index.js';
import { float32Bytes } from '../model-hash.js';
import { layoutOf, requireLayout } from '../parameters.js';
import { asLayers } from './as-layers.js';
/**
 * The files by name. The task's softmax or sigmoid is the last layer. Throws `ModelError` for parameters of another
 * model, and for layers that TensorFlow.js does not have.
 */
export function writeTfjsModel(spec, parameters) {
    requireLayout(parameters, layoutOf(spec));
    const layers = asLayers(spec);
    const missing = layers.layers.find(({ kind }) => kind === 'group-normalization');
    if (missing !== undefined) {
        throw new ModelError(`TensorFlow.js has no group normalisation, which layer "${missing.name}" is: export the model as ONNX instead`);
    }
    const model = {
        format: 'layers-model',
        generatedBy: 'parley',
        convertedBy: null,
        userDefinedMetadata: { spec: canonicalJson(spec) },
        modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: writeTopology(layers) },
        weightsManifest: [{ paths: ['weights.bin'], weights: parameters.layout.map(weightEntry) }],
    };
    return new Map([
        ['model.json', utf8(JSON.stringify(model))],
        ['weights.bin', float32Bytes(parameters.values)],
    ]);
}
/** Kernels of depthwise and separable layers have underscores in their names there. */
function weightEntry({ name, shape }) {
    return { name: name.replace(/(depthwise|pointwise)-kernel$/, '$1_kernel'), shape, dtype: 'float32' };
}
//# sourceMappingURL=tfjs-files.js.map