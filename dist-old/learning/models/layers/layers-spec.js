/**
 * A network of layers as data. Layers stand in the order in which they are computed; each takes the one before it, or
 * those it names; the last one's output is the model's. So a circle cannot be written, and the JSON has a fixed depth.
 */
import { z } from 'zod';
import { describeIssues } from '../../describe-issues.js';
import { ModelError } from '../../errors.js';
import { modelLimits } from '../limits.js';
import { tasks } from '../task.js';
import { natural } from './fields.js';
import { parseLayer } from './kinds.js';
const frame = z.strictObject({
    family: z.literal('layers'),
    task: z.enum(tasks),
    loss: z.literal('huber').optional(),
    inputShape: z.array(natural(modelLimits.inputSize)).min(1).max(modelLimits.inputDimensions).readonly(),
    layers: z.array(z.unknown()).min(1).max(modelLimits.layers),
});
/**
 * The fields of a specification, checked one by one; `graphOf` checks how they fit together. Throws `ModelError` at the
 * first layer that is not acceptable.
 */
export function parseLayersFields(value) {
    const framed = frame.safeParse(value);
    if (!framed.success)
        throw new ModelError(`the model is not acceptable: ${describeIssues(framed.error)}`);
    const { layers, ...rest } = framed.data;
    if (rest.loss !== undefined && rest.task !== 'regression') {
        throw new ModelError(`model.loss is "huber", which is for regression; leave it out for ${rest.task}`);
    }
    return { ...rest, layers: layers.map((layer, i) => parseLayer(layer, `model.layers[${i}]`)) };
}
//# sourceMappingURL=layers-spec.js.map