import test from 'ava';
import { dataShapeOf, fitsModel, mnist2nn, mnistSchema, parseModelSpec, } from '../../../learning/index.js';
test('the digits fit the 2NN', t => {
    t.deepEqual(fitsModel(dataShapeOf(mnistSchema), mnist2nn), { kind: 'fits' });
});
test('data of another shape is refused with both shapes, even when the sizes agree', t => {
    t.deepEqual(fitsModel({ featureShape: [784], classes: 10 }, mnist2nn), {
        kind: 'refused',
        reason: 'feature-shape',
        message: "the data has examples of shape [784] and the model takes [28, 28, 1]: set the model's inputShape to the data's shape",
    });
});
const network = (task, inputShape, units) => parseModelSpec({ family: 'layers', task, inputShape, layers: [{ kind: 'dense', name: 'out', units }] });
test('data of each task fits a model of that task and no other', t => {
    const shapes = [
        { featureShape: [4], classes: 3 },
        { featureShape: [4], task: 'classification', classes: 3 },
        { featureShape: [4], task: 'multi-label', classes: 3 },
        { featureShape: [4], task: 'regression', outputs: 3 },
    ];
    for (const shape of shapes) {
        for (const task of ['classification', 'multi-label', 'regression']) {
            const fit = fitsModel(shape, network(task, [4], 3));
            t.is(fit.kind, task === (shape.task ?? 'classification') ? 'fits' : 'refused');
            if (fit.kind === 'refused')
                t.is(fit.reason, 'task');
        }
    }
    const pixels = { featureShape: [5, 6, 2], task: 'segmentation', classes: 3 };
    t.is(fitsModel(pixels, network('segmentation', [5, 6, 2], 3)).kind, 'fits');
});
test('data of other outputs than those of the last layer is refused with both numbers', t => {
    const numbers = { featureShape: [4], task: 'regression', outputs: 2 };
    t.deepEqual(fitsModel(numbers, network('regression', [4], 1)), {
        kind: 'refused',
        reason: 'class-count',
        message: "the data has 2 numbers to foretell and the model 1: set the model's outputs of its last layer to 2",
    });
});
test('data of other classes is refused with both numbers', t => {
    t.deepEqual(fitsModel({ featureShape: [28, 28, 1], classes: 26 }, mnist2nn), {
        kind: 'refused',
        reason: 'class-count',
        message: "the data has 26 classes and the model 10: set the model's classes to 26",
    });
});
//# sourceMappingURL=fits-model.test.js.map