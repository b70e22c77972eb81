/**
 * What a model is, as data: a bounty names a model with these words and never ships code. Families, layer kinds and
 * activations are allow-lists; everything else is refused before a tensor is made.
 */
import { z } from 'zod';
import { describeIssues } from '../describe-issues.js';
import { describeValue } from '../describe-value.js';
import { ModelError } from '../errors.js';
import { graphOf, parseLayersFields } from './layers/index.js';
import { modelLimits } from './limits.js';
export { modelLimits } from './limits.js';
export const activations = ['relu', 'tanh', 'sigmoid'];
const inputShape = z
    .array(z.int().min(1).max(modelLimits.inputSize))
    .min(1)
    .max(modelLimits.inputDimensions)
    .readonly();
const classes = z.int().min(2).max(modelLimits.classes);
const units = z.int().min(1).max(modelLimits.unitsPerLayer);
const mlpSpec = z
    .strictObject({
    family: z.literal('mlp'),
    inputShape,
    hidden: z.array(units).min(1).max(modelLimits.hiddenLayers).readonly(),
    classes,
    activation: z.enum(activations),
})
    .readonly();
const logisticSpec = z.strictObject({ family: z.literal('logistic'), inputShape, classes }).readonly();
/** A checked specification from untrusted JSON or YAML. Throws `ModelError` naming each bad field. */
export function parseModelSpec(value) {
    const family = value?.family;
    switch (family) {
        case 'mlp':
            return parseDense(value, mlpSpec);
        case 'logistic':
            return parseDense(value, logisticSpec);
        case 'layers':
            return parseLayers(value);
        default:
            throw new ModelError(`model.family is ${describeValue(family)}; use "mlp", "logistic" or "layers"`);
    }
}
function parseDense(value, schema) {
    const parsed = schema.safeParse(value);
    if (!parsed.success)
        throw new ModelError(`the model is not acceptable: ${describeIssues(parsed.error)}`);
    requireInputSize(parsed.data);
    const count = parameterCount(parsed.data);
    if (count > modelLimits.parameters) {
        throw new ModelError(`the model has ${count} parameters; the limit is ${modelLimits.parameters}: use smaller hidden layers`);
    }
    return parsed.data;
}
function parseLayers(value) {
    const spec = parseLayersFields(value);
    requireInputSize(spec);
    graphOf(spec);
    return spec;
}
function requireInputSize(spec) {
    if (inputSizeOf(spec) > modelLimits.inputSize) {
        throw new ModelError(`model.inputShape [${spec.inputShape}] has ${inputSizeOf(spec)} values; the limit is ${modelLimits.inputSize}`);
    }
}
/** Values in one example. */
export function inputSizeOf(spec) {
    return spec.inputShape.reduce((product, extent) => product * extent, 1);
}
/** What the model is for. */
export function taskOf(spec) {
    return spec.family === 'layers' ? spec.task : 'classification';
}
/** Values that the model puts out for an example, or for each position of one under segmentation. */
export function outputsOf(spec) {
    return spec.family === 'layers' ? graphOf(spec).outputShape.at(-1) : spec.classes;
}
/** The layers of a model of the two short families, from input to logits. */
export function layersOf(spec) {
    const hidden = spec.family === 'mlp' ? spec.hidden : [];
    const activation = spec.family === 'mlp' ? spec.activation : 'linear';
    const widths = [inputSizeOf(spec), ...hidden, spec.classes];
    return widths.slice(1).map((layerUnits, i) => ({
        kind: 'dense',
        name: `dense-${i + 1}`,
        inputs: widths[i],
        units: layerUnits,
        activation: i < hidden.length ? activation : 'linear',
    }));
}
/** Trainable numbers in the model. */
export function parameterCount(spec) {
    if (spec.family === 'layers')
        return graphOf(spec).parameters;
    return layersOf(spec).reduce((sum, layer) => sum + layer.inputs * layer.units + layer.units, 0);
}
//# sourceMappingURL=model-spec.js.map