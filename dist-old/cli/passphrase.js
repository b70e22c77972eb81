/** The passphrase of a keystore: from a file, from PARLEY_PASSPHRASE, or asked for without showing it. */
import { readFile } from 'node:fs/promises';
import { UsageError } from './errors.js';
/** `purpose` is what the prompt says; `isNew` asks twice. Throws `UsageError` where nobody can be asked. */
export async function readPassphrase(source, world, purpose, isNew = false) {
    if (source.passphraseFile !== undefined)
        return fromFile(source.passphraseFile);
    const given = world.env.PARLEY_PASSPHRASE;
    if (given !== undefined)
        return requireSome(given, 'PARLEY_PASSPHRASE');
    if (!world.stdin.isTTY || !world.stderr.isTTY) {
        throw new UsageError(`no passphrase for ${purpose}: set PARLEY_PASSPHRASE, or name a file with --passphrase-file`);
    }
    const first = requireSome(await ask(world, `Passphrase for ${purpose}: `), 'the passphrase');
    if (isNew && (await ask(world, 'The same again: ')) !== first) {
        throw new UsageError('the two passphrases differ; nothing was written, try again');
    }
    return first;
}
async function fromFile(file) {
    const text = await readFile(file, 'utf8');
    return requireSome(text.replace(/\r?\n$/, ''), file);
}
function requireSome(passphrase, source) {
    if (passphrase.length === 0)
        throw new UsageError(`${source} is empty; a keystore needs a passphrase`);
    return passphrase;
}
/** One line from the terminal, not echoed. */
function ask(world, prompt) {
    const { stdin, stderr } = world;
    stderr.write(prompt);
    stdin.setRawMode?.(true);
    stdin.resume();
    return new Promise((resolve, reject) => {
        let typed = '';
        const end = () => {
            stdin.off('data', listen);
            stdin.setRawMode?.(false);
            stdin.pause();
            stderr.write('\n');
        };
        const listen = (data) => {
            for (const character of data.toString('utf8')) {
                if (character === '\r' || character === '\n' || character === '\u0004') {
                    end();
                    return resolve(typed);
                }
                if (character === '\u0003') {
                    end();
                    return reject(new UsageError('interrupted'));
                }
                typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
            }
        };
        stdin.on('data', listen);
    });
}
//# sourceMappingURL=passphrase.js.map