import { bootstrapFigures } from './metrics/intervals.js';
import { meanOf } from './metrics/weighted-mean.js';
export function openNumberJudge(dataset, loss) {
    const { targets, outputs: width, examples } = dataset;
    const absolute = new Float64Array(examples);
    const squared = new Float64Array(examples);
    const losses = loss === 'huber' ? new Float64Array(examples) : squared;
    return {
        add: (outputs, first) => {
            for (let k = 0; k < outputs.length; k++) {
                const at = first * width + k;
                const example = Math.floor(at / width);
                const error = Math.abs(outputs[k] - targets[at]);
                absolute[example] += error / width;
                squared[example] += (error * error) / width;
                if (losses !== squared)
                    losses[example] += huber(error) / width;
            }
        },
        evaluation: () => ({
            task: 'regression',
            examples,
            correct: 0,
            accuracy: 0,
            meanLoss: meanOf(losses),
            metrics: bootstrapFigures(examples, weights => ({
                rmse: Math.sqrt(meanOf(squared, weights)),
                mae: meanOf(absolute, weights),
            })),
            perClass: [],
        }),
    };
}
function huber(error) {
    return error <= 1 ? (error * error) / 2 : error - 0.5;
}
//# sourceMappingURL=judge-numbers.js.map