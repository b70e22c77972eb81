/**
 * Who shares masks and shares with whom. In a small group everyone with everyone; in a large one each member with k
 * others: the Harary graph of even degree k, a ring in which each is joined to the k/2 on either side, over a random
 * order of the members (Bell et al., CCS 2020, section 3). The order is drawn from the roster's root, which is fixed
 * when all keys are signed: nobody chooses neighbours.
 */
import { taggedHash } from '../crypto/index.js';
import { permutationFrom } from './permutation.js';
/** Largest group in which everyone is everyone's neighbour. */
export const completeGraphLimit = 128;
/** Largest group: indices are 16 bits and no Shamir point is zero. */
export const largestGroup = 0xffff;
/** 1..size. */
export function everyone(size) {
    return Array.from({ length: size }, (_, i) => i + 1);
}
/** `members` without `index`. */
export function withoutSelf(index, members) {
    return members.filter(member => member !== index);
}
/** The graph of a roster. `degree` is size - 1, or even and smaller. Throws for any other. */
export function graphOf(rosterRoot, size, degree) {
    if (degree === size - 1)
        return completeGraph(size);
    return hararyGraph(permutationFrom(taggedHash('fedsa/v1/graph', rosterRoot), size), degree);
}
function completeGraph(size) {
    const all = everyone(size);
    return {
        size,
        degree: size - 1,
        closedNeighbourhood: index => {
            requireMember(index, size);
            return all;
        },
    };
}
/** `order[p]` is the member (from 0) at place p of the ring. */
function hararyGraph(order, degree) {
    const size = order.length;
    if (degree % 2 !== 0 || degree < 2 || degree >= size - 1) {
        throw new RangeError(`a degree of ${degree} is not even and in 2..${size - 2}`);
    }
    const placeOf = new Uint32Array(size);
    order.forEach((member, place) => {
        placeOf[member] = place;
    });
    const around = (index) => {
        const first = placeOf[index - 1] - degree / 2 + size;
        const members = Uint32Array.from({ length: degree + 1 }, (_, i) => order[(first + i) % size] + 1);
        return Array.from(members.sort());
    };
    // The coordinator asks for the same neighbourhoods with every share that is opened.
    const known = [];
    return {
        size,
        degree,
        closedNeighbourhood: index => {
            requireMember(index, size);
            known[index] ??= around(index);
            return known[index];
        },
    };
}
function requireMember(index, size) {
    if (Number.isInteger(index) && index >= 1 && index <= size)
        return;
    throw new RangeError(`member ${index} is not in 1..${size}`);
}
//# sourceMappingURL=graph.js.map