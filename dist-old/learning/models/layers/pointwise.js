/** Layers that treat every value by itself. */
import { z } from 'zod';
import { layerActivations } from './fields.js';
import { layerSchema, withoutWeights } from './layer-kind.js';
const activationSchema = layerSchema('activation', { activation: z.enum(layerActivations) });
const leakyReluSchema = layerSchema('leaky-relu', { slope: z.number().min(0).max(1) });
const dropoutSchema = layerSchema('dropout', { rate: z.number().min(0).max(0.95) });
function pointwiseKind(schema) {
    return { schema, takes: 'one input', outputShape: (_layer, [input]) => input, ...withoutWeights };
}
export const activationKind = pointwiseKind(activationSchema);
/** x above zero, slope × x below. */
export const leakyReluKind = pointwiseKind(leakyReluSchema);
/** In training each value is dropped with probability `rate` and the others grow by 1 / (1 - rate); else nothing. */
export const dropoutKind = pointwiseKind(dropoutSchema);
//# sourceMappingURL=pointwise.js.map