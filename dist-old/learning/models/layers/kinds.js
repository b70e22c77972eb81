/** The allow-list: every kind of layer there is. */
import { describeIssues } from '../../describe-issues.js';
import { describeValue } from '../../describe-value.js';
import { ModelError } from '../../errors.js';
import { conv1dKind, conv2dKind, depthwiseKind, separableKind, transposeKind } from './convolution.js';
import { denseKind } from './dense.js';
import { addKind, concatenateKind } from './merging.js';
import { groupNormalizationKind, layerNormalizationKind } from './normalization.js';
import { activationKind, dropoutKind, leakyReluKind } from './pointwise.js';
import { averagePool1dKind, averagePool2dKind, globalAveragePool1dKind, globalAveragePool2dKind, maxPool1dKind, maxPool2dKind, } from './pooling.js';
import { flattenKind, reshapeKind, upsampleKind, zeroPadKind } from './reshaping.js';
export const layerKinds = {
    dense: denseKind,
    conv1d: conv1dKind,
    conv2d: conv2dKind,
    'depthwise-conv2d': depthwiseKind,
    'separable-conv2d': separableKind,
    'conv2d-transpose': transposeKind,
    'max-pool1d': maxPool1dKind,
    'max-pool2d': maxPool2dKind,
    'average-pool1d': averagePool1dKind,
    'average-pool2d': averagePool2dKind,
    'global-average-pool1d': globalAveragePool1dKind,
    'global-average-pool2d': globalAveragePool2dKind,
    flatten: flattenKind,
    reshape: reshapeKind,
    upsample2d: upsampleKind,
    'zero-pad2d': zeroPadKind,
    activation: activationKind,
    'leaky-relu': leakyReluKind,
    dropout: dropoutKind,
    'layer-normalization': layerNormalizationKind,
    'group-normalization': groupNormalizationKind,
    add: addKind,
    concatenate: concatenateKind,
};
/** What is known of the layer's kind. */
export function kindOf(layer) {
    // A kind is only ever asked about its own layers.
    return layerKinds[layer.kind];
}
/** A checked layer from untrusted JSON. Throws `ModelError` naming place, field and what is allowed. */
export function parseLayer(value, place) {
    const kind = value !== null && typeof value === 'object' ? value.kind : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(layerKinds, kind)) {
        throw new ModelError(`${place}: its kind is ${describeValue(kind)}; use one of ${Object.keys(layerKinds).join(', ')}`);
    }
    const parsed = layerKinds[kind].schema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    throw new ModelError(`${place} (${kind}): ${describeIssues(parsed.error)}`);
}
//# sourceMappingURL=kinds.js.map