/** Keystores as files: who may read them, how they are written, and what to do when one cannot be opened. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { generateSigner, openKeystore, readKeystoreLabel, sealKeystore, wipe, } from '../../aggregation/index.js';
import { createFile, errorCode } from '../durable-files.js';
/** A keystore that cannot be used; the message names the file and what to do. */
export class KeystoreError extends Error {
    name = 'KeystoreError';
    reason;
    file;
    constructor(reason, file, message) {
        super(message);
        this.reason = reason;
        this.file = file;
    }
}
/** Makes a new identity and its file, readable by its owner alone. Throws `KeystoreError` `exists`; never replaces a file. */
export function createKeystore(file, options) {
    const { passphrase, description, random, cost } = options;
    const { seed } = generateSigner(random);
    const text = sealKeystore(seed, passphrase, {
        description,
        random,
        ...(cost === undefined ? {} : { cost }),
    });
    wipe([seed]);
    // Opened before it is written: a file that cannot be opened again must not become anybody's identity.
    const opened = openKeystore(text, passphrase);
    if (opened.kind === 'refused')
        throw new Error(`a new keystore does not open: ${opened.detail}`);
    if (!create(file, text)) {
        throw new KeystoreError('exists', file, `${file} exists already; choose another name or move it away first`);
    }
    return { label: opened.label, identity: opened.identity };
}
function create(file, text) {
    try {
        return createFile(file, text);
    }
    catch (error) {
        if (errorCode(error) !== 'ENOENT')
            throw error;
        throw new KeystoreError('not-found', file, `the folder of ${file} does not exist; create it first`);
    }
}
/** Opens the identity in a file. Throws `KeystoreError`. */
export function openKeystoreFile(file, passphrase) {
    const opened = openKeystore(readPrivately(file), passphrase);
    if (opened.kind === 'opened')
        return { label: opened.label, identity: opened.identity };
    throw refusal(file, opened.reason, opened.detail);
}
/** What a keystore file says without its passphrase. Throws `KeystoreError`. */
export function showKeystore(file) {
    const read = readKeystoreLabel(readPrivately(file));
    if (read.kind === 'label')
        return read.label;
    throw refusal(file, read.reason, read.detail);
}
function refusal(file, reason, detail) {
    const advice = reason === 'corrupted'
        ? 'restore the file from a backup'
        : 'type it again; without it the identity in the file is lost';
    return new KeystoreError(reason, file, `${file}: ${detail}; ${advice}`);
}
function readPrivately(file) {
    const descriptor = open(file);
    try {
        requirePrivate(file, fstatSync(descriptor));
        return readFileSync(descriptor, 'utf8');
    }
    finally {
        closeSync(descriptor);
    }
}
function open(file) {
    try {
        return openSync(file, constants.O_RDONLY);
    }
    catch (error) {
        const code = errorCode(error);
        if (code === 'ENOENT') {
            throw new KeystoreError('not-found', file, `there is no keystore at ${file}; make one with "parley keys new"`);
        }
        if (code === 'EACCES' || code === 'EPERM') {
            throw new KeystoreError('permissions', file, `${file} may not be read by this user; run as its owner`);
        }
        throw error;
    }
}
function requirePrivate(file, stats) {
    if (!stats.isFile())
        throw new KeystoreError('corrupted', file, `${file} is not a file; name the keystore itself`);
    const user = process.getuid?.();
    // Where the system has no owners and modes there is nothing to check.
    if (user === undefined)
        return;
    if (stats.uid !== user) {
        throw new KeystoreError('permissions', file, `${file} belongs to user ${stats.uid}, not to user ${user} who runs this; run: chown ${user} ${quoted(file)}`);
    }
    if ((stats.mode & 0o077) !== 0) {
        const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
        throw new KeystoreError('permissions', file, `${file} has mode ${mode}, so others may read it; run: chmod 600 ${quoted(file)}`);
    }
}
function quoted(file) {
    return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}
//# sourceMappingURL=keystore-file.js.map