/** Tables that a step extends without touching the one it was given, in time that hardly grows with the group. */
import { Map as PersistentMap } from 'immutable';
export function emptyTable() {
    return PersistentMap();
}
/** The table with one entry more; the old one stays as it was. */
export function withEntry(table, key, value) {
    return table.set(key, value);
}
//# sourceMappingURL=table.js.map