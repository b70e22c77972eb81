/**
 * X25519 (RFC 7748), by OpenSSL: through an addon of our own where it is built, else through `node:crypto`.
 * `portableKeyAgreement` is tweetnacl and gives the same bytes.
 *
 * Points of small order make the shared secret zero whatever the secret key is; both paths refuse them (RFC 7748
 * section 6.1), because a shared secret that everybody knows hides nothing.
 */
import { diffieHellman } from 'node:crypto';
import nacl from 'tweetnacl';
import { equalBytes, fromHex, isAllZero } from './encoding.js';
import { importPublicKey, importSecretKey, publicHalf } from './jwk.js';
import { nativeKeyAgreement } from './native-agreement.js';
import { secretCopy } from './secret-bytes.js';
/** Opens a 32-byte secret key for agreements. It is copied; close what was opened. */
export function openKeyAgreement(secretKey) {
    if (secretKey.length !== 32)
        throw new RangeError(`a key has 32 bytes, not ${secretKey.length}`);
    return openNative === undefined ? nodeKeyAgreement(secretKey) : openNative(secretKey);
}
const openNative = nativeKeyAgreement();
/** The same by `node:crypto`. */
export function nodeKeyAgreement(secretKey) {
    let privateKey = importSecretKey('X25519', secretKey);
    return {
        publicKey: publicHalf(privateKey),
        agree: theirs => {
            if (privateKey === undefined)
                throw new Error('the agreement is closed');
            return agreeByNode(privateKey, importPublicKey('X25519', theirs));
        },
        close: () => {
            privateKey = undefined;
        },
    };
}
function agreeByNode(privateKey, publicKey) {
    try {
        const agreed = diffieHellman({ privateKey, publicKey });
        const shared = secretCopy(agreed);
        agreed.fill(0);
        return isAllZero(shared) ? undefined : shared;
    }
    catch {
        return undefined;
    }
}
/** A fresh key pair. */
export function generateKeyPair(random) {
    const secretKey = random.bytes(32);
    return { publicKey: publicKeyOf(secretKey), secretKey };
}
/** The public key of a 32-byte secret key. */
export function publicKeyOf(secretKey) {
    const agreement = openKeyAgreement(secretKey);
    agreement.close();
    return agreement.publicKey;
}
/** The same agreement in plain JavaScript. */
export const portableKeyAgreement = {
    openKeyAgreement(secretKey) {
        let secret = secretCopy(secretKey);
        return {
            publicKey: nacl.scalarMult.base(secret),
            agree: theirs => {
                if (secret === undefined)
                    throw new Error('the agreement is closed');
                const shared = nacl.scalarMult(secret, theirs);
                return isAllZero(shared) ? undefined : shared;
            },
            close: () => {
                secret?.fill(0);
                secret = undefined;
            },
        };
    },
};
/** Little-endian comparison with p = 2^255 - 19: true when the encoding is the one RFC 7748 writes. */
function isCanonicalCoordinate(publicKey) {
    const top = publicKey[31];
    if (top !== 0x7f)
        return top < 0x7f;
    for (let i = 30; i >= 1; i--)
        if (publicKey[i] !== 0xff)
            return true;
    return publicKey[0] < 0xed;
}
/**
 * The points of small order on the curve and its twist in their canonical encodings: 0, 1, p - 1, and the two of order 8
 * (RFC 7748, section 6.1; the list is Bernstein's, https://cr.yp.to/ecdh.html#validate). Every other canonical encoding
 * gives a shared secret that is not zero.
 */
const smallOrderPoints = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex);
/**
 * Whether a public key may enter a roster: 32 bytes, of large order, and in its one canonical encoding, so that
 * comparing bytes is enough to find a key used twice.
 */
export function isAcceptablePublicKey(publicKey) {
    if (publicKey.length !== 32 || !isCanonicalCoordinate(publicKey))
        return false;
    return !smallOrderPoints.some(point => equalBytes(point, publicKey));
}
//# sourceMappingURL=key-agreement.js.map