/** Fields that several kinds of layers share. */
import { z } from 'zod';
import { layerLimits } from './layer-kind.js';
export const layerActivations = ['relu', 'relu6', 'tanh', 'sigmoid', 'elu', 'softplus', 'swish'];
export const paddings = ['valid', 'same'];
export const natural = (most) => z.int().min(1).max(most);
export const pairOf = (most) => z.tuple([natural(most), natural(most)]).readonly();
/** Fields of a layer that multiplies by a kernel. `bias` is left out for true, `initial` for `glorot`. */
export const kernelFields = {
    activation: z.enum(layerActivations).optional(),
    bias: z.boolean().optional(),
    initial: z.literal('he').optional(),
};
/** Fields of a window that moves over an image. `padding` is left out for `valid`. */
export const paddingField = { padding: z.enum(paddings).optional() };
/**
 * A kernel that starts uniform in ±sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010), or in ±sqrt(6 / inputs) (He
 * et al. 2015). Uniform, because a square root has the same bits everywhere and a logarithm need not.
 */
export function kernelWeight(name, shape, fan, { initial }) {
    const limit = Math.sqrt(6 / (initial === 'he' ? fan.inputs : fan.inputs + fan.outputs));
    return { name, shape, start: { kind: 'uniform', limit } };
}
/** The bias of `count` sums, unless the layer goes without. */
export function biasWeights({ bias = true }, count) {
    return bias ? [{ name: 'bias', shape: [count], start: { kind: 'constant', value: 0 } }] : [];
}
export const unitLimit = natural(layerLimits.units);
//# sourceMappingURL=fields.js.map