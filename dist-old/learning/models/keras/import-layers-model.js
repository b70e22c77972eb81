/**
 * A network described by Keras or TensorFlow.js as a specification of layers. Only the description is taken over: the
 * weights of a bounty's model start from the seed of its terms.
 */
import { describeValue } from '../../describe-value.js';
import { ModelError } from '../../errors.js';
import { inputName, parseLayer, wireLayers } from '../layers/index.js';
import { parseModelSpec } from '../model-spec.js';
import { isSame, layerClasses, refusedClasses } from './layer-classes.js';
import { readTopology, refuseFile } from './read-topology.js';
import { sortLayers } from './sort-layers.js';
/**
 * Reads the JSON of a Sequential or Functional model: a `model.json`, or what `to_json` gives. Throws `ModelError` for
 * text that is none, and naming the layer for classes that are not on the list, settings that are unknown or have no
 * counterpart, circles, shared layers, several inputs or outputs, and what `parseModelSpec` refuses.
 */
export function importLayersModel(text, options = {}) {
    const raw = readTopology(text);
    const sorted = sortLayers(raw);
    const names = namesOf(sorted, raw.input);
    const inputShape = inputShapeOf(raw);
    const read = sorted.map((layer, i) => readLayer(layer, names, i === 0 ? raw.input : sorted[i - 1].name));
    const { layers, link } = withoutLink(read);
    const { nodes, outputShape } = wireLayers({ inputShape, layers });
    for (const [i, node] of nodes.entries())
        requireLastAxis(sorted[i], node);
    const task = taskFor(link, outputShape.length, options.task);
    const settled = layers.map((layer, i) => withoutRest(layer, nodes[i]));
    return parseModelSpec({
        family: 'layers',
        task,
        ...(options.loss && { loss: options.loss }),
        inputShape,
        layers: settled,
    });
}
/** A reshape that leaves no extent open, so that one network has one form. */
function withoutRest(layer, { outputShape }) {
    return layer.kind === 'reshape' ? { ...layer, shape: outputShape } : layer;
}
/** Shapes and names are checked with the rest; here the batch is taken off. */
function inputShapeOf({ layers, input }) {
    const { className, config } = layers.find(({ name }) => name === input);
    if (className !== 'InputLayer')
        refuseFile(`its input "${input}" is of class ${describeValue(className)}, no InputLayer`);
    const shape = config.batch_input_shape ?? config.batch_shape;
    if (!Array.isArray(shape))
        return refuseFile('its input has no batch_input_shape');
    const extents = shape.slice(1);
    if (shape[0] !== null || extents.length < 1 || extents.length > 4) {
        refuseFile('its batch_input_shape is not null (the batch) before 1 to 4 extents');
    }
    const open = extents.find(extent => !Number.isInteger(extent) || extent < 1);
    if (open !== undefined)
        refuseFile(`an extent of its input is ${describeValue(open)}; give every extent a number`);
    return extents;
}
/** A name that a layer may have here for every name of the file. */
function namesOf(layers, input) {
    const names = new Map([[input, inputName]]);
    const taken = new Set([inputName]);
    for (const { name } of layers) {
        const cleaned = name.replaceAll(/[^A-Za-z0-9_.-]/g, '_').replace(/^[^A-Za-z0-9]+/, '');
        const base = (cleaned === '' ? 'layer' : cleaned).slice(0, 56);
        let free = base;
        for (let i = 2; taken.has(free); i++)
            free = `${base}-${i}`;
        taken.add(free);
        names.set(name, free);
    }
    return names;
}
function readLayer(raw, names, before) {
    const refuse = refuseLayer(raw);
    const known = Object.hasOwn(layerClasses, raw.className) ? layerClasses[raw.className] : undefined;
    if (known === undefined) {
        const reason = Object.hasOwn(refusedClasses, raw.className) ? refusedClasses[raw.className] : undefined;
        return refuse(reason ?? `it is not on the list; use one of ${Object.keys(layerClasses).join(', ')}`);
    }
    requireSettings(raw, known);
    const { kind, ...fields } = known.read(raw.config, refuse);
    const isNext = raw.sources.length === 1 && raw.sources[0] === before;
    const from = isNext ? undefined : raw.sources.map(source => names.get(source));
    const stated = Object.entries(fields).filter(([, value]) => value !== undefined);
    return {
        raw,
        fields: { kind, name: names.get(raw.name), ...(from && { from }), ...Object.fromEntries(stated) },
    };
}
function refuseLayer({ name, className }) {
    return (fault) => {
        throw new ModelError(`layer ${describeValue(name)} (${describeValue(className).slice(1, -1)}): ${fault}`);
    };
}
/** Settings of every layer that say how it is stored or called. */
const framing = new Set(['name', 'dtype', 'batch_input_shape', 'batch_shape', 'input_shape']);
function requireSettings(raw, { reads, fixed }) {
    const refuse = refuseLayer(raw);
    if (!isFloat(raw.config.dtype))
        refuse('its dtype is not float32; set the dtype policy to float32');
    for (const [key, value] of Object.entries(raw.config)) {
        if (framing.has(key) || reads.includes(key))
            continue;
        if (!Object.hasOwn(fixed, key))
            refuse(`its setting ${describeValue(key)} is unknown; remove it`);
        const allowed = fixed[key];
        if (allowed.some(one => isSame(value, one)))
            continue;
        refuse(`its ${key} is ${describeValue(value)}; only ${describeValue(allowed[0])} is possible`);
    }
}
/** `float32`, or the policy object in which Keras 3 wraps it. */
function isFloat(dtype) {
    if (dtype === undefined || dtype === null || dtype === 'float32')
        return true;
    const { config } = dtype;
    return typeof config === 'object' && config !== null && config.name === 'float32';
}
/** The layers, with the softmax or sigmoid at the end taken off. */
function withoutLink(read) {
    const last = read.at(-1).fields;
    const { activation, ...rest } = last;
    const link = activation === 'softmax' || activation === 'sigmoid' ? activation : undefined;
    const isAlone = link !== undefined && last.kind === 'activation';
    const kept = isAlone ? read.slice(0, -1) : read;
    if (kept.length === 0)
        refuseFile('it has no layers but a softmax or sigmoid');
    // What is taken off must stand on the layer before it, which then is the last.
    if (isAlone && last.from !== undefined)
        refuseLayer(read.at(-1).raw)('it does not follow the layer before it');
    const layers = kept.map(({ raw, fields }, i) => {
        const own = link !== undefined && !isAlone && i === kept.length - 1 ? rest : fields;
        if (own.activation === 'softmax')
            refuseLayer(raw)('softmax is for the end of a model; use another activation');
        return parseLayer(own, `layer ${describeValue(raw.name)}`);
    });
    return { layers, link };
}
function requireLastAxis(raw, { inputShapes: [input] }) {
    const { axis } = raw.config;
    if (axis === undefined)
        return;
    const axes = Array.isArray(axis) ? axis : [axis];
    // Axis 0 is the batch.
    if (axes.length === 1 && (axes[0] === -1 || axes[0] === input.length))
        return;
    refuseLayer(raw)(`its axis is ${describeValue(axis)}; only the last one, -1, is possible`);
}
function taskFor(link, axes, wanted) {
    const found = taskOfLink(link, axes);
    if (wanted === undefined)
        return found ?? refuseFile('it ends without softmax or sigmoid: say what it is for');
    if (found !== undefined && found !== wanted) {
        const without = `take the ${link} off its end, or make it a ${found}`;
        refuseFile(`it ends in ${link}, which is for ${found}, and is to be for ${wanted}: ${without}`);
    }
    return wanted;
}
function taskOfLink(link, axes) {
    if (link === 'softmax')
        return axes === 1 ? 'classification' : 'segmentation';
    if (link === 'sigmoid' && axes > 1) {
        return refuseFile('a sigmoid for every position is not possible: use two classes and a softmax');
    }
    return link === undefined ? undefined : 'multi-label';
}
//# sourceMappingURL=import-layers-model.js.map