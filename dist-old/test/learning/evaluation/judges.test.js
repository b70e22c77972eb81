import test, {} from 'ava';
import { openJudge } from '../../../learning/evaluation/open-judge.js';
import { answered, classesOf, labelled, measured, segmented, vectors } from './vectors.js';
/** Judges outputs that come in batches of another size than the dataset. */
function judged(dataset, outputs, loss) {
    const judge = openJudge(dataset, loss);
    const width = outputs.length / dataset.examples;
    for (let first = 0; first < dataset.examples; first += 7)
        judge.add(outputs.slice(first * width, (first + 7) * width), first);
    return judge.evaluation();
}
function assertMetrics(t, found, expected) {
    t.deepEqual(Object.keys(found.metrics).sort(), Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
        const figure = found.metrics[name];
        t.true(Math.abs(figure.value - value) < 1e-6, `${name} is ${figure.value}, not ${value}`);
        t.true(figure.low <= figure.value && figure.value <= figure.high, name);
    }
}
const near = (t, found, expected) => {
    t.is(found.length, expected.length);
    for (const [i, value] of expected.entries())
        t.true(Math.abs(found[i] - value) < 1e-9);
};
for (const name of ['binary', 'skewed', 'five']) {
    test(`the metrics of ${name} classes are those of scikit-learn`, t => {
        const { accuracy, balancedAccuracy, f1, logLoss, auc, calibrationError, ...rest } = vectors[name];
        const found = judged(classesOf(vectors[name]), Float32Array.from(rest.logits));
        assertMetrics(t, found, { accuracy, balancedAccuracy, f1, logLoss, auc, calibrationError });
        near(t, found.perClass, rest.f1PerClass);
        const { low, high, interval } = found.metrics.accuracy;
        near(t, [low, high], rest.wilson);
        t.deepEqual([interval, found.metrics.auc.interval, found.metrics.f1.interval], ['wilson', 'delong', 'bootstrap']);
        t.deepEqual([found.correct, found.examples], [Math.round(accuracy * rest.labels.length), rest.labels.length]);
        t.is(found.accuracy, found.correct / found.examples);
        t.is(found.meanLoss, found.metrics.logLoss.value);
    });
}
test('the metrics of several labels are those of scikit-learn', t => {
    const { accuracy, f1, logLoss, auc, calibrationError, logits } = vectors.multiLabel;
    const found = judged(labelled, Float32Array.from(logits));
    assertMetrics(t, found, { accuracy, f1, logLoss, auc, calibrationError });
    t.is(found.accuracy, accuracy);
    t.is(found.perClass.length, 3);
});
test('the metrics of segments are those of their definitions over all pixels', t => {
    const { accuracy, dice, logLoss, dicePerClass, logits } = vectors.segmentation;
    const found = judged(segmented, Float32Array.from(logits));
    assertMetrics(t, found, { accuracy, dice, logLoss });
    near(t, found.perClass, dicePerClass);
    t.deepEqual([found.correct, found.accuracy], [0, 0]);
});
test('the metrics of numbers are those of scikit-learn', t => {
    const { rmse, mae, predictions, targets } = vectors.regression;
    const outputs = Float32Array.from(predictions);
    const found = judged(measured, outputs);
    assertMetrics(t, found, { rmse, mae });
    t.true(Math.abs(found.meanLoss - rmse ** 2) < 1e-6);
    const huber = judged(measured, outputs, 'huber').meanLoss;
    const errors = predictions.map((prediction, i) => Math.abs(prediction - targets[i]));
    const expected = errors.map(error => (error < 1 ? error ** 2 / 2 : error - 1 / 2));
    t.true(Math.abs(huber - expected.reduce((sum, loss) => sum + loss, 0) / errors.length) < 1e-6);
});
test('the same outputs get the same intervals again', t => {
    for (const [, dataset, outputs] of answered)
        t.deepEqual(judged(dataset, outputs), judged(dataset, outputs));
});
test('an AUC of examples of one class alone is left out, and so is a class that never occurs', t => {
    const one = { ...classesOf({ labels: [1, 1, 1], classes: 3 }) };
    const found = judged(one, Float32Array.of(0, 2, 1, 0, 3, 1, 2, 1, 0));
    t.is(found.metrics.auc, undefined);
    t.deepEqual(found.perClass, [0, (2 * 2) / 5, null]);
    t.is(found.metrics.balancedAccuracy.value, 2 / 3);
});
//# sourceMappingURL=judges.test.js.map