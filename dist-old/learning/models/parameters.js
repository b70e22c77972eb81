import { coordinatesOf, coordinatesOfLayout, parameterVector, sameLayout, } from '../../aggregation/vector/index.js';
import { ModelError } from '../errors.js';
import { openSeededRandom } from '../seeded-random.js';
import { graphOf } from './layers/index.js';
import { layersOf } from './model-spec.js';
/** Every tensor of the model in the order of the vector, named `layer/tensor`. */
function weightsOf(spec) {
    if (spec.family === 'layers') {
        return graphOf(spec).nodes.flatMap(({ layer, weights }) => weights.map(weight => ({ ...weight, name: `${layer.name}/${weight.name}` })));
    }
    return layersOf(spec).flatMap(({ name, inputs, units }) => [
        {
            name: `${name}/kernel`,
            shape: [inputs, units],
            start: { kind: 'uniform', limit: Math.sqrt(6 / (inputs + units)) },
        },
        { name: `${name}/bias`, shape: [units], start: { kind: 'constant', value: 0 } },
    ]);
}
/** Where each tensor lies in the flat vector: layer by layer, a kernel [inputs, units] before its bias [units]. */
export function layoutOf(spec) {
    return weightsOf(spec).map(({ name, shape }) => ({ name, shape }));
}
/**
 * The parameters training starts from: kernels uniform in ±sqrt(6 / (inputs + units)) (Glorot and Bengio 2010) or, where
 * a layer asks for it, ±sqrt(6 / inputs) (He et al. 2015), biases and shifts zero, scales one. The same spec and seed
 * give the same bits everywhere.
 */
export function initialParameters(spec, seed) {
    const random = openSeededRandom(seed, 'initial parameters');
    const layout = layoutOf(spec);
    const values = new Float32Array(coordinatesOfLayout(layout));
    let offset = 0;
    for (const weight of weightsOf(spec)) {
        const end = offset + coordinatesOf(weight);
        fill(values.subarray(offset, end), weight.start, random.unit);
        offset = end;
    }
    return parameterVector(values, layout);
}
function fill(values, start, unit) {
    if (start.kind === 'constant') {
        values.fill(start.value);
        return;
    }
    for (let i = 0; i < values.length; i++)
        values[i] = (2 * unit() - 1) * start.limit;
}
/** Throws `ModelError` with both layouts when parameters are laid out otherwise than the model's. */
export function requireLayout(parameters, layout) {
    if (sameLayout(parameters.layout, layout))
        return;
    throw new ModelError(`the parameters are laid out as ${describeLayout(parameters.layout)}, the model as ${describeLayout(layout)}`);
}
function describeLayout(layout) {
    return layout.map(({ name, shape }) => `${name} [${shape}]`).join(', ') || 'nothing';
}
//# sourceMappingURL=parameters.js.map