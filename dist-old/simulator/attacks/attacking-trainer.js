import { parameterVector } from '../../aggregation/index.js';
import { attackUpdate, skipsClipping } from './attack-update.js';
/**
 * A trainer that gives back another update than was trained, for an agent that is otherwise of production. It acts
 * before the agent clips; attacks with `clipping: skipped` and attacks on data train honestly here. A free rider starts
 * no training and still declares all its examples. `random` is used in the order of the requests, so that a holder
 * with its own gives the same updates again.
 */
export function attackingTrainer(inner, attack, random) {
    const train = async (request, onProgress, signal) => {
        if (attack.kind === 'free-rider') {
            signal?.throwIfAborted();
            const { update, ...untrained } = untrainedResult(request);
            return { ...untrained, update: attackUpdate(update, attack, random) };
        }
        const trained = await inner.train(request, onProgress, signal);
        if (skipsClipping(attack))
            return trained;
        return { ...trained, update: attackUpdate(trained.update, attack, random) };
    };
    return { train, close: () => inner.close() };
}
/** No steps and no change; a loss is not known, and 0 is what is claimed. */
function untrainedResult({ parameters, dataset }) {
    const update = parameterVector(new Float32Array(parameters.values.length), parameters.layout);
    return { update, examples: dataset.examples, steps: 0, meanLoss: 0, durationMs: 0 };
}
//# sourceMappingURL=attacking-trainer.js.map