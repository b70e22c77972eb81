import { parameterVector } from '../../../aggregation/index.js';
export const size = 3;
export const layout = [{ name: 'weights', shape: [size] }];
export const terms = { localEpochs: 1, batchSize: 10, learningRate: 0.1, clipNorm: 10, range: 2 };
export const settingsAt = (values, changed = {}) => ({
    spec: { family: 'logistic', inputShape: [2], classes: 3 },
    parameters: parameterVector(values, layout),
    epochs: 1,
    batchSize: 10,
    learningRate: terms.learningRate,
    seed: 1,
    ...changed,
});
/** A trainer on the loss sum of curvature_i (x_i - target_i)² / 2, with what it was asked and the gradients it took. */
export function quadraticTrainer(target, curvature, steps) {
    const asked = [];
    const gradients = [];
    const train = async (settings) => {
        asked.push(settings);
        const { parameters, learningRate, correction } = settings;
        const values = Float64Array.from(parameters.values);
        for (let step = 0; step < steps; step++) {
            const gradient = [...values].map((x, i) => curvature[i] * (x - target[i]));
            gradients.push(gradient);
            for (let i = 0; i < size; i++)
                values[i] = values[i] - learningRate * (gradient[i] + (correction?.[i] ?? 0));
        }
        const update = Float32Array.from(values, (x, i) => x - parameters.values[i]);
        return {
            update: parameterVector(update, layout),
            examples: 1,
            steps,
            meanLoss: 0.5,
            durationMs: 7,
        };
    };
    return { train, asked, gradients };
}
//# sourceMappingURL=fake-trainer.js.map