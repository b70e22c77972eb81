/** Vectors as long as a model that go with it, by name: what an algorithm keeps, tells or remembers. */
import { parameterVector } from '../../aggregation/vector/index.js';
import { readSafetensors, writeSafetensors } from './safetensors-file.js';
/** The vectors as one file, in the order of their names. */
export function writeNamedVectors(vectors) {
    return writeSafetensors(joined(vectors, name => name), {});
}
/** Reads them back; throws `ModelError` on anything else. */
export function readNamedVectors(bytes) {
    const { parameters } = readSafetensors(bytes);
    return split(parameters, name => name);
}
/** One vector of all of them, laid out by `nameOf` each. */
export function joined(vectors, nameOf) {
    const names = Object.keys(vectors).sort();
    const values = new Float32Array(names.reduce((sum, name) => sum + vectors[name].length, 0));
    let end = 0;
    for (const name of names) {
        values.set(vectors[name], end);
        end += vectors[name].length;
    }
    return parameterVector(values, names.map(name => ({ name: nameOf(name), shape: [vectors[name].length] })));
}
/** The vectors of a layout of flat tensors. */
export function split({ values, layout }, nameOf) {
    let end = 0;
    return Object.fromEntries(layout.map(({ name, shape }) => {
        const start = end;
        end += shape.reduce((product, extent) => product * extent, 1);
        return [nameOf(name), values.slice(start, end)];
    }));
}
//# sourceMappingURL=named-vectors.js.map