/**
 * The JSON of a Keras or TensorFlow.js layers model, reduced to layers with their settings and sources. It is a
 * stranger's file: of bounded length, looked into only where a field is expected, and nothing in it is ever run.
 */
import { describeValue } from '../../describe-value.js';
import { ModelError } from '../../errors.js';
import { modelLimits } from '../limits.js';
export const topologyLimits = { bytes: 1 << 20, nameCharacters: 200 };
export function refuseFile(fault) {
    throw new ModelError(`this is not a layers model that can be used: ${fault}`);
}
/** Reads the text of a `model.json`, or of what Keras' `to_json` gives. Throws `ModelError`. */
export function readTopology(text) {
    if (text.length > topologyLimits.bytes) {
        refuseFile(`it has ${text.length} characters; the limit is ${topologyLimits.bytes}`);
    }
    const model = modelOf(parse(text));
    const config = model.config;
    const className = model.class_name;
    if (className === 'Sequential')
        return readSequential(config);
    if (className === 'Functional' || className === 'Model')
        return readFunctional(asFields(config, 'its config'));
    return refuseFile(`its class is ${describeValue(className)}; use "Sequential" or "Functional"`);
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return refuseFile('it is not JSON');
    }
}
/** The description inside the wrappings that the several writers put around it. */
function modelOf(document) {
    const outer = asFields(document, 'the document');
    if (outer.format === 'graph-model') {
        refuseFile('it is a graph model, which has no layers; save it as a layers model');
    }
    const topology = outer.modelTopology === undefined ? outer : asFields(outer.modelTopology, 'modelTopology');
    return topology.model_config === undefined ? topology : asFields(topology.model_config, 'model_config');
}
function asFields(value, what) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
        return value;
    return refuseFile(`${what} is ${describeValue(value)} where an object is expected`);
}
function asList(value, what) {
    return Array.isArray(value)
        ? value
        : refuseFile(`${what} is ${describeValue(value)} where a list is expected`);
}
function asName(value, what) {
    if (typeof value === 'string' && value !== '' && value.length <= topologyLimits.nameCharacters)
        return value;
    return refuseFile(`${what} is ${describeValue(value)}; a name has 1 to ${topologyLimits.nameCharacters} characters`);
}
function readLayers(value) {
    const list = asList(value, 'its list of layers');
    // One more than a model may have: the input is no layer here.
    if (list.length === 0 || list.length > modelLimits.layers + 2) {
        refuseFile(`it has ${list.length} layers; 1 to ${modelLimits.layers} are possible`);
    }
    return list.map((item, i) => {
        const fields = asFields(item, `layer ${i}`);
        const config = asFields(fields.config, `the config of layer ${i}`);
        const className = asName(fields.class_name, `the class_name of layer ${i}`);
        const name = asName(config.name ?? fields.name, `the name of layer ${i}`);
        return { fields, raw: { name, className, config } };
    });
}
/** Layers that follow one another; the first may be the input or carry its shape. */
function readSequential(config) {
    const list = readLayers(Array.isArray(config) ? config : asFields(config, 'its config').layers);
    const raws = list.map(({ raw }) => raw);
    const [first] = raws;
    const input = 'sequential-input';
    const isInput = first.className === 'InputLayer';
    const shape = first.config.batch_input_shape ?? first.config.batch_shape;
    const head = {
        name: input,
        className: 'InputLayer',
        config: { name: input, batch_shape: shape },
        sources: [],
    };
    const body = (isInput ? raws.slice(1) : raws).map((raw, i, all) => ({
        ...raw,
        sources: [i === 0 ? input : all[i - 1].name],
    }));
    return { layers: [head, ...body], input, output: body.at(-1)?.name ?? input };
}
function readFunctional(config) {
    const layers = readLayers(config.layers).map(({ fields, raw }) => ({
        ...raw,
        sources: sourcesOf(fields, raw.name),
    }));
    return {
        layers,
        input: onlyEnd(config.input_layers, 'input'),
        output: onlyEnd(config.output_layers, 'output'),
    };
}
/** The name in `[["x", 0, 0]]`, or `["x", 0, 0]` as Keras 3 has it. */
function onlyEnd(value, what) {
    const list = asList(value, `its ${what}_layers`);
    if (typeof list[0] === 'string')
        return asName(list[0], `its ${what}`);
    if (list.length !== 1)
        refuseFile(`it has ${list.length} ${what}s; one is possible`);
    return asName(asList(list[0], `its ${what}`)[0], `its ${what}`);
}
function sourcesOf({ inbound_nodes: nodes = [] }, name) {
    const calls = asList(nodes, `the inbound_nodes of "${name}"`);
    if (calls.length === 0)
        return [];
    if (calls.length > 1) {
        refuseFile(`layer "${name}" is called ${calls.length} times; give every call a layer of its own`);
    }
    const inputs = Array.isArray(calls[0])
        ? calls[0].map(input => asName(asList(input, `an input of "${name}"`)[0], `an input of "${name}"`))
        : kerasTensors(asFields(calls[0], `the call of "${name}"`), name);
    if (inputs.length === 0)
        refuseFile(`layer "${name}" takes from nothing`);
    return inputs;
}
/** Keras 3: the call's arguments, one tensor or a list of them, each with the layer it comes from. */
function kerasTensors({ args }, name) {
    const given = asList(args, `the arguments of "${name}"`);
    const tensors = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
    return tensors.map(tensor => {
        const { config } = asFields(tensor, `an input of "${name}"`);
        const history = asList(asFields(config, `an input of "${name}"`).keras_history, `an input of "${name}"`);
        return asName(history[0], `an input of "${name}"`);
    });
}
//# sourceMappingURL=read-topology.js.map