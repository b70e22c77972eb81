/** Certificates for tests: an authority, a server on loopback, and callers. ECDSA P-256, valid for an hour. */
import { webcrypto } from 'node:crypto';
import '../../cli/demo/reflect-metadata.js';
import * as x509 from '@peculiar/x509';
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
function validity() {
    const nowMs = Date.now();
    return { notBefore: new Date(nowMs - 60_000), notAfter: new Date(nowMs + 3_600_000) };
}
function makeKeys() {
    return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
/** A fresh authority. */
export async function testAuthority() {
    const keys = await makeKeys();
    const authority = await x509.X509CertificateGenerator.createSelfSigned({
        name: 'CN=test authority',
        ...validity(),
        keys,
        signingAlgorithm: algorithm,
        extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    const issue = async (name, extensions) => {
        const own = await makeKeys();
        const certificate = await x509.X509CertificateGenerator.create({
            subject: `CN=${name}`,
            issuer: authority.subject,
            ...validity(),
            publicKey: own.publicKey,
            signingKey: keys.privateKey,
            signingAlgorithm: algorithm,
            extensions,
        });
        const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
        return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
    };
    const issueServer = (names) => issue('server', [new x509.SubjectAlternativeNameExtension([...names])]);
    return {
        ca: authority.toString('pem'),
        server: await issueServer([
            { type: 'dns', value: 'localhost' },
            { type: 'ip', value: '127.0.0.1' },
            { type: 'ip', value: '::1' },
        ]),
        issueServer,
        issueClient: name => issue(name, []),
    };
}
//# sourceMappingURL=certificates.js.map