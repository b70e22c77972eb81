import { describeValue } from '../../describe-value.js';
import { refuseFile } from './read-topology.js';
/**
 * The layers but the input, each behind those it takes from and the output last; otherwise in the order of the file.
 * Refuses names that are unknown or taken, and circles.
 */
export function sortLayers({ layers, input, output }) {
    const byName = new Map();
    for (const layer of layers) {
        if (byName.has(layer.name))
            refuseFile(`two layers are called ${describeValue(layer.name)}`);
        byName.set(layer.name, layer);
    }
    for (const end of [input, output]) {
        if (!byName.has(end))
            refuseFile(`its input or output is ${describeValue(end)}, which is no layer of it`);
    }
    for (const layer of layers)
        requireSources(layer, byName, input);
    const sorted = placed(layers, input);
    const last = sorted.findIndex(({ name }) => name === output);
    if (last < 0)
        refuseFile('it has no layers between its input and its output');
    return [...sorted.slice(0, last), ...sorted.slice(last + 1), sorted[last]];
}
function requireSources({ name, sources }, byName, input) {
    if (name === input)
        return;
    if (sources.length === 0) {
        refuseFile(`layer ${describeValue(name)} takes from no other layer; one input is possible`);
    }
    const unknown = sources.find(source => !byName.has(source));
    if (unknown !== undefined) {
        refuseFile(`layer ${describeValue(name)} takes from ${describeValue(unknown)}, which is no layer of it`);
    }
}
/** Takes layers whose sources are placed, in the order of the file, until all are or none can be. */
function placed(layers, input) {
    const done = new Set([input]);
    const sorted = [];
    const waiting = layers.filter(({ name }) => name !== input);
    while (waiting.length > 0) {
        const next = waiting.findIndex(({ sources }) => sources.every(source => done.has(source)));
        if (next < 0)
            refuseFile(`layer ${describeValue(waiting[0].name)} takes, through others, from itself`);
        const [layer] = waiting.splice(next, 1);
        done.add(layer.name);
        sorted.push(layer);
    }
    return sorted;
}
//# sourceMappingURL=sort-layers.js.map