/**
 * FedAvgM (Hsu, Qi, Brown, "Measuring the Effects of Non-Identical Data Distribution for Federated Visual
 * Classification", 2019): past updates carry on, so that rounds of unlike members pull less to and fro.
 */
import { closeStep, openState } from './server-step.js';
import { requireDecay, requirePositive } from './settings.js';
/** v' = momentum * v + update; x' = x + learningRate * v'. Keeps v as `velocity`; steady updates grow 1 / (1 - momentum)-fold. */
export function serverMomentum({ learningRate, momentum }) {
    requirePositive('learningRate', learningRate);
    requireDecay('momentum', momentum);
    const keeps = ['velocity'];
    return {
        keeps,
        step(before, update) {
            const velocity = openState({ keeps }, before, update)[0];
            for (let i = 0; i < velocity.length; i++)
                velocity[i] = momentum * velocity[i] + update[i];
            const values = before.values.map((value, i) => value + learningRate * velocity[i]);
            return closeStep(values, { velocity });
        },
    };
}
//# sourceMappingURL=server-momentum.js.map