import { outputsOf, outputsOfData, taskOf, taskOfData, } from '../models/index.js';
/** Whether data of this shape (a dataset, or `dataShapeOf` a schema) can go through the model. */
export function fitsModel(data, spec) {
    if (!sameShape(data.featureShape, spec.inputShape)) {
        return refused('feature-shape', `the data has examples of shape [${data.featureShape.join(', ')}] and the model takes ` +
            `[${spec.inputShape.join(', ')}]: set the model's inputShape to the data's shape`);
    }
    const [task, modelTask] = [taskOfData(data), taskOf(spec)];
    if (task !== modelTask) {
        return refused('task', `the data is for ${task} and the model for ${modelTask}: use a model whose task is ${task}`);
    }
    const [outputs, modelOutputs] = [outputsOfData(data), outputsOf(spec)];
    if (outputs === modelOutputs)
        return { kind: 'fits' };
    const what = task === 'regression' ? 'numbers to foretell' : 'classes';
    const where = spec.family === 'layers' ? 'outputs of its last layer' : 'classes';
    return refused('class-count', `the data has ${outputs} ${what} and the model ${modelOutputs}: set the model's ${where} to ${outputs}`);
}
function refused(reason, message) {
    return { kind: 'refused', reason, message };
}
function sameShape(left, right) {
    return left.length === right.length && left.every((extent, i) => extent === right[i]);
}
//# sourceMappingURL=fits-model.js.map