/** A specification of layers wired up: the shapes between them, their weights, and what the whole costs. */
import { ModelError } from '../../errors.js';
import { modelLimits } from '../limits.js';
import { kindOf } from './kinds.js';
import { sameShape, shapeText, sizeOfShape } from './shape.js';
/** Name by which a layer takes the model's input. */
export const inputName = 'input';
/** Wires up a specification whose fields are checked. Throws as `wireLayers`, and for an output that is not the task's. */
export function graphOf(spec) {
    const graph = wireLayers(spec);
    requireOutput(spec, graph.outputShape);
    return graph;
}
/**
 * Wires up layers whose fields are checked. Throws `ModelError` naming the layer for names that are unknown or taken,
 * inputs that do not fit, layers that lead nowhere, and a model without parameters or beyond the limits.
 */
export function wireLayers(spec) {
    const nodes = [];
    const places = new Map([[inputName, -1]]);
    let cost = { parameters: 0, activations: sizeOfShape(spec.inputShape), multiplyAdds: 0 };
    for (const [i, layer] of spec.layers.entries()) {
        const refuse = refuseAt(i, layer);
        if (places.has(layer.name))
            refuse('its name is taken; give every layer another one');
        const node = nodeOf(layer, sourcesOf(layer, i, places, refuse), nodes, spec.inputShape, refuse);
        cost = addCost(cost, node, refuse);
        nodes.push(node);
        places.set(layer.name, i);
    }
    requireUse(nodes);
    if (cost.parameters === 0)
        throw new ModelError('the model has no parameters: add a layer that learns');
    const { outputShape } = nodes.at(-1);
    return { nodes, outputShape, parameters: cost.parameters, activations: cost.activations };
}
function refuseAt(index, { name, kind }) {
    return fault => {
        throw new ModelError(`model.layers[${index}] "${name}" (${kind}): ${fault}`);
    };
}
function sourcesOf({ from }, index, places, refuse) {
    if (from === undefined)
        return [index - 1];
    return from.map(name => places.get(name) ?? refuse(`it takes from "${name}", which is no layer before it; order them so`));
}
function nodeOf(layer, sources, nodes, inputShape, refuse) {
    const kind = kindOf(layer);
    if (kind.takes === 'one input' && sources.length !== 1) {
        refuse(`it takes one input and is given ${sources.length}; join them with add or concatenate first`);
    }
    if (kind.takes === 'several inputs' && sources.length < 2) {
        refuse('it joins inputs and is given one; name two or more in "from"');
    }
    const inputShapes = sources.map(place => (place < 0 ? inputShape : nodes[place].outputShape));
    const outputShape = kind.outputShape(layer, inputShapes, refuse);
    return { layer, sources, inputShapes, outputShape, weights: kind.weights(layer, inputShapes) };
}
function addCost(before, { layer, inputShapes, outputShape, weights }, refuse) {
    const ownParameters = weights.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
    const cost = {
        parameters: before.parameters + ownParameters,
        activations: before.activations + sizeOfShape(outputShape),
        multiplyAdds: before.multiplyAdds + kindOf(layer).multiplyAdds(layer, inputShapes, outputShape),
    };
    if (cost.parameters > modelLimits.parameters) {
        refuse(`with it the model has ${cost.parameters} parameters; the limit is ${modelLimits.parameters}: use fewer units or filters`);
    }
    if (cost.activations > modelLimits.activations) {
        refuse(`with it the layers put out ${cost.activations} values for one example; the limit is ` +
            `${modelLimits.activations}: use smaller inputs, fewer filters or earlier pooling`);
    }
    if (cost.multiplyAdds > modelLimits.multiplyAdds) {
        refuse(`with it one example takes ${cost.multiplyAdds} multiplications; the limit is ` +
            `${modelLimits.multiplyAdds}: use smaller kernels or fewer filters`);
    }
    return cost;
}
/** A layer that leads nowhere would have parameters without a gradient. */
function requireUse(nodes) {
    const used = new Set(nodes.flatMap(({ sources }) => sources));
    const idle = nodes.findIndex((_, i) => i < nodes.length - 1 && !used.has(i));
    if (idle >= 0)
        refuseAt(idle, nodes[idle].layer)('no layer takes from it; remove it, or name it in a "from"');
}
function requireOutput(spec, output) {
    const last = spec.layers.length - 1;
    const refuse = refuseAt(last, spec.layers[last]);
    const units = output.at(-1);
    if (spec.task === 'segmentation') {
        const wanted = spec.inputShape.slice(0, -1);
        if (wanted.length === 0 || !sameShape(output.slice(0, -1), wanted)) {
            const positions = wanted.map(extent => `${extent}, `).join('');
            refuse(`it puts out ${shapeText(output)}; segmentation needs one row of classes for every position, ` +
                `[${positions}classes]`);
        }
    }
    else if (output.length !== 1) {
        refuse(`it puts out ${shapeText(output)}; ${spec.task} needs one axis: end with flatten or pooling`);
    }
    const fewest = spec.task === 'classification' || spec.task === 'segmentation' ? 2 : 1;
    if (units < fewest || units > modelLimits.classes) {
        refuse(`it puts out ${units} values; ${spec.task} has ${fewest} to ${modelLimits.classes}`);
    }
    if (spec.task !== 'regression')
        requireLinear(spec, refuse);
}
/** The task puts softmax or sigmoid on the model's outputs itself. */
function requireLinear({ task, layers }, refuse) {
    const last = layers.at(-1);
    const isBent = ('activation' in last && last.activation !== undefined) || last.kind === 'leaky-relu';
    if (isBent)
        refuse(`the last layer of a ${task} has no activation: softmax or sigmoid comes with the task`);
}
//# sourceMappingURL=graph.js.map