import { firstNotFinite, parameterVector, placeOfCoordinate, } from '../../../aggregation/vector/index.js';
import { TrainingError } from '../../errors.js';
import { UnusableWeights } from './faults.js';
import { mostWeightBytes, readWeights } from './weights-file.js';
/**
 * The result that a `done` claims, its weights read and checked. Throws `UnusableWeights`, or `TrainingError` `diverged`
 * for weights that are not finite numbers.
 */
export async function readResult({ parameters, dataset }, done, folder) {
    const { examples, steps, meanLoss } = done;
    if (examples > dataset.examples)
        throw new UnusableWeights(`it says it trained on ${examples} examples and was given ${dataset.examples}`);
    const bytes = await folder.readClaimed(done.weights, mostWeightBytes(parameters.layout));
    const trained = readWeights(bytes, parameters.layout);
    return { update: updateOf(trained, parameters), examples, steps, meanLoss };
}
/** New minus old; a value that is not a finite number is refused here, before it can be masked into a sum. */
function updateOf(trained, { values: old, layout }) {
    const values = trained.values.map((value, i) => value - old[i]);
    const bad = firstNotFinite(values);
    if (bad < 0)
        return parameterVector(values, layout);
    throw new TrainingError('diverged', `the trainer gave back weights that are no numbers: ${placeOfCoordinate(layout, bad)} of the update is ` +
        `${values[bad]}. The learning rate may be too high, or the features not scaled to about -1..1`);
}
//# sourceMappingURL=training-result.js.map