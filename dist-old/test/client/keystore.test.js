import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync, } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { identityFromSeed, unsafeFixedRandom, verifySignature } from '../../aggregation/index.js';
import { createKeystore, KeystoreError, openKeystoreFile, showKeystore } from '../../client/index.js';
const cheap = { work: 2, blockSize: 1, parallelism: 1 };
const options = {
    passphrase: 'correct horse',
    description: 'alpha hospital',
    random: unsafeFixedRandom('ks'),
    cost: cheap,
};
function newFile() {
    return join(mkdtempSync(join(tmpdir(), 'parley-keystore-')), 'alpha.json');
}
function errorOf(action) {
    try {
        action();
    }
    catch (error) {
        if (error instanceof KeystoreError)
            return error;
        throw error;
    }
    throw new Error('nothing was refused');
}
test('a keystore opens with its passphrase and signs as the identity it shows', t => {
    const file = newFile();
    const made = createKeystore(file, options);
    const opened = openKeystoreFile(file, 'correct horse');
    const label = showKeystore(file);
    const message = Uint8Array.of(1, 2, 3);
    t.true(verifySignature(label.publicKey, message, opened.identity.signer.sign(message)));
    t.is(label.description, 'alpha hospital');
    t.deepEqual(made.label, opened.label);
    t.is(statSync(file).mode & 0o777, 0o600);
    t.is(readdirSync(join(file, '..')).length, 1, 'nothing is left beside it');
});
test('keys derived for two purposes differ, and stay the same from opening to opening', t => {
    const file = newFile();
    const { identity } = createKeystore(file, options);
    const again = openKeystoreFile(file, options.passphrase).identity;
    t.deepEqual(identity.deriveKey('agent-state'), again.deriveKey('agent-state'));
    t.notDeepEqual(identity.deriveKey('agent-state'), identity.deriveKey('agent-logs'));
    t.notDeepEqual(identity.deriveKey('agent-state'), identityFromSeed(new Uint8Array(32)).deriveKey('agent-state'));
});
test('a wrong passphrase is told apart from a damaged file', t => {
    const file = newFile();
    createKeystore(file, options);
    const error = errorOf(() => openKeystoreFile(file, 'wrong horse'));
    t.is(error.reason, 'wrong-passphrase');
    t.true(error.message.includes(file));
});
test('a file that is not there is named, with the command that makes one', t => {
    const error = errorOf(() => openKeystoreFile('/nowhere/key.json', 'x'));
    t.is(error.reason, 'not-found');
    t.regex(error.message, /\/nowhere\/key\.json; make one with "parley keys new"/);
});
test('an existing file is never replaced', t => {
    const file = newFile();
    createKeystore(file, options);
    const before = readFileSync(file, 'utf8');
    t.is(errorOf(() => createKeystore(file, options)).reason, 'exists');
    t.is(readFileSync(file, 'utf8'), before);
});
test('a keystore in a folder that is not there says so', t => {
    const file = join(newFile(), 'deeper', 'key.json');
    t.is(errorOf(() => createKeystore(file, options)).reason, 'not-found');
    t.false(existsSync(file));
});
for (const mode of [0o640, 0o604, 0o660]) {
    test(`a file of mode ${mode.toString(8)} is refused with the command that mends it`, t => {
        const file = newFile();
        createKeystore(file, options);
        chmodSync(file, mode);
        const error = errorOf(() => openKeystoreFile(file, options.passphrase));
        t.is(error.reason, 'permissions');
        t.true(error.message.includes(`mode 0${mode.toString(8)}`));
        t.true(error.message.includes(`chmod 600 ${file}`));
        t.is(errorOf(() => showKeystore(file)).reason, 'permissions');
    });
}
test('a folder is not a keystore', t => {
    t.is(errorOf(() => showKeystore(mkdtempSync(join(tmpdir(), 'parley-')))).reason, 'corrupted');
});
test('a truncated file is damaged, at whatever byte it ends', t => {
    const file = newFile();
    createKeystore(file, options);
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length - 2; length += 7) {
        writeFileSync(file, whole.slice(0, length));
        t.is(errorOf(() => openKeystoreFile(file, options.passphrase)).reason, 'corrupted', `${length} bytes`);
    }
});
//# sourceMappingURL=keystore.test.js.map