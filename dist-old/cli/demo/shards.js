/** The real MNIST digits, cut unevenly among the holders: each has its own mixture of digits and its own amount. */
import path from 'node:path';
import { loadDataset, loadMnist, partition, selectExamples, writeIdxFolder, } from '../../learning/index.js';
const alpha = 0.5;
const minimumExamples = 200;
/** Writes each holder's records into its folder and the held-out digits beside the bounty page. */
export async function writeShards(folder, cast, seed) {
    const train = await loadMnist('train');
    const parts = partition(train.labels, { kind: 'dirichlet', alpha }, { holders: cast.length, minimumExamples, seed, whenShort: 'move' });
    const records = new Map();
    for (const [i, { organisation }] of cast.entries()) {
        const part = selectExamples(train, parts[i]);
        await writeIdxFolder(path.join(folder.holder(organisation), 'records'), part);
        records.set(organisation, loadDataset(part));
    }
    const testSet = await loadMnist('test');
    await writeIdxFolder(path.join(folder.root, 'test-set'), testSet);
    return { records, testSet: loadDataset(testSet) };
}
//# sourceMappingURL=shards.js.map