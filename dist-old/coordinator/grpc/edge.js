import { sha256, toHex } from '../../aggregation/index.js';
import { DecodeError, granted, operations, refused, requestSignatureCodec, } from '../../protos/index.js';
/** Lets a call in or refuses it; `body` is the exact bytes of its first message. */
export async function admit(edge, method, call, body) {
    const { kind, maximumRequestBytes } = operations[method];
    if (body.length > maximumRequestBytes) {
        const message = `the request has ${body.length} bytes; ${method} takes at most ${maximumRequestBytes}`;
        return refused('too-large', message);
    }
    if (kind !== 'watch' && call.getDeadline() === Number.POSITIVE_INFINITY) {
        return refused('malformed', `a call of ${method} needs a deadline; set one`);
    }
    const signature = signatureOf(call.metadata);
    if (signature.kind === 'refused')
        return signature;
    const certificate = call.getAuthContext().sslPeerCertificate?.raw;
    return edge.door.admit({
        method,
        signature: signature.value,
        body,
        ...(certificate !== undefined && { peerCertificateFingerprint: sha256(certificate) }),
    });
}
function signatureOf(metadata) {
    const [entry, ...more] = metadata.get('parley-signature-bin');
    if (!Buffer.isBuffer(entry) || more.length > 0) {
        return refused('unauthenticated', 'a call carries one signature, in the metadata entry parley-signature-bin');
    }
    const decoded = decode(requestSignatureCodec, entry);
    return decoded.kind === 'granted' ? decoded : refused('unauthenticated', decoded.message);
}
/** The message, or a refusal that names the field at fault. */
export function decode(codec, bytes) {
    try {
        return granted(codec.decode(bytes));
    }
    catch (fault) {
        if (!(fault instanceof DecodeError))
            throw fault;
        return refused('malformed', fault.message, fault.field === '' ? {} : { field: fault.field });
    }
}
/** The answer of `serve`; what it throws is told to the operator, and to the caller only by a number. */
export async function guarded(edge, method, serve) {
    try {
        return await serve();
    }
    catch (error) {
        const incident = toHex(edge.random.bytes(8));
        edge.journal?.error({ incident, method, error }, 'an operation failed');
        return refused('internal', `something went wrong inside the coordinator; tell its operator "${incident}"`);
    }
}
//# sourceMappingURL=edge.js.map