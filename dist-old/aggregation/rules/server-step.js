/**
 * How the mean update of a round steps the model: the server's optimizer of Reddi et al., "Adaptive Federated
 * Optimization" (ICLR 2021), Algorithm 1, whose pseudo-gradient is the mean update. No rule here resists poison: each
 * steps along whatever mean it is given.
 *
 * What a rule keeps between rounds is float32, and the model steps by the vectors as they are kept, so that whoever
 * has the model and the state before a round, and its update, gets the same bytes after it.
 */
import { firstNotFinite } from '../vector/index.js';
/** The kept vectors before a step, as copies to write in, in the order of `keeps`. */
export function openState({ keeps, initial }, { values, state }, update) {
    requireLength('the update', update, values.length);
    for (const name of Object.keys(state)) {
        if (!keeps.includes(name))
            throw new RangeError(`the state has ${name}, which this rule does not keep`);
    }
    return keeps.map(name => {
        const kept = state[name];
        if (kept === undefined)
            return new Float32Array(values.length).fill(initial?.[name] ?? 0);
        requireLength(name, kept, values.length);
        return kept.slice();
    });
}
function requireLength(name, vector, length) {
    if (vector.length !== length) {
        throw new RangeError(`${name} has ${vector.length} values where the model has ${length}`);
    }
}
/** The step, once every vector of it is finite: a NaN in a state would stay in every model that follows. */
export function closeStep(values, state) {
    for (const [name, vector] of [['the stepped model', values], ...Object.entries(state)]) {
        const coordinate = firstNotFinite(vector);
        if (coordinate >= 0)
            throw new RangeError(`${name} is not finite at coordinate ${coordinate}`);
    }
    return { values, state };
}
//# sourceMappingURL=server-step.js.map