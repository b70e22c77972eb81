import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { openLineReader, openTail } from '../../../../learning/training/external/line-reader.js';
import { encodeOrder, excerpt, parseReply } from '../../../../learning/training/external/messages.js';
const bytes = (text) => new TextEncoder().encode(text);
const parse = (value) => parseReply(bytes(JSON.stringify(value)));
function linesOf(chunks, limit = 100) {
    const lines = [];
    const reader = openLineReader(limit, line => lines.push(Buffer.from(line).toString('utf8')));
    for (const chunk of chunks)
        if (!reader.push(chunk))
            return [...lines, 'too long'];
    return lines;
}
testProp('however a stream is cut into chunks, the lines are the same', [fc.array(fc.string({ maxLength: 20 })), fc.array(fc.nat(400))], (t, texts, cuts) => {
    const lines = texts.map(text => text.replace(/[\r\n]/g, ''));
    const stream = bytes(lines.map(line => `${line}\n`).join(''));
    const places = [0, ...cuts.map(cut => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
    const chunks = places.slice(1).map((end, i) => stream.subarray(places[i], end));
    t.deepEqual(linesOf(chunks), lines.filter(line => line !== ''));
});
test('a line may be as long as the limit and no longer, in one chunk or many', t => {
    t.deepEqual(linesOf([bytes(`${'x'.repeat(10)}\n`)], 10), ['x'.repeat(10)]);
    t.deepEqual(linesOf([bytes('ab\n'), bytes('x'.repeat(11))], 10), ['ab', 'too long']);
    t.deepEqual(linesOf([bytes('x'.repeat(6)), bytes(`${'x'.repeat(5)}\n`)], 10), ['too long']);
    t.deepEqual(linesOf([bytes('a\r\n\r\n\nb')]), ['a']);
});
test('the tail of a stream is its end, without what would steer a terminal', t => {
    const tail = openTail(8);
    for (const part of ['first ', 'second', '\u001b[2Jtail\n'])
        tail.push(bytes(part));
    t.is(tail.text(), '[2Jtail');
    tail.push(bytes('x'.repeat(100)));
    t.is(tail.text(), 'xxxxxxxx');
});
test('a message with fields that this version does not know is taken, without them', t => {
    t.deepEqual(parse({ type: 'cancelled', job: 2, mood: 'good' }), {
        kind: 'reply',
        reply: { type: 'cancelled', job: 2 },
    });
});
test('a message that lacks a field, or has a wrong one, is told by the field', t => {
    const faultOf = (value) => {
        const parsed = parse(value);
        return parsed.kind === 'garbage' ? parsed.fault : 'taken';
    };
    const done = { type: 'done', job: 1, weights: 'w', examples: 3, steps: 1, meanLoss: 0.5 };
    t.is(faultOf(done), 'taken');
    t.regex(faultOf({ ...done, examples: 0 }), /examples: /);
    t.regex(faultOf({ ...done, meanLoss: null }), /meanLoss: /);
    t.regex(faultOf({ ...done, weights: undefined }), /weights: /);
    t.regex(faultOf({ type: 'quit' }), /type: /);
    t.regex(faultOf({ type: 'hello', protocol: 'one' }), /speaks version "one" of the protocol/);
    t.regex(faultOf({ type: 'hello' }), /speaks version none of the protocol/);
    for (const odd of [null, 3, 'hello', [], {}])
        t.regex(faultOf(odd), /a message that the protocol does not have/);
});
testProp('no bytes make the reading of a message throw', [fc.uint8Array({ maxLength: 60 })], (t, line) => {
    const { kind } = parseReply(line);
    t.true(kind === 'garbage' || kind === 'reply');
});
test('an order is one line', t => {
    t.is(encodeOrder({ type: 'cancel', job: 3 }), '{"type":"cancel","job":3}\n');
});
test('text from outside is cut short', t => {
    t.is(excerpt('a\u0007b\n'), 'a b');
    t.is(excerpt('x'.repeat(200)), `${'x'.repeat(120)}…`);
});
//# sourceMappingURL=messages.test.js.map