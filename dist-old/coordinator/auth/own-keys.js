/** The coordinator's own key and its operator's, in the data folder: made at the first start, opened at every other. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync, } from 'node:fs';
import { generateSigner, openKeystore, sealKeystore, } from '../../aggregation/index.js';
/** A key of the coordinator cannot be used; the message names the file and what to do. */
export class OwnKeyError extends Error {
    name = 'OwnKeyError';
    reason;
    constructor(reason, message) {
        super(message);
        this.reason = reason;
    }
}
export function openOwnKey(options) {
    const { file, passphrase } = options;
    if (!existsSync(file))
        makeOwnKey(options);
    requirePrivate(file);
    const opened = openKeystore(readFileSync(file, 'utf8'), passphrase);
    if (opened.kind === 'opened')
        return opened.identity;
    const advice = opened.reason === 'wrong-passphrase'
        ? 'give the passphrase it was made with'
        : 'put the file back from a backup; a new key would be a new coordinator';
    throw new OwnKeyError(opened.reason, `the key in ${file} cannot be opened: ${opened.detail}; ${advice}`);
}
function makeOwnKey({ file, description, passphrase, random, cost }) {
    const { seed } = generateSigner(random);
    const text = sealKeystore(seed, passphrase, {
        description,
        random,
        ...(cost === undefined ? {} : { cost }),
    });
    const handle = openSync(file, 'wx', 0o600);
    try {
        writeSync(handle, text);
        fsyncSync(handle);
    }
    finally {
        closeSync(handle);
    }
    chmodSync(file, 0o600);
}
function requirePrivate(file) {
    if (process.platform === 'win32')
        return;
    if ((statSync(file).mode & 0o077) === 0)
        return;
    throw new OwnKeyError('permissions', `${file} can be read by others; run: chmod 600 ${file}`);
}
//# sourceMappingURL=own-keys.js.map