/**
 * The keystore file: an identity's 32-byte seed under a passphrase, as JSON text. scrypt (RFC 7914) makes the key,
 * XSalsa20-Poly1305 seals the seed. A checksum over all fields tells a damaged file from a wrong passphrase; it finds
 * damage, not forgery. Whoever has the file and the passphrase has the identity; whoever has the file alone can guess.
 */
import { enc, equalBytes, fromHex, toHex, u32, utf8, wipe } from './encoding.js';
import { hkdf, taggedHash } from './hash.js';
import { keyFromPassword, strongPasswordCost } from './password-key.js';
import { openSecretbox, sealSecretbox } from './secretbox.js';
import { signerFromSeed } from './signatures.js';
/** The identity of a 32-byte seed. */
export function identityFromSeed(seed) {
    const kept = seed.slice();
    return {
        signer: signerFromSeed(kept),
        deriveKey: purpose => hkdf(kept, utf8('parley/v1/identity'), utf8(purpose)),
    };
}
/** The keystore of `seed` as JSON text, ready to be written to a file of its own. */
export function sealKeystore(seed, passphrase, options) {
    const { description, random, cost = strongPasswordCost } = options;
    if (seed.length !== 32)
        throw new RangeError(`an identity's seed has 32 bytes, not ${seed.length}`);
    const salt = random.bytes(16);
    const nonce = random.bytes(24);
    const key = passphraseKey(passphrase, salt, cost);
    const ciphertext = sealSecretbox(seed, nonce, key);
    wipe([key]);
    const publicKey = signerFromSeed(seed).publicKey;
    return writeFields({ id: toHex(random.bytes(16)), publicKey, description, cost, salt, nonce, ciphertext });
}
// One passphrase typed on two keyboards may differ in its code points; NFKC makes them one again.
function passphraseKey(passphrase, salt, cost) {
    return keyFromPassword(utf8(passphrase.normalize('NFKC')), salt, cost);
}
function writeFields(fields) {
    const { id, publicKey, description, cost, salt, nonce, ciphertext } = fields;
    const document = {
        version: 1,
        id,
        publicKey: toHex(publicKey),
        description,
        crypto: {
            kdf: { name: 'scrypt', n: cost.work, r: cost.blockSize, p: cost.parallelism, salt: toHex(salt) },
            cipher: { name: 'xsalsa20-poly1305', nonce: toHex(nonce), ciphertext: toHex(ciphertext) },
        },
        checksum: toHex(checksumOf(fields)),
    };
    return `${JSON.stringify(document, undefined, 2)}\n`;
}
function checksumOf(fields) {
    const { id, publicKey, description, cost, salt, nonce, ciphertext } = fields;
    return taggedHash('parley/v1/keystore', enc(utf8(id), publicKey, utf8(description), u32(cost.work), u32(cost.blockSize), u32(cost.parallelism), salt, nonce, ciphertext));
}
/** Opens a keystore with its passphrase. */
export function openKeystore(text, passphrase) {
    const fields = readFields(text);
    if ('kind' in fields)
        return fields;
    const key = passphraseKey(passphrase, fields.salt, fields.cost);
    const seed = openSecretbox(fields.ciphertext, fields.nonce, key);
    wipe([key]);
    if (seed === undefined) {
        return { kind: 'refused', reason: 'wrong-passphrase', detail: 'the passphrase does not open it' };
    }
    const identity = identityFromSeed(seed);
    wipe([seed]);
    if (!equalBytes(identity.signer.publicKey, fields.publicKey)) {
        return corrupted('the public key is not that of the sealed seed');
    }
    const { id, publicKey, description } = fields;
    return { kind: 'opened', label: { id, publicKey, description }, identity };
}
/** What can be read without the passphrase. */
export function readKeystoreLabel(text) {
    const fields = readFields(text);
    if ('kind' in fields)
        return fields;
    const { id, publicKey, description } = fields;
    return { kind: 'label', label: { id, publicKey, description } };
}
function corrupted(detail) {
    return { kind: 'refused', reason: 'corrupted', detail };
}
function readFields(text) {
    let document;
    try {
        document = JSON.parse(text);
    }
    catch {
        return corrupted('it is not JSON: the file is cut short or was edited');
    }
    const version = at(document, 'version');
    if (version !== 1)
        return corrupted(`its version is ${JSON.stringify(version)}; this program reads 1`);
    try {
        const fields = takeFields(document);
        const checksum = hexAt(document, 32, 'checksum');
        return equalBytes(checksum, checksumOf(fields))
            ? fields
            : corrupted('the checksum does not fit the fields: one of them was altered');
    }
    catch (error) {
        if (error instanceof FieldFault)
            return corrupted(error.message);
        throw error;
    }
}
class FieldFault extends Error {
}
function takeFields(document) {
    if (at(document, 'crypto', 'kdf', 'name') !== 'scrypt')
        throw new FieldFault('crypto.kdf.name is not "scrypt"');
    if (at(document, 'crypto', 'cipher', 'name') !== 'xsalsa20-poly1305') {
        throw new FieldFault('crypto.cipher.name is not "xsalsa20-poly1305"');
    }
    return {
        id: toHex(hexAt(document, 16, 'id')),
        publicKey: hexAt(document, 32, 'publicKey'),
        description: textAt(document, 'description'),
        cost: takeCost(document),
        salt: hexAt(document, 16, 'crypto', 'kdf', 'salt'),
        nonce: hexAt(document, 24, 'crypto', 'cipher', 'nonce'),
        ciphertext: hexAt(document, 48, 'crypto', 'cipher', 'ciphertext'),
    };
}
// Limits on what a file may ask for: 128 * r * N bytes of memory are taken before the passphrase is known to be right.
const costLimits = { work: 2 ** 20, blockSize: 16, parallelism: 16 };
function takeCost(document) {
    const work = countAt(document, costLimits.work, 'crypto', 'kdf', 'n');
    if (work < 2 || (work & (work - 1)) !== 0)
        throw new FieldFault('crypto.kdf.n is not a power of two');
    const blockSize = countAt(document, costLimits.blockSize, 'crypto', 'kdf', 'r');
    return { work, blockSize, parallelism: countAt(document, costLimits.parallelism, 'crypto', 'kdf', 'p') };
}
function at(document, ...path) {
    let value = document;
    for (const name of path) {
        if (typeof value !== 'object' || value === null)
            return undefined;
        value = value[name];
    }
    return value;
}
function textAt(document, ...path) {
    const value = at(document, ...path);
    if (typeof value !== 'string')
        throw new FieldFault(`${path.join('.')} is missing or no text`);
    return value;
}
function hexAt(document, length, ...path) {
    const text = textAt(document, ...path);
    if (text.length === 2 * length && /^[0-9a-f]*$/.test(text))
        return fromHex(text);
    throw new FieldFault(`${path.join('.')} is not ${2 * length} lower-case hex digits`);
}
function countAt(document, most, ...path) {
    const value = at(document, ...path);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most)
        return value;
    throw new FieldFault(`${path.join('.')} is not a whole number from 1 to ${most}`);
}
//# sourceMappingURL=keystore.js.map