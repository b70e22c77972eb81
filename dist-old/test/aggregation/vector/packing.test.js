import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { toHex } from '../../../aggregation/crypto/index.js';
import { openUnpackAdd, packedLength, packResidues, paddingIsZero, residueMask, unpackResidues, } from '../../../aggregation/vector/index.js';
/** One bit at a time: the slow twin. */
function slowPack(residues, bits) {
    const packed = new Uint8Array(Math.ceil((residues.length * bits) / 8));
    residues.forEach((residue, j) => {
        for (let bit = 0; bit < bits; bit++) {
            const at = j * bits + bit;
            if (Math.floor(residue / 2 ** bit) % 2 === 1)
                packed[at >> 3] |= 1 << (at & 7);
        }
    });
    return packed;
}
const ring = fc
    .tuple(fc.integer({ min: 8, max: 32 }), fc.uint32Array({ minLength: 1, maxLength: 70 }))
    .map(([bits, words]) => ({ bits, residues: words.map(word => (word & residueMask(bits)) >>> 0) }));
test('twelve-bit coordinates follow one another from the lowest bit', t => {
    t.is(toHex(packResidues(Uint32Array.of(0xabc, 0x123, 0xfff), 12)), 'bc3a12ff0f');
    t.is(toHex(packResidues(Uint32Array.of(0x010203, 0xfffefd), 24)), '030201fdfeff');
});
test('every width from 8 to 32 packs like its slow twin and unpacks to what was packed', t => {
    for (let bits = 8; bits <= 32; bits++) {
        const mask = residueMask(bits);
        const residues = Uint32Array.from({ length: 37 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) & mask) >>> 0);
        residues[5] = mask;
        const packed = packResidues(residues.slice(), bits);
        t.is(packed.length, packedLength(37, bits));
        t.deepEqual(packed, slowPack(residues, bits), `${bits} bits`);
        t.deepEqual(unpackResidues(packed, 37, bits), residues, `${bits} bits`);
    }
});
testProp('packing drops what is above the ring', [ring], (t, { bits, residues }) => {
    const lifted = residues.map(residue => (bits === 32 ? residue : (residue | (5 << bits)) >>> 0));
    t.deepEqual(packResidues(lifted.slice(), bits), packResidues(residues.slice(), bits));
});
testProp('chunks of any size add up to the whole vector', [ring, fc.array(fc.integer({ min: 0, max: 13 }), { minLength: 1, maxLength: 20 })], (t, { bits, residues }, sizes) => {
    const packed = packResidues(residues.slice(), bits);
    const target = residues.map((_, i) => 1000 * i);
    const unpacker = openUnpackAdd(target, bits);
    let at = 0;
    for (let i = 0; at < packed.length; i++) {
        const size = i < 200 ? sizes[i % sizes.length] : packed.length;
        unpacker.take(packed.subarray(at, at + size));
        at += size;
    }
    unpacker.finish();
    t.is(unpacker.position, residues.length);
    t.deepEqual(target, residues.map((residue, i) => residue + 1000 * i));
});
test('a set padding bit, a missing byte and a byte too many are refused', t => {
    const residues = Uint32Array.of(1, 2, 3);
    for (const bits of [9, 12, 17, 31]) {
        const packed = packResidues(residues.slice(), bits);
        const padded = packed.slice();
        padded[padded.length - 1] |= 0x80;
        t.false(paddingIsZero(padded.at(-1), 3, bits));
        t.true(paddingIsZero(packed.at(-1), 3, bits));
        t.throws(() => unpackResidues(padded, 3, bits), { message: /padding/ });
    }
    for (const bits of [9, 24]) {
        const packed = packResidues(residues.slice(), bits);
        t.throws(() => unpackResidues(packed.subarray(1), 3, bits), { instanceOf: RangeError });
        t.throws(() => unpackResidues(Uint8Array.of(...packed, 0), 3, bits), { message: /longer/ });
    }
    t.throws(() => packResidues(residues, 7), { instanceOf: RangeError });
    t.throws(() => packResidues(residues, 33), { instanceOf: RangeError });
});
//# sourceMappingURL=packing.test.js.map