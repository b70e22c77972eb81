/** FedAvg (McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data", 2017). */
import { closeStep, openState } from './server-step.js';
import { requirePositive } from './settings.js';
/**
 * x' = x + learningRate * update, rounded to float32 once. McMahan's is learningRate 1, where the model becomes the
 * mean of the members' models. Keeps nothing.
 */
export function averaging({ learningRate }) {
    requirePositive('learningRate', learningRate);
    const keeps = [];
    return {
        keeps,
        step(before, update) {
            openState({ keeps }, before, update);
            const values = before.values.map((value, i) => value + learningRate * update[i]);
            return closeStep(values, {});
        },
    };
}
//# sourceMappingURL=averaging.js.map