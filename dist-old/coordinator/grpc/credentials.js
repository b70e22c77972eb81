import { X509Certificate } from 'node:crypto';
import { ServerCredentials } from '@grpc/grpc-js';
import { sha256 } from '../../aggregation/index.js';
/** TLS 1.3 and nothing older. */
class ModernCredentials extends ServerCredentials {
    constructor({ certificate, key, clientCa }) {
        const asksForCertificates = clientCa !== undefined;
        super({ requestCert: asksForCertificates, rejectUnauthorized: asksForCertificates }, { cert: certificate, key, minVersion: 'TLSv1.3', ...(asksForCertificates && { ca: clientCa }) });
    }
    _equals(other) {
        return this === other;
    }
}
/** Credentials of the server; plaintext where there is no TLS. */
export function serverCredentials(tls) {
    return tls === undefined ? ServerCredentials.createInsecure() : new ModernCredentials(tls);
}
/** SHA-256 of a certificate's DER, 32 bytes: what the coordinator tells in its description. */
export function certificateFingerprint(certificate) {
    return sha256(new X509Certificate(certificate).raw);
}
//# sourceMappingURL=credentials.js.map