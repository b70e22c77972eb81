/**
 * NumPy's archive of arrays: a zip file with one array a member. What the directory of the archive claims is held
 * against limits before anything is unpacked, and unpacking that gives more is cut off.
 */
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import { DataError } from '../../errors.js';
import { maximumArrayBytes, readNpy } from './npy-format.js';
const limits = {
    members: 20_000,
    totalBytes: 2 ** 33,
    /** Up to this size an array may be packed as tightly as it likes: zeros are. */
    trustedBytes: 2 ** 28,
    ratio: 200,
};
/** Opens an archive for as long as `use` runs. Throws `DataError` for what is not one, or claims too much. */
export async function withNpz(file, use) {
    const zip = await unpacking(file, undefined, () => openPromise(file, { autoClose: false, lazyEntries: true }));
    try {
        const entries = await unpacking(file, undefined, () => readDirectory(file, zip));
        const names = [...entries.keys()];
        const read = (name, check) => {
            const entry = entries.get(name);
            if (entry === undefined)
                throw new RangeError(`the archive has no array ${name}`);
            return unpacking(file, entry.fileName, () => readMember(file, zip, entry, check));
        };
        return await use({ names, read });
    }
    finally {
        zip.close();
    }
}
/** Runs what the library throws plain errors at. */
async function unpacking(file, member, work) {
    try {
        return await work();
    }
    catch (error) {
        if (error instanceof DataError)
            throw error;
        const { message } = error;
        throw new DataError(file, `it is not a sound NPZ archive (${message}); write it again with numpy.savez`, {
            member,
        });
    }
}
async function readDirectory(file, zip) {
    const entries = new Map();
    let total = 0;
    for await (const entry of zip.eachEntry()) {
        const refuse = (fault) => new DataError(file, fault, { member: entry.fileName });
        if (!entry.fileName.endsWith('.npy'))
            throw refuse('it is not a NumPy array (.npy); take it out');
        const name = entry.fileName.slice(0, -'.npy'.length);
        if (entries.has(name))
            throw refuse('the archive has it twice; write it again with numpy.savez');
        if (entries.size === limits.members)
            throw refuse(`the archive has more than ${limits.members} arrays`);
        total += entry.uncompressedSize;
        if (total > limits.totalBytes)
            throw refuse(`the archive unpacks to more than ${limits.totalBytes} bytes; split it`);
        requireRatio(file, entry);
        entries.set(name, entry);
    }
    if (entries.size === 0)
        throw new DataError(file, 'the archive is empty');
    return entries;
}
function requireRatio(file, { fileName, compressedSize, uncompressedSize }) {
    const isTight = uncompressedSize > limits.ratio * compressedSize;
    if (uncompressedSize > maximumArrayBytes || (isTight && uncompressedSize > limits.trustedBytes)) {
        throw new DataError(file, `it has ${compressedSize} bytes and claims to unpack to ${uncompressedSize}: that is not data. Save it with numpy.savez, without compression, if it is`, { member: fileName });
    }
}
async function readMember(file, zip, entry, check) {
    const stream = await zip.openReadStreamPromise(entry);
    const place = { file, member: entry.fileName };
    let sum = 0;
    async function* summed() {
        for await (const chunk of stream) {
            sum = crc32(chunk, sum);
            yield chunk;
        }
    }
    try {
        const array = await readNpy(summed(), entry.uncompressedSize, place, check);
        if (sum !== entry.crc32)
            throw new Error('its checksum is wrong');
        return array;
    }
    finally {
        stream.destroy();
    }
}
//# sourceMappingURL=npz.js.map