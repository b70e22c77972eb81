import { layersOf } from '../model-spec.js';
/** Any model as a network of layers with the same parameters in the same places. */
export function asLayers(spec) {
    if (spec.family === 'layers')
        return spec;
    const { inputShape } = spec;
    const dense = layersOf(spec).map(({ name, units, activation }) => ({
        kind: 'dense',
        name,
        units,
        ...(activation !== 'linear' && { activation }),
    }));
    const flatten = inputShape.length > 1 ? [{ kind: 'flatten', name: 'flatten' }] : [];
    return { family: 'layers', task: 'classification', inputShape, layers: [...flatten, ...dense] };
}
//# sourceMappingURL=as-layers.js.map