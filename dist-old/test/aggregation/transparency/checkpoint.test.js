import test from 'ava';
import { formatCheckpoint, isNoteName, noteKeyId, openNote, sha256, signerFromSeed, signNote, toHex, utf8, verifyCheckpoint, } from '../../../aggregation/index.js';
const signer = signerFromSeed(new Uint8Array(32).fill(1));
const stranger = signerFromSeed(new Uint8Array(32).fill(2));
const origin = 'parley.example/log';
const root = sha256(utf8('root'));
const text = formatCheckpoint({ origin, size: 1234, root });
const note = signNote(text, origin, signer);
test('a checkpoint is three lines: origin, size in decimal, root in base64', t => {
    t.is(text, `parley.example/log\n1234\n${Buffer.from(root).toString('base64')}\n`);
});
test('a signature line is an em dash, the name, and base64 of key id and signature', t => {
    const [signed, line, ...rest] = note.split('\n\n');
    t.deepEqual([`${signed}\n`, rest], [text, []]);
    const found = /^\u2014 parley\.example\/log ([A-Za-z0-9+/=]+)\n$/.exec(line);
    const bytes = Buffer.from(found[1], 'base64');
    t.is(bytes.length, 4 + 64);
    t.deepEqual(new Uint8Array(bytes.subarray(0, 4)), noteKeyId(origin, signer.publicKey));
    t.deepEqual(new Uint8Array(bytes.subarray(4)), signer.sign(utf8(text)));
});
// The example of the signed note format: name "PeterNeumann", key id c74f20a3, from Go's golang.org/x/mod/sumdb/note.
test('the key id is that of the signed note format', t => {
    const key = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64');
    t.is(key[0], 0x01);
    t.is(toHex(noteKeyId('PeterNeumann', new Uint8Array(key.subarray(1)))), 'c74f20a3');
});
test('a note of another implementation opens', t => {
    const key = new Uint8Array(Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1));
    const body = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signed = `${body}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
    t.deepEqual(openNote(signed, 'PeterNeumann', key), { kind: 'opened', text: body });
});
test('what was signed is what is read', t => {
    t.deepEqual(verifyCheckpoint(note, signer.publicKey), {
        kind: 'verified',
        checkpoint: { origin, size: 1234, root },
    });
});
test('the key of another is not accepted', t => {
    t.deepEqual(verifyCheckpoint(note, stranger.publicKey), { kind: 'refused', reason: 'not-signed' });
});
test('a signature made under another name is not accepted', t => {
    const renamed = signNote(text, 'parley.example/other', signer);
    t.deepEqual(verifyCheckpoint(renamed, signer.publicKey), { kind: 'refused', reason: 'not-signed' });
});
test('signatures of witnesses are passed over, before and after the own one', t => {
    const witness = signNote(text, 'witness.example', stranger).slice(text.length + 1);
    const own = note.slice(text.length + 1);
    for (const lines of [`${witness}${own}`, `${own}${witness}`])
        t.is(verifyCheckpoint(`${text}\n${lines}`, signer.publicKey).kind, 'verified');
});
test('every changed character of a checkpoint is noticed', t => {
    const bytes = utf8(note);
    for (let place = 0; place < bytes.length; place++) {
        const changed = bytes.slice();
        changed[place] ^= 1;
        const verdict = verifyCheckpoint(new TextDecoder().decode(changed), signer.publicKey);
        t.is(verdict.kind, 'refused', `byte ${place}`);
    }
});
for (const [what, body] of [
    ['a size with a leading zero', `${origin}\n01\n${Buffer.from(root).toString('base64')}\n`],
    ['a negative size', `${origin}\n-1\n${Buffer.from(root).toString('base64')}\n`],
    ['a size that no number holds', `${origin}\n9007199254740993\n${Buffer.from(root).toString('base64')}\n`],
    ['a short root', `${origin}\n1\n${Buffer.from(root).subarray(1).toString('base64')}\n`],
    ['a line more', `${text}extension\n`],
    ['a line less', `${origin}\n1\n`],
]) {
    test(`a signed text with ${what} is not a checkpoint`, t => {
        const verdict = verifyCheckpoint(signNote(body, origin, signer), signer.publicKey);
        t.deepEqual(verdict, { kind: 'refused', reason: 'malformed-checkpoint' });
    });
}
for (const [what, broken] of [
    ['no signature', text],
    ['no final newline', note.slice(0, -1)],
    ['a signature line of another shape', `${note}- x y\n`],
    ['base64 spelled another way', note.replace(/=\n$/, '\n')],
    ['too many characters', `${text}\n${'\u2014 w AAAAAAAA\n'.repeat(2_000)}`],
]) {
    test(`a note with ${what} is malformed`, t => {
        t.deepEqual(openNote(broken, origin, signer.publicKey), { kind: 'refused', reason: 'malformed-note' });
    });
}
test('nonsense is not formatted or signed', t => {
    t.throws(() => formatCheckpoint({ origin: 'two words', size: 1, root }), { instanceOf: RangeError });
    t.throws(() => formatCheckpoint({ origin, size: -1, root }), { instanceOf: RangeError });
    t.throws(() => formatCheckpoint({ origin, size: 1, root: root.slice(1) }), { instanceOf: RangeError });
    t.throws(() => signNote('no newline', origin, signer), { instanceOf: RangeError });
    t.throws(() => signNote(text, 'a b', signer), { instanceOf: RangeError });
    t.deepEqual(['a', 'a+b', 'a b', '', 'é'].map(isNoteName), [true, false, false, false, true]);
});
//# sourceMappingURL=checkpoint.test.js.map