/**
 * The registry of identities: who is enrolled, under which key, in which role. The coordinator signs its version and
 * root; holders recompute both, so that two holders who were shown different members notice it (the root is inside
 * the session id of every aggregation).
 */
import { compareBytes, concat, enc, equalBytes, merkleRoot, u64, utf8, verifySignature, } from '../aggregation/index.js';
/** Merkle root over enc(identity key, organisation, role) of the members, ascending by identity key; 32 bytes. */
export function registryRoot(members) {
    const ordered = [...members].sort((left, right) => compareBytes(left.identityKey, right.identityKey));
    return merkleRoot(ordered.map(({ identityKey, organisation, role }) => enc(identityKey, utf8(organisation), utf8(role))));
}
/** What the coordinator signs: "parley/v1/registry" 0x00 enc(u64 version, root). */
export function registrySigningBytes(version, root) {
    return concat(utf8('parley/v1/registry\0'), enc(u64(version), root));
}
/** Whether the root is the root of these members and the signature the coordinator's. */
export function isSignedRegistry(registry, coordinatorKey) {
    const { version, root, members, signature } = registry;
    if (!equalBytes(registryRoot(members), root))
        return false;
    return verifySignature(coordinatorKey, registrySigningBytes(version, root), signature);
}
//# sourceMappingURL=registry.js.map