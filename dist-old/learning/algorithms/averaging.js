/** Algorithms whose server takes the mean as the step: FedAvg, FedSGD and FedProx. */
import { z } from 'zod';
import { averaging } from '../../aggregation/rules/index.js';
import { plainClient } from './plain-client.js';
import { ruleServer } from './rule-server.js';
const server = ruleServer(averaging({ learningRate: 1 }));
/** Federated averaging (McMahan et al. 2017, Algorithm 1): the mean of local models, weighted by examples. */
export const fedavg = {
    name: 'fedavg',
    settings: z.strictObject({}),
    make: () => ({ client: plainClient(), server }),
};
/** The same section's baseline: one step on all records of each holder, so that the mean is one step on all of them. */
export const fedsgd = {
    name: 'fedsgd',
    settings: z.strictObject({}),
    make: () => ({ client: plainClient(), server }),
    faultOf({ localEpochs, batchSize, momentum = 0 }) {
        if (batchSize !== 'all')
            return {
                field: 'training.batchSize',
                message: `must be "all", not ${batchSize}: fedsgd takes one step on all records of a holder`,
            };
        if (localEpochs !== 1)
            return {
                field: 'training.localEpochs',
                message: `must be 1, not ${localEpochs}: fedsgd takes one step a round; fedavg takes more`,
            };
        if (momentum === 0)
            return undefined;
        return {
            field: 'training.momentum',
            message: 'has no meaning with one step a round; fedavgm keeps momentum at the server',
        };
    },
};
/** FedProx (Li et al. 2020): local objectives gain mu / 2 × ‖w − w_round‖², so that uneven work drifts less. */
export const fedprox = {
    name: 'fedprox',
    settings: z.strictObject({ mu: z.number().positive().max(1e4) }),
    make: ({ mu }) => ({ client: plainClient({ proximal: mu }), server }),
};
//# sourceMappingURL=averaging.js.map