/** A private certificate authority for one demonstration: ECDSA P-256, a certificate for the server, one for each member. */
import { webcrypto } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import './reflect-metadata.js';
import * as x509 from '@peculiar/x509';
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const lifetimeMs = 7 * 86_400_000;
const skewMs = 3_600_000;
/** Makes the authority and writes ca.pem into the folder; its private key is kept in memory only. */
export async function createAuthority(folder, nowMs) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        name: 'CN=Parley demonstration authority',
        ...validity(nowMs),
        keys,
        signingAlgorithm: algorithm,
        extensions: [
            new x509.BasicConstraintsExtension(true, 0, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
            await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
    });
    const issuer = { certificate, keys };
    const caFile = path.join(folder, 'ca.pem');
    await writeFile(caFile, certificate.toString('pem'));
    const serverNames = new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
    ]);
    return {
        caFile,
        issueServer: () => issue(issuer, folder, 'server', [serverUse(), serverNames], nowMs),
        issueMember: async (name) => ({ ca: caFile, ...(await issue(issuer, folder, name, [memberUse()], nowMs)) }),
    };
}
function validity(nowMs) {
    return { notBefore: new Date(nowMs - skewMs), notAfter: new Date(nowMs + lifetimeMs) };
}
function serverUse() {
    return new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]);
}
function memberUse() {
    return new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]);
}
async function issue(issuer, folder, name, extensions, nowMs) {
    const keys = await makeKeys();
    const made = await x509.X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: issuer.certificate.subject,
        ...validity(nowMs),
        publicKey: keys.publicKey,
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate),
            ...extensions,
        ],
    });
    const files = { certificate: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
    await writeFile(files.certificate, made.toString('pem'));
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    await writeFile(files.key, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), { mode: 0o600 });
    return files;
}
function makeKeys() {
    return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
//# sourceMappingURL=certificates.js.map