/**
 * @peculiar/x509 resolves its parts with a library that wants three functions of the metadata proposal on Reflect; this
 * is all of them that it uses. Import this before it.
 */
const known = new WeakMap();
function ownMetadata(key, target) {
    return known.get(target)?.get(key);
}
function metadata(key, target) {
    let at = target;
    while (at !== null && known.get(at)?.has(key) !== true)
        at = Object.getPrototypeOf(at);
    return at === null ? undefined : ownMetadata(key, at);
}
function define(key, value, target) {
    const entries = known.get(target) ?? new Map();
    entries.set(key, value);
    known.set(target, entries);
}
if (!('getMetadata' in Reflect)) {
    Object.assign(Reflect, { getMetadata: metadata, getOwnMetadata: ownMetadata, defineMetadata: define });
}
export {};
//# sourceMappingURL=reflect-metadata.js.map