import test from 'ava';
import { decoders, faultIn, mutated } from './decoders.js';
for (const decoder of decoders) {
    test(`${decoder.name}: valid bytes are read, and 150 broken ones neither crash the decoder nor fool it`, t => {
        t.is(faultIn(decoder, decoder.sample(1)), undefined);
        for (let seed = 0; seed < 150; seed++) {
            const bytes = mutated(decoder, seed);
            t.is(faultIn(decoder, bytes), undefined, `seed ${seed}: ${Buffer.from(bytes).toString('hex')}`);
        }
    });
}
test('control: a decoder that crashes, one that allocates what it is told to, and one that forgets are all caught', t => {
    const base = decoders.find(({ name }) => name === 'member state');
    const crashing = { ...base, decode: bytes => bytes[40_000].toString() };
    const greedy = {
        ...base,
        decode: bytes => (new Uint8Array(2 ** 28 + bytes.length).length > 0 ? undefined : 0),
    };
    const forgetful = { ...base, decode: bytes => bytes.length, encode: () => new Uint8Array(1) };
    const caught = (decoder) => Array.from({ length: 20 }, (_, seed) => faultIn(decoder, mutated(decoder, seed))).find(fault => fault !== undefined);
    t.regex(caught(crashing) ?? '', /threw TypeError/);
    t.regex(caught(greedy) ?? '', /took \d+ bytes/);
    t.regex(caught(forgetful) ?? '', /reads back as something else/);
});
//# sourceMappingURL=decoders.test.js.map