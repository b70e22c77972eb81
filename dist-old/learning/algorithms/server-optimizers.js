/** Algorithms whose server treats the mean update as a gradient: FedAvgM, FedAdam, FedYogi and FedAdagrad. */
import { z } from 'zod';
import { serverAdagrad, serverAdam, serverMomentum, serverYogi, } from '../../aggregation/rules/index.js';
import { plainClient } from './plain-client.js';
import { ruleServer } from './rule-server.js';
const serverLearningRate = z.number().positive().max(1e3);
const decay = z.number().min(0).max(0.9999);
/** How far the steps adapt: added to the root of the second moment. */
const tau = z.number().positive().max(1);
/** Momentum at the server (Hsu, Qi and Brown 2019). */
export const fedavgm = {
    name: 'fedavgm',
    settings: z.strictObject({
        momentum: decay.default(0.9),
        serverLearningRate: serverLearningRate.default(1),
    }),
    make: ({ momentum, serverLearningRate: learningRate }) => served(serverMomentum({ learningRate, momentum })),
};
const moments = z.strictObject({
    serverLearningRate,
    beta1: decay.default(0.9),
    beta2: decay.default(0.99),
    tau: tau.default(1e-3),
});
/** Reddi et al. 2021, Algorithm 2, with Adam's second moment. */
export const fedadam = adaptive('fedadam', serverAdam);
/** Reddi et al. 2021, Algorithm 2, with Yogi's second moment, which grows and shrinks by bounded steps. */
export const fedyogi = adaptive('fedyogi', serverYogi);
const accumulation = z.strictObject({ serverLearningRate, beta1: decay.default(0), tau: tau.default(1e-3) });
/** Reddi et al. 2021, Algorithm 2, with Adagrad's second moment, the sum of all squares. */
export const fedadagrad = {
    name: 'fedadagrad',
    settings: accumulation,
    make: ({ serverLearningRate: learningRate, ...rest }) => served(serverAdagrad({ learningRate, ...rest })),
};
function adaptive(name, rule) {
    return {
        name,
        settings: moments,
        make: ({ serverLearningRate: learningRate, ...rest }) => served(rule({ learningRate, ...rest })),
    };
}
function served(rule) {
    return { client: plainClient(), server: ruleServer(rule) };
}
//# sourceMappingURL=server-optimizers.js.map