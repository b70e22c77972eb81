import { concat, enc, equalBytes, taggedHash, taggedHashOfSecret, u16, u32, u64 } from '../crypto/index.js';
import { hashParameters } from './parameters.js';
/** The partition of a cohort that is not divided. */
export const undividedCohort = new Uint8Array(32);
/** ctx: everything that names one attempt, 32 bytes. */
export function hashContext(context) {
    requireLength('taskId', context.taskId);
    requireLength('partition', context.partition);
    requireLength('modelHash', context.modelHash);
    requireLength('registry.root', context.registry.root);
    return taggedHash('fedsa/v1/ctx', enc(context.taskId, u64(context.round), u32(context.attempt), u32(context.group), context.partition, hashParameters(context.parameters), context.modelHash, concat(u64(context.registry.version), context.registry.root)));
}
function requireLength(name, bytes) {
    if (bytes.length !== 32)
        throw new RangeError(`${name} has 32 bytes, not ${bytes.length}`);
}
/** sid: the context, the roster and its size, 32 bytes. Every mask and every share box is derived from it. */
export function hashSession(contextHash, rosterRoot, size) {
    return taggedHash('fedsa/v1/sid', enc(contextHash, rosterRoot, u32(size)));
}
/** The hash of U2, as members sign it. */
export function hashSharers(sessionId, sharers) {
    return taggedHash('fedsa/v1/u2', enc(sessionId, sharers));
}
/** D3: the one survivor set that a member signs in a session. */
export function hashSurvivors(sessionId, sharersHash, survivors, inputsRoot) {
    return taggedHash('fedsa/v1/u3', enc(sessionId, sharersHash, survivors, inputsRoot));
}
/** The commitment to a member's self seed, published with its shares. */
export function commitToSelfSeed(sessionId, index, selfSeed) {
    return taggedHashOfSecret('fedsa/v1/b', enc(sessionId, u16(index), selfSeed));
}
/** Leaf data of one member's input in the tree whose root members sign. */
export function inputLeaf(index, inputHash) {
    return enc(u16(index), inputHash);
}
/** Whether two contexts name the same attempt. */
export function sameContext(left, right) {
    return equalBytes(hashContext(left), hashContext(right));
}
//# sourceMappingURL=context.js.map