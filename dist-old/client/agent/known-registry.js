/** The registry of identities as this holder has verified it. */
import { compareBytes, equalBytes, toHex } from '../../aggregation/index.js';
import { isSignedRegistry, registryRoot } from '../../protos/registry.js';
/** The registry, or undefined when it is not what the coordinator's key signed. */
export function verifyRegistry(registry, coordinatorKey) {
    if (!isSignedRegistry(registry, coordinatorKey))
        return undefined;
    const { version, root, members } = registry;
    return { version, root, members };
}
/**
 * The members that `registry` had at an earlier version, found by its root: enrolment adds members one at a time, so
 * an earlier registry is the first so many in the order of enrolment. Undefined when no such part has that root.
 */
export function registryAt(registry, version, root) {
    if (version > registry.version)
        return undefined;
    const ordered = [...registry.members].sort((left, right) => left.enrolledAtMs - right.enrolledAtMs || compareBytes(left.identityKey, right.identityKey));
    const fewest = Math.max(0, ordered.length - (registry.version - version));
    for (let count = ordered.length; count >= fewest; count--) {
        const members = ordered.slice(0, count);
        if (equalBytes(registryRoot(members), root))
            return { version, root, members };
    }
    return undefined;
}
/** Looks up holders: nobody else may be in a roster. */
export function holdersOf(registry) {
    const holders = new Map(registry.members
        .filter(({ role }) => role === 'holder')
        .map(({ identityKey, organisation }) => [toHex(identityKey), organisation]));
    return identityKey => holders.get(toHex(identityKey));
}
//# sourceMappingURL=known-registry.js.map