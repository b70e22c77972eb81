/** What each holder reaches alone: the same model from the same start, as many epochs as there were rounds, its own records. */
import { parameterVector } from '../../aggregation/index.js';
import { initialParameters, openEvaluator, openTrainer, } from '../../learning/index.js';
import { batchSizeOf } from '../../protos/training-terms.js';
const workers = 2;
/** Accuracy on the held-out set, by organisation. */
export async function trainAlone(request) {
    const waiting = [...request.records].sort(([, left], [, right]) => right.examples - left.examples);
    const accuracies = new Map();
    const evaluator = openEvaluator();
    const trainers = Array.from({ length: workers }, () => openTrainer());
    const drain = async (trainer) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [organisation, dataset] = next;
            const parameters = await trainOne(trainer, dataset, request);
            const { accuracy } = await evaluator.evaluate(request.spec, parameters, request.testSet, request.signal);
            accuracies.set(organisation, accuracy);
        }
    };
    try {
        await Promise.all(trainers.map(drain));
        return accuracies;
    }
    finally {
        await Promise.all([...trainers, evaluator].map(worker => worker.close()));
    }
}
async function trainOne(trainer, dataset, { terms, spec, epochs, signal }) {
    const { learningRate, seed, localEpochs } = terms.training;
    const batchSize = batchSizeOf(terms.training, dataset.examples);
    const start = initialParameters(spec, seed);
    const { update } = await trainer.train({ spec, parameters: start, dataset, epochs: epochs * localEpochs, batchSize, learningRate, seed }, undefined, signal);
    const values = start.values.map((value, i) => value + update.values[i]);
    return parameterVector(values, start.layout);
}
/** Accuracy of the delivered model, counted here again. */
export async function evaluateModel(spec, parameters, testSet) {
    const evaluator = openEvaluator();
    try {
        return await evaluator.evaluate(spec, parameters, testSet);
    }
    finally {
        await evaluator.close();
    }
}
//# sourceMappingURL=alone.js.map