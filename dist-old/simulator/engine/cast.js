/** The virtual holders of a run: who they are, what each of them has, and who of them is malicious. */
import { dataShapeOf, loadDataset, openSeededRandom, PartitionError, partition, selectExamples, } from '../../learning/index.js';
import { poisonData } from '../attacks/index.js';
import { ExperimentError } from '../experiment/experiment-error.js';
import { termsOf } from '../experiment/terms-of.js';
/** The test set as the terms name it: where masking is off nobody uploads one, and it has no name. */
const unnamed = '0'.repeat(64);
/** Makes the cast of a run. Throws `ExperimentError` for what cannot be run, naming the field and what would do. */
export function prepareRun(run, data, testSetName = unnamed) {
    const parts = cut(run, data);
    const { attack } = run.experiment;
    const attackers = drawAttackers(run, parts.length);
    const terms = termsOf(run, {
        schema: data.schema,
        shape: { ...dataShapeOf(data.schema), featureShape: data.train.featureShape },
        holders: parts.length,
        mostExamples: parts.reduce((most, { length }) => Math.max(most, length), 0),
        testSet: { sha256: testSetName, examples: data.test.examples },
    });
    const recordsOf = recordsBy(run, data, parts, attackers);
    const digits = String(parts.length).length;
    const holders = parts.map((part, i) => ({
        organisation: `holder-${String(i + 1).padStart(digits, '0')}`,
        examples: part.length,
        attack: attackers.has(i) ? attack?.settings : undefined,
        records: () => recordsOf(i),
    }));
    return { run, terms, holders, test: loadDataset(data.test) };
}
function cut({ experiment, seed }, { train, keys }) {
    const { partition: scheme, holders, minimumExamples } = experiment;
    if (holders === undefined && scheme.kind !== 'column')
        throw new ExperimentError('holders', `is missing; say among how many holders ${scheme.kind} cuts, such as 100`);
    try {
        return partition(train.labels, scheme, {
            minimumExamples,
            seed,
            ...(holders === undefined ? {} : { holders }),
            ...(keys === undefined ? {} : { keys }),
        });
    }
    catch (error) {
        if (error instanceof PartitionError)
            throw new ExperimentError(error.field, error.reason);
        throw error;
    }
}
function drawAttackers({ experiment: { attack }, seed }, holders) {
    if (attack === undefined)
        return new Set();
    if (attack.holders >= holders)
        throw new ExperimentError('attack.holders', `must be at most ${holders - 1}: of ${holders} holders one is honest`);
    const random = openSeededRandom(seed, 'attackers');
    const chosen = new Set();
    while (chosen.size < attack.holders)
        chosen.add(random.below(holders));
    return chosen;
}
/** Poisoned data is made once for all, as an attacker may have another's; honest data of many holders as it is asked for. */
function recordsBy({ experiment: { attack }, seed }, { train }, parts, attackers) {
    const select = (holder) => selectExamples(train, parts[holder]);
    const isOfData = attack !== undefined && ['label-flip', 'backdoor', 'duplicate'].includes(attack.settings.kind);
    if (!isOfData)
        return holder => loadDataset(select(holder));
    const datasets = parts.map((_, holder) => select(holder));
    const poisoned = poisonData(datasets, attackers, attack.settings, openSeededRandom(seed, 'poisoned data'));
    return holder => loadDataset(poisoned[holder]);
}
//# sourceMappingURL=cast.js.map