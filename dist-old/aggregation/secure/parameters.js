import { enc, taggedHash, u8, u32, u64, utf8 } from '../crypto/index.js';
import { limbBitsFor, limbCountFor } from '../vector/index.js';
import { completeGraphLimit, largestGroup } from './graph.js';
import { findNeighbourhoods, neighbourhoodsOfDegree, reachableThreshold } from './neighbourhood.js';
import { firstRejection, reject } from './verdict.js';
/** The floors of a member that has set none. */
export const defaultFloors = {
    minimumGroup: 5,
    minimumSurvivors: 3,
    minimumOrganisations: 3,
    colluders: 0,
    minimumHonest: 3,
};
/** The floors below which no setting goes. */
export const hardFloors = {
    minimumGroup: 3,
    minimumSurvivors: 3,
    minimumOrganisations: 1,
    colluders: 0,
    minimumHonest: 2,
};
/** A member's floors, raised to the hard floors wherever they are lower. */
export function effectiveFloors(floors) {
    return {
        minimumGroup: Math.max(floors.minimumGroup, hardFloors.minimumGroup),
        minimumSurvivors: Math.max(floors.minimumSurvivors, hardFloors.minimumSurvivors),
        minimumOrganisations: Math.max(floors.minimumOrganisations, hardFloors.minimumOrganisations),
        colluders: Math.max(floors.colluders, hardFloors.colluders),
        minimumHonest: Math.max(floors.minimumHonest, hardFloors.minimumHonest),
    };
}
/**
 * The neighbourhoods of a roster of `size`, or undefined when the parameters have none for it. Up to
 * `completeGraphLimit` members everyone is a neighbour and t is the fixed one or floor((n+c)/2)+1, the least with
 * 2t > n + c; three members run with t = 3, as a dropout there would publish a sum of two. Above it a k-regular graph
 * takes the degree and the threshold of `findNeighbourhoods`, or the given ones if they are at least as safe.
 */
export function neighbourhoodFor(parameters, size) {
    const { graph } = parameters;
    if (graph.kind === 'complete')
        return completeNeighbourhood(parameters, size);
    if (size <= completeGraphLimit)
        return completeNeighbourhood({ ...parameters, threshold: 0 }, size);
    return regularNeighbourhood(parameters, graph, size);
}
function completeNeighbourhood(parameters, size) {
    const { threshold: fixed, colluders } = parameters;
    const rule = size === 3 ? 3 : Math.floor((size + colluders) / 2) + 1;
    const threshold = fixed === 0 ? rule : fixed;
    return { degree: size - 1, threshold, corruptHolders: colluders, leastSurvivors: threshold };
}
function regularNeighbourhood(parameters, graph, size) {
    const dropouts = Math.floor((size * graph.dropoutPermille) / 1000);
    const risk = { size, colluders: parameters.colluders, dropouts };
    // As the published finder has it: nearer to c + 2d = n there is no neighbourhood worth the search.
    if (10 * (risk.colluders + 2 * dropouts) > 9 * size)
        return undefined;
    const found = graph.degree === 0 ? findNeighbourhoods(risk) : neighbourhoodsOfDegree(risk, graph.degree);
    if (found === undefined)
        return undefined;
    const threshold = parameters.threshold === 0 ? found.threshold : parameters.threshold;
    const isReachable = threshold <= reachableThreshold(risk, found.degree);
    if (threshold < found.threshold || !isReachable)
        return undefined;
    const leastSurvivors = Math.max(size - dropouts, threshold);
    return { degree: found.degree, threshold, corruptHolders: found.corruptNeighbours, leastSurvivors };
}
/** Largest absolute integer of a coordinate such that `maximumGroup` of them add up without a wrap. */
export function ringCapacity(parameters) {
    return Math.floor((2 ** (parameters.bits - 1) - 1) / parameters.maximumGroup);
}
/** Extra coordinates at the end of the vector that carry the member's weight; 0 when every member counts once. */
export function weightLimbsOf(parameters) {
    const bits = limbBitsFor(parameters.bits, parameters.maximumGroup);
    const count = parameters.weightMode === 'equal' ? 0 : limbCountFor(parameters.maximumWeight, bits);
    return { bits, count };
}
/** Canonical bytes of the parameters: enc of every field in the order of the type. */
export function encodeParameters(parameters) {
    const { stageTimeoutsMs: timeouts, graph } = parameters;
    return enc(u8(parameters.suite), u32(parameters.minimumGroup), u32(parameters.colluders), u32(parameters.threshold), u32(parameters.dimension), u8(parameters.bits), u32(parameters.bound), u32(parameters.maximumGroup), f64(parameters.range), utf8(parameters.weightMode), u64(parameters.maximumWeight), utf8(parameters.privacy.mechanism), graph.kind === 'complete'
        ? enc(utf8('complete'))
        : enc(utf8('k-regular'), u32(graph.degree), u32(graph.dropoutPermille)), ...[timeouts.advertise, timeouts.share, timeouts.input, timeouts.survivors, timeouts.unmask].map(u64));
}
function f64(value) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return bytes;
}
/** H(params), as it enters the context. */
export function hashParameters(parameters) {
    return taggedHash('fedsa/v1/params', encodeParameters(parameters));
}
function unsafe(detail) {
    return reject('parameters-unsafe', 'coordinator', detail);
}
function requireNatural(name, value, least, most) {
    if (Number.isSafeInteger(value) && value >= least && value <= most)
        return undefined;
    return unsafe(`${name} is ${value}; it must be a whole number from ${least} to ${most}`);
}
function checkShape(parameters) {
    const { stageTimeoutsMs: timeouts } = parameters;
    return firstRejection(() => parameters.suite === 1 ? undefined : unsafe(`suite ${parameters.suite} is not known; this is suite 1`), () => requireNatural('minimumGroup', parameters.minimumGroup, hardFloors.minimumGroup, 0xffff), () => requireNatural('maximumGroup', parameters.maximumGroup, parameters.minimumGroup, 0xffff), () => requireNatural('colluders', parameters.colluders, 0, 0xffff), () => requireNatural('threshold', parameters.threshold, 0, 0xffff), () => requireNatural('dimension', parameters.dimension, 1, 0x7fffffff), () => requireNatural('bits', parameters.bits, 8, 32), () => requireNatural('bound', parameters.bound, 1, 0x7fffffff), () => requireNatural('maximumWeight', parameters.maximumWeight, 1, Number.MAX_SAFE_INTEGER), ...Object.entries(timeouts).map(([stage, value]) => () => requireNatural(`stageTimeoutsMs.${stage}`, value, 1, Number.MAX_SAFE_INTEGER)), () => Number.isFinite(parameters.range) && parameters.range > 0
        ? undefined
        : unsafe(`range is ${parameters.range}; it must be a positive number`));
}
/** No sum of `maximumGroup` coordinates, and no sum of weight limbs, may leave the ring. */
function checkRing(parameters) {
    const { bits, bound, maximumGroup } = parameters;
    if (maximumGroup * bound > 2 ** (bits - 1) - 1) {
        return unsafe(`${maximumGroup} members of up to ${bound} overflow ${bits} bits; use more bits, a smaller bound or group`);
    }
    if (bits - 1 - Math.ceil(Math.log2(maximumGroup)) < 1) {
        return unsafe(`${bits} bits leave no room for the weights of ${maximumGroup} members`);
    }
    const limbs = weightLimbsOf(parameters).count;
    if (parameters.dimension > limbs)
        return undefined;
    return unsafe(`a dimension of ${parameters.dimension} has no room beside ${limbs} weight limbs`);
}
function checkGraph({ graph, threshold }) {
    if (graph.kind === 'complete')
        return undefined;
    return firstRejection(() => requireNatural('graph.degree', graph.degree, 0, 0xfffe), () => requireNatural('graph.dropoutPermille', graph.dropoutPermille, 1, 999), () => graph.degree % 2 === 0 ? undefined : unsafe(`graph.degree is ${graph.degree}; it must be even, or 0`), () => threshold === 0 || graph.degree !== 0
        ? undefined
        : unsafe(`threshold is ${threshold} with a graph.degree of 0; fix both or neither`));
}
/** Whether a member may take part under these parameters at all, before any roster is known. */
export function checkParameters(parameters, floors) {
    const { minimumGroup, colluders } = effectiveFloors(floors);
    return firstRejection(() => checkShape(parameters), () => checkGraph(parameters), () => checkRing(parameters), () => parameters.minimumGroup >= minimumGroup
        ? undefined
        : unsafe(`minimumGroup is ${parameters.minimumGroup}; this member's floor is ${minimumGroup}`), () => parameters.colluders >= colluders
        ? undefined
        : unsafe(`colluders is ${parameters.colluders}; this member's floor is ${colluders}`));
}
/**
 * Whether a roster of `size` is acceptable: its size, neighbourhoods that exist for it, and a threshold that makes
 * double unmasking impossible: 2t exceeds the holders of a secret and the colluders among them.
 */
export function checkGroup(parameters, size, floors) {
    const { minimumGroup, minimumHonest } = effectiveFloors(floors);
    const least = Math.max(parameters.minimumGroup, minimumGroup);
    const most = Math.min(parameters.maximumGroup, groupLimit(parameters));
    if (size < least)
        return reject('group-too-small', 'coordinator', `${size} members; the floor is ${least}`);
    if (size > most)
        return reject('group-too-large', 'coordinator', `${size} members; the limit is ${most}`);
    const neighbourhood = neighbourhoodFor(parameters, size);
    if (neighbourhood !== undefined)
        return checkThreshold(neighbourhood, minimumHonest);
    const detail = `no graph below the complete one serves ${size} members with ${parameters.colluders} colluding`;
    return reject('graph-infeasible', 'coordinator', detail);
}
function groupLimit({ graph }) {
    return graph.kind === 'complete' ? completeGraphLimit : largestGroup;
}
function checkThreshold(neighbourhood, minimumHonest) {
    const { threshold, degree, corruptHolders } = neighbourhood;
    const holders = degree + 1;
    if (threshold > holders || 2 * threshold <= holders + corruptHolders) {
        const detail = `threshold ${threshold} for ${holders} holders, ${corruptHolders} colluding`;
        return reject('threshold-unsafe', 'coordinator', detail);
    }
    const honest = threshold - corruptHolders;
    if (honest >= minimumHonest)
        return undefined;
    const detail = `${honest} honest members; the floor is ${minimumHonest}`;
    return reject('threshold-unsafe', 'coordinator', detail);
}
//# sourceMappingURL=parameters.js.map