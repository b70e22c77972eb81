import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { crc32c } from '../../../simulator/results/crc32c.js';
import { eventFileName, tensorboardEvents } from '../../../simulator/results/tensorboard.js';
import { madeUpRound, madeUpTiming, runWithAccuracies } from '../../support/stored-runs.js';
test('checksums are those of RFC 3720, appendix B.4', t => {
    const hex = (bytes) => crc32c(bytes).toString(16);
    t.is(hex(new Uint8Array(32)), '8a9136aa');
    t.is(hex(new Uint8Array(32).fill(0xff)), '62a8ab43');
    t.is(hex(Uint8Array.from({ length: 32 }, (_, i) => i)), '46dd794e');
    t.is(hex(Uint8Array.from({ length: 32 }, (_, i) => 31 - i)), '113fdb5c');
    t.is(hex(new TextEncoder().encode('123456789')), 'e3069283');
});
/** Slow twin: the division itself, bit by bit, with no table. */
function slowCrc32c(bytes) {
    let remainder = 0xffffffffn;
    for (const byte of bytes) {
        remainder ^= BigInt(byte);
        for (let bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1n) ^ (0x82f63b78n * (remainder & 1n));
    }
    return Number(remainder ^ 0xffffffffn);
}
testProp('the table gives what the division gives', [fc.uint8Array({ maxLength: 64 })], (t, bytes) => {
    t.is(crc32c(bytes), slowCrc32c(bytes));
});
/** The records of a file with their steps left inside: lengths and checksums as a reader walks over them. */
function recordsOf(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const records = [];
    for (let at = 0; at < bytes.length;) {
        const length = Number(view.getBigUint64(at, true));
        records.push(bytes.subarray(at + 12, at + 12 + length));
        at += length + 16;
    }
    return records;
}
const run = {
    ...runWithAccuracies([]),
    rounds: [madeUpRound('run-1', 3, { accuracy: 0.75 })],
    timings: [madeUpTiming('run-1', 3, 2.5)],
};
test('the bytes of an event file are these, which the reader of TensorBoard 2.21 understood', t => {
    t.is(Buffer.from(tensorboardEvents(run, 1_700_000_000_500)).toString('hex'), frozen);
});
test('the first record says what the file is, the others are rounds', t => {
    const records = recordsOf(tensorboardEvents(run, 0)).map(record => Buffer.from(record).toString('latin1'));
    t.is(records.length, 2);
    t.true(records[0].endsWith('brain.Event:2'));
    for (const tag of ['test/accuracy', 'training/loss', 'training/stepNorm', 'round/survivors'])
        t.true(records[1].includes(tag), tag);
});
test('a training loss that nobody told is no scalar', t => {
    const silent = { ...run, rounds: [{ ...run.rounds[0], trainingLoss: null }] };
    t.false(Buffer.from(tensorboardEvents(silent, 0)).includes('training/loss'));
});
test('event files of one folder are ordered by their names', t => {
    t.is(eventFileName(1_700_000_000_500), 'events.out.tfevents.1700000000.parley');
    t.is(eventFileName(5_000), 'events.out.tfevents.0000000005.parley');
});
const frozen = [
    '1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110ba00000000000000',
    '11ad320f090000c040fc54d94110032aac010a140a0d746573742f6163637572616379150000403f0a140a0d74726169',
    '6e696e672f6c6f737315abaaaa3e0a1c0a15747261696e696e672f6c6561726e696e675261746515cdcccc3d0a180a11',
    '747261696e696e672f737465704e6f726d15abaa2a3e0a120a0b726f756e642f647261776e15000020410a160a0f726f',
    '756e642f7375727669766f727315000010410a1a0a13726f756e642f67726f7570734c6566744f7574150000000089d2',
    'c5b1',
].join('');
//# sourceMappingURL=tensorboard.test.js.map