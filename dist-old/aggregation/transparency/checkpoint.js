/**
 * Checkpoints of a Merkle log: the text of C2SP tlog-checkpoint (origin, size, root), signed as a C2SP signed note
 * with Ed25519. A checkpoint commits its signer to every leaf below `size`: two checkpoints of one log that are not
 * consistent prove that it showed different people different histories. That they were compared is not proven here.
 */
import { concat, equalBytes, sha256, utf8, verifySignature } from '../crypto/index.js';
/** Largest note that is read, characters: a checkpoint with a dozen cosignatures is below 2,000. */
export const maximumNoteCharacters = 16_384;
const signaturePrefix = '— ';
const ed25519Algorithm = 0x01;
/** A key's name is one word: white space and `+` would make a signature line ambiguous. */
export function isNoteName(name) {
    return name.length > 0 && name.length <= 200 && !/[\s+\p{Cc}]/u.test(name);
}
/**
 * The text of a checkpoint, unsigned.
 *
 * @throws RangeError when the origin is not a note name, the size not a whole number or the root not 32 bytes.
 */
export function formatCheckpoint({ origin, size, root }) {
    if (!isNoteName(origin))
        throw new RangeError(`an origin is one word without "+", not ${JSON.stringify(origin)}`);
    if (!Number.isSafeInteger(size) || size < 0)
        throw new RangeError(`a log cannot have ${size} leaves`);
    if (root.length !== 32)
        throw new RangeError(`a root has 32 bytes, not ${root.length}`);
    return `${origin}\n${size}\n${toBase64(root)}\n`;
}
/** First four bytes of SHA-256(name || 0x0A || 0x01 || public key): which key a signature line speaks of. */
export function noteKeyId(name, publicKey) {
    return sha256(concat(utf8(name), Uint8Array.of(0x0a, ed25519Algorithm), publicKey)).slice(0, 4);
}
/**
 * `text` as a signed note under the name and key of `signer`.
 *
 * @throws RangeError when the text does not end in a newline or the name is not a note name.
 */
export function signNote(text, name, signer) {
    if (!text.endsWith('\n'))
        throw new RangeError('the text of a note ends in a newline');
    if (!isNoteName(name))
        throw new RangeError(`a key's name is one word without "+", not ${JSON.stringify(name)}`);
    const line = concat(noteKeyId(name, signer.publicKey), signer.sign(utf8(text)));
    return `${text}\n${signaturePrefix}${name} ${toBase64(line)}\n`;
}
/**
 * The text of a note signed by the key of this name. Signatures of other keys are passed over, as the format asks,
 * so that witnesses can add theirs.
 */
export function openNote(note, name, publicKey) {
    const split = note.lastIndexOf('\n\n');
    if (note.length > maximumNoteCharacters || split < 0 || !note.endsWith('\n'))
        return { kind: 'refused', reason: 'malformed-note' };
    const text = note.slice(0, split + 1);
    const lines = note
        .slice(split + 2, -1)
        .split('\n')
        .map(parseSignatureLine);
    if (lines.includes(null))
        return { kind: 'refused', reason: 'malformed-note' };
    const keyId = noteKeyId(name, publicKey);
    const mine = lines.filter(line => line?.name === name && equalBytes(line.bytes.subarray(0, 4), keyId));
    if (mine.length === 0)
        return { kind: 'refused', reason: 'not-signed' };
    const good = mine.every(line => verifySignature(publicKey, utf8(text), line.bytes.subarray(4)));
    return good ? { kind: 'opened', text } : { kind: 'refused', reason: 'bad-signature' };
}
/**
 * Reads a checkpoint signed by the log that it names as its origin, whose key is `publicKey`. Callers that know the
 * log's name compare `checkpoint.origin` with it.
 */
export function verifyCheckpoint(note, publicKey) {
    const end = note.indexOf('\n');
    const origin = note.slice(0, Math.max(end, 0));
    if (!isNoteName(origin))
        return { kind: 'refused', reason: 'malformed-checkpoint' };
    const opened = openNote(note, origin, publicKey);
    if (opened.kind === 'refused')
        return opened;
    const checkpoint = parseCheckpoint(opened.text);
    return checkpoint === null
        ? { kind: 'refused', reason: 'malformed-checkpoint' }
        : { kind: 'verified', checkpoint };
}
/** The three lines of a checkpoint; extension lines are refused, since this log writes none. */
function parseCheckpoint(text) {
    const [origin, size, root, ...rest] = text.split('\n');
    if (origin === undefined || size === undefined || root === undefined)
        return null;
    if (rest.length !== 1 || rest[0] !== '')
        return null;
    const bytes = fromBase64(root);
    if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || bytes?.length !== 32)
        return null;
    return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root: bytes } : null;
}
function parseSignatureLine(line) {
    if (!line.startsWith(signaturePrefix))
        return null;
    const [name, encoded, ...rest] = line.slice(signaturePrefix.length).split(' ');
    if (name === undefined || encoded === undefined || rest.length > 0 || !isNoteName(name))
        return null;
    const bytes = fromBase64(encoded);
    return bytes === null || bytes.length < 5 ? null : { name, bytes };
}
function toBase64(bytes) {
    return Buffer.from(bytes).toString('base64');
}
/** Null for anything but the one canonical spelling: a second spelling would be a second note with one meaning. */
function fromBase64(text) {
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    return toBase64(bytes) === text ? bytes : null;
}
//# sourceMappingURL=checkpoint.js.map