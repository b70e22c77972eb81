import { coordinatesOf, coordinatesOfLayout, parameterVector, tensorValues, } from '../../../aggregation/vector/index.js';
import { ModelError } from '../../errors.js';
import { readSafetensors, safetensorsLimits } from '../../models/safetensors-file.js';
import { UnusableWeights } from './faults.js';
/** Longest file of weights in this layout, whatever its header notes. */
export function mostWeightBytes(layout) {
    return 8 + safetensorsLimits.headerBytes + 4 * coordinatesOfLayout(layout);
}
/**
 * The weights in a trainer's file, in the order of the layout whatever the file's own: other writers sort tensors by name.
 * Throws `UnusableWeights` naming the tensor that is missing, too many, or of another shape.
 */
export function readWeights(bytes, layout) {
    const found = readTensors(bytes);
    const known = new Set(layout.map(({ name }) => name));
    const strange = found.layout.find(({ name }) => !known.has(name));
    if (strange !== undefined)
        throw new UnusableWeights(`its weights have a tensor "${strange.name}" too many`);
    const values = new Float32Array(coordinatesOfLayout(layout));
    let offset = 0;
    for (const place of layout) {
        requireShape(place, found.layout);
        values.set(tensorValues(found, place.name), offset);
        offset += coordinatesOf(place);
    }
    return parameterVector(values, layout);
}
function readTensors(bytes) {
    try {
        return readSafetensors(bytes).parameters;
    }
    catch (error) {
        if (!(error instanceof ModelError))
            throw error;
        throw new UnusableWeights(`its weights cannot be read: ${error.message}`);
    }
}
function requireShape({ name, shape }, found) {
    const other = found.find(place => place.name === name);
    if (other === undefined)
        throw new UnusableWeights(`its weights lack the tensor "${name}"`);
    if (other.shape.length !== shape.length || other.shape.some((extent, i) => extent !== shape[i]))
        throw new UnusableWeights(`its tensor "${name}" has the shape [${other.shape}]; the model's has [${shape}]`);
}
//# sourceMappingURL=weights-file.js.map