import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { decodeText } from '../../../../learning/data/table/text-decoding.js';
import { DataError } from '../../../../learning/index.js';
async function decoded(bytes, encoding, pieceBytes = 3) {
    async function* pieces() {
        for (let at = 0; at < bytes.length; at += pieceBytes)
            yield bytes.subarray(at, at + pieceBytes);
    }
    let text = '';
    for await (const part of decodeText(pieces(), encoding, 'file.csv'))
        text += part;
    return text;
}
const swapped = (text) => Buffer.from(text, 'utf16le').swap16();
const mark = {
    le: Uint8Array.of(0xff, 0xfe),
    be: Uint8Array.of(0xfe, 0xff),
    utf8: Uint8Array.of(0xef, 0xbb, 0xbf),
};
const joined = (...parts) => new Uint8Array(Buffer.concat(parts));
const texts = fc.string({ unit: 'grapheme', minLength: 2, maxLength: 40 }).filter(text => {
    // A text of its own that begins with a mark or with zeros says something else about its encoding.
    return !/^[\ufeff\ufffe]|\0/.test(text) && !/^PK|^PAR1/.test(text);
});
testProp('text cut into pieces anywhere comes back whole', [texts, fc.integer({ min: 1, max: 9 })], async (t, text, size) => {
    t.is(await decoded(Buffer.from(text), undefined, size), text);
    t.is(await decoded(joined(mark.utf8, Buffer.from(text)), undefined, size), text);
    t.is(await decoded(joined(mark.le, Buffer.from(text, 'utf16le')), undefined, size), text);
    t.is(await decoded(joined(mark.be, swapped(text)), undefined, size), text);
    t.is(await decoded(swapped(text), 'utf-16be', size), text);
});
test('every byte of Windows-1252 is read, the euro sign and curly quotes among them', async (t) => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = await decoded(all, 'windows-1252');
    t.is(text.length, 256);
    t.is(text[0x80], '€');
    t.is(text[0x93], '“');
    t.is(text[0x9f], 'Ÿ');
    t.is(text[0xe4], 'ä');
    t.is(text[0x81], '\u0081');
    t.is(await decoded(all, 'latin1'), text);
});
test('bytes that are not UTF-8 are refused with their line and the likely encoding', async (t) => {
    const bytes = Buffer.from('sex\nmale\nm\u00e4nnlich\n', 'latin1');
    for (const size of [1, 3, 100])
        await t.throwsAsync(decoded(bytes, undefined, size), {
            instanceOf: DataError,
            message: /^file\.csv, line 3: its characters are not UTF-8; declare encoding: windows-1252/,
        });
    await t.throwsAsync(decoded(Buffer.from('age\n5\xe4', 'latin1'), undefined, 100), { message: /line 2: / });
});
test('a file of another kind is told from text', async (t) => {
    await t.throwsAsync(decoded(Buffer.from('PK\u0003\u0004…')), {
        message: /Excel and LibreOffice.*save it as CSV/,
    });
    await t.throwsAsync(decoded(Buffer.from('PAR1xxxx')), { message: /let its name end in \.parquet/ });
    await t.throwsAsync(decoded(Buffer.from('age,sex', 'utf16le')), { message: /declare encoding: utf-16le/ });
    await t.throwsAsync(decoded(swapped('age,sex')), { message: /declare encoding: utf-16be/ });
});
test('a byte order mark that contradicts the declaration is refused', async (t) => {
    await t.throwsAsync(decoded(joined(mark.le, Buffer.from('a', 'utf16le')), 'utf-8'), {
        message: /byte order mark of UTF-16LE and is declared to be utf-8/,
    });
});
test('a file of fewer bytes than a mark is text all the same', async (t) => {
    t.is(await decoded(Buffer.from('a')), 'a');
    t.is(await decoded(new Uint8Array(0)), '');
});
//# sourceMappingURL=text-decoding.test.js.map