/**
 * Anonymous sealed boxes: anyone can seal to an X25519 key, only its owner opens, and the sender leaves no trace
 * of itself. A fresh key pair for each box makes the nonce a function of the two public keys.
 *
 * Format: ephemeral public key (32) || crypto_box ciphertext. It says nothing about who sealed it; sign the
 * contents when that matters.
 */
import nacl from 'tweetnacl';
import { concat } from './encoding.js';
import { taggedHash } from './hash.js';
import { generateKeyPair, openKeyAgreement, publicKeyOf } from './key-agreement.js';
/** Bytes that a sealed box adds to its contents. */
export const sealedBoxOverheadBytes = 48;
function nonceOf(ephemeral, recipient) {
    return taggedHash('parley/sealed-box/v1', concat(ephemeral, recipient)).subarray(0, 24);
}
/** Whether the two agree on a secret that is not zero. */
function agrees(secretKey, publicKey) {
    const agreement = openKeyAgreement(secretKey);
    const shared = agreement.agree(publicKey);
    agreement.close();
    shared?.fill(0);
    return shared !== undefined;
}
/** Seals `contents` to `recipient`; throws when the recipient's key is a point of small order. */
export function sealBox(contents, recipient, random) {
    const pair = generateKeyPair(random);
    if (!agrees(pair.secretKey, recipient))
        throw new RangeError('cannot seal to a point of small order');
    const box = nacl.box(contents, nonceOf(pair.publicKey, recipient), recipient, pair.secretKey);
    pair.secretKey.fill(0);
    return concat(pair.publicKey, box);
}
/** The contents, or undefined when the box is not for this key or was altered. */
export function openSealedBox(sealed, secretKey) {
    if (sealed.length < sealedBoxOverheadBytes)
        return undefined;
    const ephemeral = sealed.subarray(0, 32);
    if (!agrees(secretKey, ephemeral))
        return undefined;
    const nonce = nonceOf(ephemeral, publicKeyOf(secretKey));
    return nacl.box.open(sealed.subarray(32), nonce, ephemeral, secretKey) ?? undefined;
}
//# sourceMappingURL=sealed-box.js.map