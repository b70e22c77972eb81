/**
 * FedAdam, FedYogi and FedAdagrad (Reddi et al., "Adaptive Federated Optimization", ICLR 2021, Algorithm 2): every
 * coordinate has its own length of step. With D the mean update,
 *
 *     m' = beta1 m + (1 - beta1) D
 *     v' = beta2 v + (1 - beta2) D^2                     Adam
 *          v - (1 - beta2) D^2 sign(v - D^2)             Yogi
 *          v + D^2                                       Adagrad
 *     x' = x + learningRate m' / (sqrt(v') + tau)
 *
 * As in the paper nothing corrects the bias of the first rounds; v starts at tau^2, the least that it allows.
 */
import { closeStep, openState } from './server-step.js';
import { requireDecay, requirePositive } from './settings.js';
/** FedAdam. Keeps m as `firstMoment` and v as `secondMoment`. */
export function serverAdam(settings) {
    const { beta2 } = settings;
    requireDecay('beta2', beta2);
    return adaptive(settings, (moment, square) => beta2 * moment + (1 - beta2) * square);
}
/** FedYogi, whose v moves by the size of D^2 alone and so forgets large updates more slowly. Keeps what FedAdam keeps. */
export function serverYogi(settings) {
    const { beta2 } = settings;
    requireDecay('beta2', beta2);
    return adaptive(settings, (moment, square) => moment - (1 - beta2) * square * Math.sign(moment - square));
}
/** FedAdagrad, whose v only grows: steps become shorter and shorter. Keeps what FedAdam keeps. */
export function serverAdagrad(settings) {
    return adaptive(settings, (moment, square) => moment + square);
}
function adaptive({ learningRate, beta1 = 0, tau }, nextMoment) {
    requirePositive('learningRate', learningRate);
    requireDecay('beta1', beta1);
    requirePositive('tau', tau);
    const kept = { keeps: ['firstMoment', 'secondMoment'], initial: { secondMoment: tau * tau } };
    return {
        ...kept,
        step(before, update) {
            const [firstMoment, secondMoment] = openState(kept, before, update);
            for (let i = 0; i < update.length; i++) {
                firstMoment[i] = beta1 * firstMoment[i] + (1 - beta1) * update[i];
                secondMoment[i] = nextMoment(secondMoment[i], update[i] * update[i]);
            }
            const values = before.values.map((value, i) => value + (learningRate * firstMoment[i]) / (Math.sqrt(secondMoment[i]) + tau));
            return closeStep(values, { firstMoment, secondMoment });
        },
    };
}
//# sourceMappingURL=adaptive-steps.js.map