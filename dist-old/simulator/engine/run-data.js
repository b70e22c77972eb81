/** The data of an experiment: records to cut among virtual holders, and the test set. */
import { readFile } from 'node:fs/promises';
import { columnKeys, isFederated, loadMnist, mnistSchema, parseDataSchema, readDataset, readRawDataset, } from '../../learning/index.js';
import { ExperimentError } from '../experiment/experiment-error.js';
/** Reads it. Throws `ExperimentError` for a schema that cannot be used, `DataError` for files that do not hold to it. */
export async function readRunData({ data, partition }) {
    if ('dataset' in data) {
        const train = await loadMnist('train', data.examples);
        return { schema: mnistSchema, train, test: await loadMnist('test', data.testExamples), keys: undefined };
    }
    const schema = await readSchema(data.schema);
    const [train, test] = [await readDataset(data.train, schema), await readDataset(data.test, schema)];
    const isCut = partition.kind === 'column' && schema.kind === 'table';
    const keys = isCut ? columnKeys(await readRawDataset(data.train, schema), partition.column) : undefined;
    return { schema, train, test, keys };
}
async function readSchema(file) {
    const text = await readFile(file, 'utf8').catch((error) => {
        throw new ExperimentError('data.schema', `${file} cannot be read: ${error.message}`);
    });
    const schema = parseDataSchema(documentIn(text, file), file);
    if (!isFederated(schema))
        return schema;
    throw new ExperimentError('data.schema', 'leaves its means to federated statistics, which a simulation does not play: give mean and deviation of each column');
}
function documentIn(text, file) {
    try {
        return JSON.parse(text);
    }
    catch (error) {
        throw new ExperimentError('data.schema', `${file} is not JSON: ${error.message}`);
    }
}
//# sourceMappingURL=run-data.js.map