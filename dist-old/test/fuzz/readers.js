/**
 * Everything that reads a holder's files, with sound files to start from. A reader is fed random and mutated bytes: it
 * reads them or refuses them as `DataError`, and takes no more memory than a sound file would need.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { fourHospitals, hospitalSchema } from '../../examples/hospitals.js';
import { DataError, guessTableSchema, inspectDataset, parseDataSchema, readDataset, } from '../../learning/index.js';
import { loadVectors } from '../aggregation/load-vectors.js';
import { npyFile, pngFile } from '../support/small-files.js';
import { mutatedSample } from './decoders.js';
const table = parseDataSchema(parse(hospitalSchema), 'schema');
const vectorSchema = parseDataSchema({
    kind: 'table',
    features: [
        { name: 'age', kind: 'number' },
        { name: 'chol', kind: 'number', impute: 'constant', constant: 1 },
        { name: 'sex', kind: 'category', values: ['female'], other: true, impute: 'indicator' },
    ],
    label: { name: 'outcome', classes: ['healthy', 'ill'] },
}, 'schema');
const image = parseDataSchema({
    kind: 'image',
    height: 2,
    width: 3,
    channels: 1,
    scale: '0-1',
    resize: true,
    label: { name: 'kind', classes: ['a', 'b', 'c'] },
}, 'schema');
const { parquet, npz } = loadVectors('data-files');
const fromVectors = (vectors) => (seed) => new Uint8Array(Buffer.from(vectors[seed % vectors.length], 'base64'));
const csv = (seed) => fourHospitals(1)[seed % 4].file.subarray(0, 2000);
const grey = pngFile({ width: 3, height: 2, channels: 1, samples: [0, 50, 100, 150, 200, 250] });
const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////' +
    'wAALCAACAAMBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z', 'base64');
const idx = (shape, bytes) => Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap(extent => [0, 0, 0, extent]), ...bytes]);
const images = idx([2, 2, 3], Array.from({ length: 12 }, (_, i) => i));
export const readers = [
    { name: 'CSV', file: 'table.csv', sample: csv, read: file => inspectDataset(file, table) },
    { name: 'a guess from CSV', file: 'table.csv', sample: csv, read: file => guessTableSchema(file) },
    {
        name: 'Parquet',
        file: 'table.parquet',
        sample: fromVectors(Object.values(parquet)),
        read: file => readDataset(file, vectorSchema),
    },
    {
        name: 'NPZ',
        file: 'table.npz',
        sample: fromVectors([npz.table]),
        read: file => inspectDataset(file, vectorSchema),
    },
    {
        name: 'NPZ of images',
        file: 'data.npz',
        sample: fromVectors([npz.images]),
        read: file => readDataset(file, image),
    },
    {
        name: 'NPY',
        file: 'images.npy',
        sample: () => npyFile("'|u1'", '2, 2, 3', images.subarray(16)),
        read: async (_, folder) => {
            await writeFile(path.join(folder, 'labels.npy'), npyFile("'|u1'", '2,', Uint8Array.of(0, 1)));
            return readDataset(folder, image);
        },
    },
    {
        name: 'packed IDX',
        file: 'images-idx3-ubyte.gz',
        sample: () => new Uint8Array(gzipSync(images)),
        read: async (_, folder) => {
            await writeFile(path.join(folder, 'labels-idx1-ubyte'), idx([2], [0, 1]));
            return readDataset(folder, image);
        },
    },
    {
        name: 'pictures',
        file: path.join('a', 'picture'),
        sample: seed => new Uint8Array(seed % 2 === 0 ? grey : jpeg),
        read: (_, folder) => inspectDataset(folder, image),
    },
];
/** Memory that one reading of a small file may leave behind before the collector has been round. */
const mostBytes = 64 * 1024 * 1024;
/** What is wrong with how a reader took a mutated file; undefined when nothing is. */
export async function faultInReader(reader, bytes) {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-fuzz-'));
    try {
        const file = path.join(folder, reader.file);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, bytes);
        const before = process.memoryUsage();
        try {
            await reader.read(file, folder);
        }
        catch (error) {
            if (!(error instanceof DataError))
                return `threw ${error.stack ?? error}`;
            if (!error.message.startsWith(folder))
                return `does not name the file: ${error.message}`;
        }
        const after = process.memoryUsage();
        const grown = after.arrayBuffers - before.arrayBuffers + after.heapUsed - before.heapUsed;
        return grown > mostBytes ? `took ${grown} bytes for ${bytes.length}` : undefined;
    }
    finally {
        await rm(folder, { recursive: true });
    }
}
/** One case: random bytes, or a sound file with something done to it. */
export function mutatedFile(reader, seed) {
    return mutatedSample(`file ${reader.name}`, seed, one => reader.sample(one));
}
//# sourceMappingURL=readers.js.map