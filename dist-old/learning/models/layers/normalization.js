/**
 * Normalisation from the example itself. Batch normalisation is not on the list: its running mean and variance are not
 * learned but counted, differ from holder to holder, and cannot be clipped, weighed and summed as parameters are
 * (Hsieh et al. 2020; Wu and He 2018 for groups of channels in their place).
 */
import { z } from 'zod';
import { unitLimit } from './fields.js';
import { layerSchema } from './layer-kind.js';
/** Added to a variance before its root is taken, unless the layer says otherwise. */
export const usualEpsilon = 1e-3;
const epsilon = z.number().min(1e-7).max(1).optional();
const layerNormalizationSchema = layerSchema('layer-normalization', { epsilon });
const groupNormalizationSchema = layerSchema('group-normalization', { groups: unitLimit, epsilon });
function scaleAndShift([input]) {
    const shape = [input.at(-1)];
    return [
        { name: 'gamma', shape, start: { kind: 'constant', value: 1 } },
        { name: 'beta', shape, start: { kind: 'constant', value: 0 } },
    ];
}
/** Mean 0 and variance 1 over the last axis, then gamma × value + beta (Ba et al. 2016). */
export const layerNormalizationKind = {
    schema: layerNormalizationSchema,
    takes: 'one input',
    outputShape: (_layer, [input]) => input,
    weights: (_layer, inputs) => scaleAndShift(inputs),
    multiplyAdds: () => 0,
};
/** Mean 0 and variance 1 over all positions of each run of channels, then gamma × value + beta for each channel. */
export const groupNormalizationKind = {
    schema: groupNormalizationSchema,
    takes: 'one input',
    outputShape: ({ groups }, [input], refuse) => {
        const channels = input.at(-1);
        if (channels % groups !== 0) {
            refuse(`${groups} groups do not divide its ${channels} channels: use a divisor of ${channels}`);
        }
        return input;
    },
    weights: (_layer, inputs) => scaleAndShift(inputs),
    multiplyAdds: () => 0,
};
//# sourceMappingURL=normalization.js.map