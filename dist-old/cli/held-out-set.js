/** The buyer's held-out test set: as records, and as the file whose hash the terms name. */
import { sha256, toHex } from '../aggregation/index.js';
import { encodeDatasetBlob, encodeRawBlob, isRawDataset, parseDataSchema, readHolderData, } from '../learning/index.js';
import { CommandError } from './errors.js';
/** Reads the test set under the schema. Throws `DataError` naming file and place. */
export async function readHeldOutSet(file, schema) {
    const data = await readHolderData(file, schema);
    return { data, blob: isRawDataset(data) ? encodeRawBlob(data) : encodeDatasetBlob(data) };
}
/** Reads the test set and holds it to the hash in the terms. Throws `CommandError` when it is another one. */
export async function readPromisedSet(file, terms) {
    const { data, blob } = await readHeldOutSet(file, parseDataSchema(terms.data, 'the terms'));
    const found = toHex(sha256(blob));
    const { sha256: promised } = terms.acceptance.testSet;
    if (found === promised)
        return data;
    throw new CommandError(`${file} is not the test set of this bounty: its records have the SHA-256 ${found.slice(0, 16)}… and the terms name ${promised.slice(0, 16)}…; ` +
        'give the records that lay there when the bounty was posted, in the same order', 'other-test-set');
}
//# sourceMappingURL=held-out-set.js.map