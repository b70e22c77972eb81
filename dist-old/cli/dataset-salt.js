import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { datasetSaltBytes } from '../learning/index.js';
import { UsageError } from './errors.js';
import { writeFileAtomically } from './profile.js';
/** Where an agent keeps the salt of its dataset's root. */
export function datasetSaltFile(agentFolder) {
    return path.join(agentFolder, 'dataset-salt');
}
/** The salt of the dataset's root: made once, kept by the holder, without which no record can be opened later. */
export async function readDatasetSalt(file, world) {
    const found = await readFile(file).catch((error) => {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    });
    if (found?.length === datasetSaltBytes)
        return new Uint8Array(found);
    if (found !== undefined)
        throw new UsageError(`${file} has ${found.length} bytes, not ${datasetSaltBytes}: restore it from a backup`);
    const salt = world.random.bytes(datasetSaltBytes);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFileAtomically(file, salt);
    return salt;
}
//# sourceMappingURL=dataset-salt.js.map