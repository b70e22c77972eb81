/**
 * XSalsa20-Poly1305, NaCl's secretbox (Bernstein, "Cryptography in NaCl", 2009): put together from tweetnacl's own parts,
 * because its whole leaves the contents and the subkey of a box in memory that nobody can wipe. The same bytes as
 * `nacl.secretbox`.
 */
import nacl from 'tweetnacl';
import { wipe } from './encoding.js';
import { secretBytes } from './secret-bytes.js';
/** Bytes that a secretbox adds to its contents. */
export const secretboxOverheadBytes = 16;
/** The keystream's first 32 bytes are the key of the authenticator; the contents begin behind them. */
const contentsAt = 32;
/** The tag lies before the contents. */
const tagAt = contentsAt - secretboxOverheadBytes;
const parts = nacl.lowlevel;
/** "expand 32-byte k" */
const sigma = Uint8Array.from('expand 32-byte k', letter => letter.charCodeAt(0));
/** The key that the first 16 bytes of a nonce make of a key; the other 8 number the stream. */
export function boxSubkey(key, nonce) {
    if (key.length !== 32 || nonce.length !== 24)
        throw new RangeError(`a box takes 32 bytes of key and 24 of nonce, not ${key.length} and ${nonce.length}`);
    const subkey = secretBytes(32);
    parts.crypto_core_hsalsa20(subkey, nonce, key, sigma);
    return subkey;
}
/** XSalsa20-Poly1305 under a 32-byte key and a 24-byte nonce that is never used twice with this key. */
export function sealSecretbox(contents, nonce, key) {
    const subkey = boxSubkey(key, nonce);
    const padded = secretBytes(contentsAt + contents.length);
    padded.set(contents, contentsAt);
    parts.crypto_stream_salsa20_xor(padded, 0, padded, 0, padded.length, nonce.subarray(16), subkey);
    const authenticator = padded.slice(0, contentsAt);
    parts.crypto_onetimeauth(padded, tagAt, padded, contentsAt, contents.length, authenticator);
    wipe([subkey, authenticator]);
    return padded.slice(tagAt);
}
/** The contents, or undefined when the box was not made under this key and nonce. */
export function openSecretbox(box, nonce, key) {
    if (box.length < secretboxOverheadBytes)
        return undefined;
    const subkey = boxSubkey(key, nonce);
    const length = box.length - secretboxOverheadBytes;
    const opened = secretBytes(contentsAt + length);
    opened.set(box.subarray(secretboxOverheadBytes), contentsAt);
    parts.crypto_stream_salsa20_xor(opened, 0, opened, 0, opened.length, nonce.subarray(16), subkey);
    const authenticator = opened.slice(0, contentsAt);
    const fault = parts.crypto_onetimeauth_verify(box, 0, box, secretboxOverheadBytes, length, authenticator);
    wipe([subkey, authenticator]);
    if (fault === 0)
        return opened.subarray(contentsAt);
    opened.fill(0);
    return undefined;
}
//# sourceMappingURL=secretbox.js.map