import test from 'ava';
import { metricAxis } from '../../../../coordinator/console/page/metric-axis.js';
const point = (value, low, high) => ({ value, low, high });
test('a metric that should grow ends at one, and the axis holds target and intervals', t => {
    const axis = metricAxis('accuracy', 0.95, [point(0.89, 0.87, 0.91), point(0.96, 0.95, 0.97)]);
    t.deepEqual(axis.domain, [0.8, 1]);
    t.is(axis.tickText(0.85), '85 %');
    t.deepEqual(metricAxis('auc', 0.02, []).domain, [0, 1]);
    t.is(metricAxis('auc', 0.9, []).tickText(0.9), '0.90');
});
test('a metric that should shrink starts at zero, and has room above the worst of intervals and target', t => {
    const axis = metricAxis('rmse', 3, [point(8, 6, 10)]);
    t.deepEqual(axis.domain, [0, 10.8]);
    t.is(axis.tickText(2.5), '2.5');
    t.deepEqual(metricAxis('mae', 20, [point(8, 6, 10)]).domain, [0, 21.6]);
    t.deepEqual(metricAxis('mae', 0, []).domain, [0, 1]);
});
//# sourceMappingURL=metric-axis.test.js.map