import test from 'ava';
import { initialParameters, loadDataset, metricNames as metricsOfLearning, openEvaluator, parseModelSpec, tasks, } from '../../learning/index.js';
import { figureOf, holdersAfter, isAsGoodAs, isBoundedByOne, metricFault, metricFigures, metricNames, metricsOfTask, metricText, } from '../../protos/metrics.js';
test('the metrics of the terms are those that learning computes', t => {
    t.deepEqual(metricNames, metricsOfLearning);
    t.deepEqual(Object.keys(metricsOfTask).sort(), [...tasks].sort());
});
const features = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * i));
const common = { features, examples: 6, featureShape: [4] };
const datasets = {
    classification: { ...common, classes: 2, labels: Int32Array.of(0, 1, 1, 0, 1, 0) },
    'multi-label': {
        ...common,
        task: 'multi-label',
        classes: 2,
        labels: Int32Array.of(0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1),
    },
    segmentation: {
        features,
        examples: 6,
        featureShape: [4, 1],
        task: 'segmentation',
        classes: 2,
        labels: Int32Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    },
    regression: { ...common, task: 'regression', outputs: 1, targets: Float32Array.of(1, 2, 3, 4, 5, 6) },
};
test('what the terms allow for a task is what an evaluation of such a model gives', async (t) => {
    const evaluator = openEvaluator({ backend: 'cpu' });
    t.teardown(() => evaluator.close());
    for (const task of tasks) {
        const dataset = datasets[task];
        const last = task === 'segmentation'
            ? { kind: 'conv1d', name: 'out', filters: 2, kernelSize: 1, padding: 'same' }
            : { kind: 'dense', name: 'out', units: task === 'regression' ? 1 : 2 };
        const spec = parseModelSpec({
            family: 'layers',
            task,
            inputShape: dataset.featureShape,
            layers: [last],
        });
        const { metrics } = await evaluator.evaluate(spec, initialParameters(spec, 1), loadDataset(dataset));
        t.deepEqual(Object.keys(metrics).sort(), [...metricsOfTask[task]].sort(), task);
        for (const { metric, value } of metricFigures(metrics))
            t.true(value >= 0 && (value <= 1 || !isBoundedByOne(metric)), metric);
    }
});
test('a target is met from above or from below, as the metric goes, and exactly', t => {
    for (const metric of metricNames) {
        const isLower = ['logLoss', 'calibrationError', 'rmse', 'mae'].includes(metric);
        t.is(isAsGoodAs(metric, 0.4, 0.5), isLower, metric);
        t.is(isAsGoodAs(metric, 0.6, 0.5), !isLower, metric);
        t.true(isAsGoodAs(metric, 0.5, 0.5), metric);
    }
});
test('a metric that the model is not measured by is refused with those that it is', t => {
    t.is(metricFault('dice', 'segmentation'), undefined);
    t.is(metricFault('auc', 'segmentation'), 'auc is not measured for segmentation; use one of accuracy, dice, logLoss');
});
test('figures that are no numbers are left out of a record', t => {
    const figure = { value: 2, low: 1, high: 3 };
    t.deepEqual(metricFigures({ mae: { ...figure, high: Number.POSITIVE_INFINITY }, rmse: figure }), [
        { metric: 'rmse', ...figure },
    ]);
    t.deepEqual(metricFigures({ rmse: { ...figure, value: Number.NaN } }), []);
});
test('right answers stand for the accuracy only where nothing else was recorded', t => {
    const auc = { metric: 'auc', value: 0.9, low: 0.8, high: 1 };
    t.deepEqual(figureOf({ metrics: [], correct: 3, total: 4 }, 'accuracy'), {
        metric: 'accuracy',
        value: 0.75,
    });
    t.is(figureOf({ metrics: [], correct: 3, total: 4 }, 'auc'), undefined);
    t.is(figureOf({ metrics: [], correct: 0, total: 0 }, 'accuracy'), undefined);
    t.is(figureOf({ metrics: [auc], correct: 0, total: 4 }, 'accuracy'), undefined);
    t.is(figureOf({ metrics: [auc], correct: 0, total: 4 }, 'auc'), auc);
});
test('values are told to the digits that mean something', t => {
    t.is(metricText('accuracy', 0.97965, 1), '98.0 %');
    t.is(metricText('dice', 0.5, 1), '0.500');
    t.is(metricText('rmse', 0, 1), '0.000');
    t.is(metricText('rmse', 123.456, 1), '123.5');
    t.is(metricText('rmse', 1e9, 1), '1.00e+9');
});
test('what holders found of a model is told by the next round that was summed, and by no later one', t => {
    const round = (number, state, examples) => ({
        round: number,
        state,
        ...(examples === undefined ? {} : { holders: { examples, metrics: [] } }),
    });
    const rounds = [
        round(0, 'completed'),
        round(1, 'completed', 10),
        round(2, 'completed'),
        round(4, 'completed', 40),
        round(5, 'collecting'),
    ];
    t.is(holdersAfter(rounds, 0)?.examples, 10);
    // Round 2 counted what does not hold; round 4 speaks of the model after round 2, not of that after round 1.
    t.is(holdersAfter(rounds, 1), undefined);
    t.is(holdersAfter(rounds, 2)?.examples, 40);
    t.is(holdersAfter(rounds, 4), undefined);
});
//# sourceMappingURL=metrics.test.js.map