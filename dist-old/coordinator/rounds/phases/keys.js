import { secureServer, toHex } from '../../../aggregation/index.js';
/** Identity keys, hexadecimal, of members by their indices. */
export function keysOf(state, indices) {
    return Array.from(indices, index => toHex(secureServer.memberAt(state.session, index).identityKey));
}
/** Whether the member with this key has an entry in a table by index. */
export function isIn(state, table, key) {
    const index = state.session.indices.get(key);
    return index !== undefined && table.has(index);
}
//# sourceMappingURL=keys.js.map