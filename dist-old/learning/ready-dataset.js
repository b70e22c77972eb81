import { completeDataset, isRawDataset, parseDataSchema, } from './data/index.js';
import { loadDataset } from './training/index.js';
const readied = new WeakMap();
/**
 * Records as a model takes them: raw ones are standardised by the schema that came with the model, once for all models with
 * the same one. Throws `DataError` when the schema does not complete them.
 */
export function readyDataset(data, model) {
    if (!isRawDataset(data))
        return data;
    if (model.data === undefined)
        throw new Error('a model of a bounty with federated statistics has none');
    const schema = JSON.stringify(model.data);
    const before = readied.get(data);
    if (before?.schema === schema)
        return before.dataset;
    const dataset = loadDataset(completeDataset(data, parseDataSchema(model.data, 'the model')));
    readied.set(data, { schema, dataset });
    return dataset;
}
//# sourceMappingURL=ready-dataset.js.map