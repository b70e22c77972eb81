/**
 * `npm run fuzz:decoders`: broken bytes for every decoder and every reader of files, for as long as it is let.
 *
 *   npm run fuzz:decoders -- [--count 20000] [--from 0] [--only "message Roster"]
 */
import { parseArgs } from 'node:util';
import { decoders, faultIn, mutated } from './decoders.js';
import { faultInReader, mutatedFile, readers } from './readers.js';
const { values } = parseArgs({
    options: {
        count: { type: 'string', default: '20000' },
        from: { type: 'string', default: '0' },
        only: { type: 'string' },
    },
});
const [from, count] = [Number(values.from), Number(values.count)];
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(count)) {
    process.stderr.write('--from and --count are whole numbers\n');
    process.exit(2);
}
const startedAt = performance.now();
let [cases, faults] = [0, 0];
for (const decoder of decoders) {
    if (values.only !== undefined && decoder.name !== values.only)
        continue;
    for (let seed = from; seed < from + count; seed++, cases++) {
        const bytes = mutated(decoder, seed);
        const fault = faultIn(decoder, bytes);
        if (fault === undefined)
            continue;
        faults++;
        process.stderr.write(`${decoder.name}, seed ${seed}: ${fault}\n  ${Buffer.from(bytes).toString('hex')}\n`);
    }
    process.stderr.write(`${decoder.name}: ${count} cases\n`);
}
for (const reader of readers) {
    if (values.only !== undefined && reader.name !== values.only)
        continue;
    for (let seed = from; seed < from + count; seed++, cases++) {
        const bytes = mutatedFile(reader, seed);
        const fault = await faultInReader(reader, bytes);
        if (fault === undefined)
            continue;
        faults++;
        process.stderr.write(`${reader.name}, seed ${seed}: ${fault}\n  ${Buffer.from(bytes).toString('hex')}\n`);
    }
    process.stderr.write(`${reader.name}: ${count} cases\n`);
}
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(`${JSON.stringify({ decoders: decoders.length, readers: readers.length, cases, faults, seconds })}\n`);
process.exitCode = faults === 0 ? 0 : 1;
//# sourceMappingURL=fuzz-decoders-process.js.map