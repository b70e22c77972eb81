/**
 * Models as safetensors files. The specification rides in the metadata, so a file says by itself what network it holds;
 * what an algorithm tells the holders with the model lies beside its tensors.
 */
import { canonicalJson, isNestedWithin } from '../../aggregation/crypto/index.js';
import { parameterVector, sameLayout } from '../../aggregation/vector/index.js';
import { modelHash } from './model-hash.js';
import { parseModelSpec } from './model-spec.js';
import { joined, split } from './named-vectors.js';
import { layoutOf } from './parameters.js';
import { parseJson, readSafetensors, refuse, writeSafetensors } from './safetensors-file.js';
const formatName = 'parley-model/v1';
const reservedMetadata = ['format', 'spec', 'data'];
/** The file of a model. `metadata` is extra text, kept as it is; "format", "spec" and "data" are taken. */
export function writeModel(spec, parameters, metadata = {}, data, broadcast = {}) {
    if (!sameLayout(parameters.layout, layoutOf(spec))) {
        throw new RangeError("the parameters' layout is not the specification's");
    }
    const taken = reservedMetadata.find(key => key in metadata);
    if (taken !== undefined)
        throw new RangeError(`the metadata key "${taken}" is taken by the format`);
    const texts = { ...metadata, format: formatName, spec: canonicalJson(spec) };
    return writeSafetensors(beside(parameters, broadcast), data === undefined ? texts : { ...texts, data: canonicalJson(data) });
}
/** Reads a model file; throws `ModelError` saying what is wrong with it. */
export function readModel(bytes) {
    const { parameters: all, metadata } = readSafetensors(bytes);
    const { format, spec: specText, data: dataText, ...rest } = metadata;
    if (format !== formatName || specText === undefined) {
        refuse(`the metadata has no format "${formatName}" with a "spec"; it was not written by Parley`);
    }
    const spec = parseModelSpec(parseJson(specText, 'the "spec" in the metadata'));
    const { parameters, broadcast } = apart(all);
    if (!sameLayout(parameters.layout, layoutOf(spec))) {
        refuse('the tensors are not those of the specification in the metadata');
    }
    if (Object.values(broadcast).some(({ length }) => length !== parameters.values.length))
        refuse('a vector beside the tensors is not as long as they are');
    const model = { spec, parameters, broadcast, metadata: rest };
    return dataText === undefined ? model : { ...model, data: readData(dataText) };
}
/** The `modelHash` of everything in a file that a hash covers. */
export function modelFileHash({ spec, parameters, data, broadcast, }) {
    return modelHash(spec, parameters, data, broadcast);
}
/** No tensor of a model has a colon in its name. */
const broadcastPrefix = 'broadcast:';
function beside({ values, layout }, broadcast) {
    const added = joined(broadcast, name => `${broadcastPrefix}${name}`);
    const all = new Float32Array(values.length + added.values.length);
    all.set(values);
    all.set(added.values, values.length);
    return parameterVector(all, [...layout, ...added.layout]);
}
function apart({ values, layout }) {
    const isAdded = ({ name }) => name.startsWith(broadcastPrefix);
    const own = layout.filter(place => !isAdded(place));
    const added = layout.filter(isAdded);
    if (layout.slice(0, own.length).some(isAdded))
        refuse('vectors beside the tensors come before them');
    const size = own.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
    const parameters = parameterVector(values.slice(0, size), own);
    const broadcast = split(parameterVector(values.slice(size), added), name => name.slice(broadcastPrefix.length));
    return { parameters, broadcast };
}
/** Levels of a data schema, with some to spare. */
const deepestData = 16;
/** Held to a schema by whoever uses it. */
function readData(text) {
    const data = parseJson(text, 'the "data" in the metadata');
    const isObject = data !== null && typeof data === 'object' && !Array.isArray(data);
    if (!isObject || !isNestedWithin(data, deepestData) || canonicalJson(data) !== text)
        refuse('the "data" in the metadata is not an object in canonical JSON');
    return data;
}
//# sourceMappingURL=model-file.js.map