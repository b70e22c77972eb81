/** What there is to know of one kind of layer without computing a tensor. */
import { z } from 'zod';
/** Largest sizes a single layer may name; `graph.ts` bounds the whole. */
export const layerLimits = {
    inputs: 16,
    units: 65_536,
    kernelExtent: 1024,
    depthMultiplier: 64,
    padding: 1024,
    factor: 64,
    dimensions: 4,
    extent: 1 << 20,
};
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** A layer's name: also part of the names of its tensors in every file. */
export const layerName = z
    .string()
    .regex(namePattern, 'must be 1 to 64 letters, digits, "_", "." or "-", such as "conv-1"');
/**
 * The schema of a kind: its own fields beside the name and, where the layer does not follow the one before it, the
 * names of the layers it takes its inputs from (`input` is the model's input).
 */
export function layerSchema(kind, fields) {
    const from = z.array(layerName).min(1).max(layerLimits.inputs).readonly().optional();
    return z.strictObject({ kind: z.literal(kind), name: layerName, from, ...fields }).readonly();
}
/** Parts of a kind that has nothing to learn. */
export const withoutWeights = { weights: () => [], multiplyAdds: () => 0 };
//# sourceMappingURL=layer-kind.js.map