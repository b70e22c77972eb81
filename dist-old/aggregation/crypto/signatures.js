/**
 * Ed25519 (RFC 8032). The hot path is `node:crypto`; `portableSignatures` is tweetnacl and gives the same bytes.
 * A secret key is the 32-byte seed.
 */
import { sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import nacl from 'tweetnacl';
import { importPublicKey, importSecretKey, publicHalf } from './jwk.js';
/** The signer of a 32-byte seed. */
export function signerFromSeed(seed) {
    const secret = importSecretKey('Ed25519', seed);
    return {
        publicKey: publicHalf(secret),
        sign: message => new Uint8Array(nodeSign(null, message, secret)),
    };
}
/** A fresh identity: its seed, to be kept, and its signer. */
export function generateSigner(random) {
    const seed = random.bytes(32);
    return { seed, signer: signerFromSeed(seed) };
}
/** Whether `signature` is the signature of `message` under `publicKey`. False for malformed keys and signatures. */
export function verifySignature(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64)
        return false;
    try {
        return nodeVerify(null, message, importPublicKey('Ed25519', publicKey), signature);
    }
    catch {
        return false;
    }
}
/** The same scheme in plain JavaScript, for places without `node:crypto` and for tests. */
export const portableSignatures = {
    signerFromSeed(seed) {
        const pair = nacl.sign.keyPair.fromSeed(seed);
        return { publicKey: pair.publicKey, sign: message => nacl.sign.detached(message, pair.secretKey) };
    },
    verifySignature(publicKey, message, signature) {
        if (publicKey.length !== 32 || signature.length !== 64)
            return false;
        return nacl.sign.detached.verify(message, signature, publicKey);
    },
};
//# sourceMappingURL=signatures.js.map