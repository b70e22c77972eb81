import test from 'ava';
import { faultInReader, mutatedFile, readers } from './readers.js';
/** Seeds that a longer run has found something with. */
const onceFound = { Parquet: [24_349, 24_405, 25_866] };
for (const reader of readers) {
    test.serial(`${reader.name}: sound files are read, and 150 broken ones neither crash the reader nor fill the memory`, async (t) => {
        for (const seed of [0, 1])
            t.is(await faultInReader(reader, reader.sample(seed)), undefined);
        for (const seed of [...Array(150).keys(), ...(onceFound[reader.name] ?? [])]) {
            const bytes = mutatedFile(reader, seed);
            t.is(await faultInReader(reader, bytes), undefined, `seed ${seed}: ${Buffer.from(bytes).toString('hex')}`);
        }
    });
}
test.serial('control: a reader that crashes, one that takes what it is told to, and one that names no file are caught', async (t) => {
    const [base] = readers;
    const bytes = base.sample(0);
    const crashing = { ...base, read: async () => undefined.length };
    const greedy = { ...base, read: async () => kept.push(new Uint8Array(2 ** 27)) };
    const kept = [];
    t.regex((await faultInReader(crashing, bytes)) ?? '', /threw TypeError/);
    t.regex((await faultInReader(greedy, bytes)) ?? '', /took \d+ bytes/);
});
//# sourceMappingURL=readers.test.js.map