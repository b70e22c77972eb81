import test from 'ava';
import { axisFor, percentText, shortPercentText } from '../../../../simulator/results/report/axis.js';
import { markup } from '../../../../simulator/results/report/markup.js';
import { shortLabels } from '../../../../simulator/results/report/short-labels.js';
import { shortened, textWidth } from '../../../../simulator/results/report/text-width.js';
import { summarize } from '../../../../simulator/results/summary.js';
import { runWithAccuracies } from '../../../support/stored-runs.js';
test('what comes from outside is escaped, markup is not, and what XML cannot hold is replaced', t => {
    const text = `<img src=x onerror="a&b('c')">`;
    t.is(markup `<p title="${text}">${[markup `<b>${text}</b>`, '\u0000\ud800', 7]}${undefined}${false}</p>`.markup, '<p title="&lt;img src=x onerror=&quot;a&amp;b(&#39;c&#39;)&quot;&gt;"><b>&lt;img src=x onerror=&quot;a&amp;b(&#39;c&#39;)&quot;&gt;</b>\ufffd\ufffd7</p>');
});
test('a label that is too wide loses its middle, and fits then', t => {
    const label = 'partition.kind=shards, training.learningRate=0.215';
    t.is(shortened(label, 1_000, 12), label);
    const short = shortened(label, 180, 12);
    t.true(textWidth(short, 12) <= 180);
    t.true(short.startsWith('partition') && short.endsWith('0.215') && short.includes('…'));
});
test('fields are called by as much of their path as tells them apart', t => {
    const labels = (changes) => shortLabels(summarize([runWithAccuracies([0.5], { changes })]))[0];
    t.is(labels({ 'training.learningRate': 0.1, 'partition.kind': 2 }), 'kind=2, learningRate=0.1');
    t.is(labels({ 'holder.rate': 1, 'server.rate': 2, rounds: 3 }), 'holder.rate=1, rounds=3, server.rate=2');
    t.is(labels({ 'server.rate': 2, rate: 3 }), 'rate=3, server.rate=2');
    t.is(labels({}), 'digits');
});
test('an axis of shares ends at one at most and holds every value, an axis of losses begins at zero', t => {
    t.deepEqual(axisFor('share', [0.15, 0.99]).domain, [0.1, 1]);
    const near = axisFor('share', [0.971, 0.974]).domain;
    t.true(near[0] > 0.96 && near[0] <= 0.971 && near[1] >= 0.974 && near[1] < 0.98);
    t.deepEqual(axisFor('share', [1, 1]).domain.at(-1), 1);
    t.is(axisFor('positive', [0.2, 2]).domain[0], 0);
    t.deepEqual(axisFor('positive', []).domain[0], 0);
});
test('per cent have the same digits in a table, and none too many on an axis', t => {
    t.is(percentText(0.975), '97.50 %');
    t.is(shortPercentText(0.975), '97.5 %');
    t.is(shortPercentText(0.57), '57 %');
});
//# sourceMappingURL=text.test.js.map