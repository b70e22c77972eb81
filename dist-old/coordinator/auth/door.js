/**
 * The door: who calls, and may they. In this order: the time window, the key, the signature, the nonce, the role; a
 * stranger learns only that it was refused. Which check failed is told to the operator.
 */
import { toHex } from '../../aggregation/index.js';
import { mayCall, operations } from '../../protos/operations.js';
import { granted, refused } from '../../protos/reasons.js';
import { keyIdOf, unknownDestination, verifyRequest } from '../../protos/signed-request.js';
/** How far the caller's clock may be from ours, in milliseconds. */
export const signatureWindowMs = 60_000;
export function openDoor(parts) {
    const { members, nonces, world, journal } = parts;
    const turnAway = (request, why) => {
        journal.warn({ method: request.method, keyId: toHex(request.signature.keyId), why }, 'request turned away');
        return refused('unauthenticated', 'the request is not signed by a key enrolled here, or not for this coordinator and this minute; check the key, the enrolment and the clock');
    };
    return {
        async admit(request) {
            const { signature, method, body } = request;
            const { path, changesState, roles } = operations[method];
            if (Math.abs(world.nowMs() - signature.unixMs) > signatureWindowMs)
                return turnAway(request, 'time window');
            const known = callerFor(members, signature);
            if (known === undefined)
                return turnAway(request, 'unknown key');
            const { caller, publicKey } = known;
            const here = { environment: parts.environment, audience: parts.audience };
            const destinations = method === 'describe' ? [here, unknownDestination] : [here];
            const isSigned = destinations.some(destination => verifyRequest({ destination, path, body }, signature, publicKey));
            if (!isSigned)
                return turnAway(request, 'signature');
            const keyId = toHex(signature.keyId);
            if (!(await nonces.isFirst(keyId, signature.nonce, changesState)))
                return turnAway(request, 'nonce used before');
            if (roles === 'anyone')
                return granted(caller);
            if (caller.role === 'anyone')
                return turnAway(request, 'not enrolled');
            if (mayCall(method, caller.role))
                return granted(caller);
            return refused('forbidden', `${caller.role}s may not call ${method}; it is for: ${roles.join(', ')}`);
        },
    };
}
function callerFor(members, { keyId, publicKey, idempotencyKey }) {
    const member = members.findByKeyId(toHex(keyId));
    if (member !== undefined) {
        const { organisation, role, identityKey } = member;
        return { caller: { organisation, role, identityKey, idempotencyKey }, publicKey: identityKey };
    }
    // Somebody not enrolled shows the key; what it may do is decided by the operation's roles.
    if (publicKey.length !== 32 || toHex(keyIdOf(publicKey)) !== toHex(keyId))
        return undefined;
    return { caller: { organisation: '', role: 'anyone', identityKey: publicKey, idempotencyKey }, publicKey };
}
//# sourceMappingURL=door.js.map