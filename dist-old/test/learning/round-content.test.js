import test from 'ava';
import { DataError, modelFromPreset, parseDataSchema, parseModelSpec, roundContent, vectorPartsOf, } from '../../learning/index.js';
const ring = { bits: 24, members: 6 };
const open = {
    kind: 'table',
    statistics: 'federated',
    features: [{ name: 'age', kind: 'number', minimum: 0, maximum: 120 }],
    label: { name: 'outcome', classes: ['healthy', 'ill'] },
};
const schema = parseDataSchema(open, 'terms');
const task = {
    spec: modelFromPreset('logistic-regression', { featureShape: [1], classes: 2 }),
    schema,
    maximumExamples: 1000,
    evaluates: true,
    parts: [{ name: 'update', clipNorm: 1, range: 1 }],
};
test('a vector holds the update where a round trains, and what is counted', t => {
    // 1 + 4 + 2 * 2 * 64 + 3 * 15 + 1 numbers: of 20 bits each a digit, but for the 15 sums of confidences and that of losses.
    const counts = 1 + 4 + 256 + 45 + 1;
    const training = vectorPartsOf(roundContent(task, 'training', ring));
    t.is(training.valueCount, 4);
    t.is(training.tallyLength, counts + 15 + 1);
    t.deepEqual(vectorPartsOf(roundContent({ ...task, evaluates: false }, 'training', ring)), {
        valueCount: 4,
        tallyLength: 0,
    });
    const parts = [...task.parts, { name: 'control', clipNorm: 10, range: 10 }];
    t.is(vectorPartsOf(roundContent({ ...task, parts }, 'training', ring)).valueCount, 8);
    t.is(vectorPartsOf(roundContent(task, 'evaluation', ring)).valueCount, 0);
    // Records, two classes, and of the column its values, their sum and squares in three digits of 20 bits, and 64 bins.
    t.is(vectorPartsOf(roundContent(task, 'statistics', ring)).tallyLength, 1 + 2 + 1 + 2 + 3 + 64);
});
test('an evaluation that would count too much is refused before it is laid out', t => {
    const classes = Array.from({ length: 5000 }, (_, i) => `class ${i}`);
    const many = parseDataSchema({ ...open, label: { name: 'outcome', classes } }, 'terms');
    const spec = parseModelSpec({ family: 'logistic', inputShape: [1], classes: 5000 });
    const error = t.throws(() => roundContent({ ...task, schema: many, spec }, 'training', ring), {
        instanceOf: DataError,
    });
    t.regex(error.message, /25640047 numbers, of which 131072 are the most/);
    t.throws(() => roundContent({ ...task, maximumExamples: 2 ** 32 - 1 }, 'training', ring), {
        instanceOf: DataError,
        message: /cohort\.maximumExamples: 4294967295 examples are too many/,
    });
});
test('only a table has statistics', t => {
    const image = parseDataSchema({
        kind: 'image',
        height: 2,
        width: 2,
        channels: 1,
        scale: '0-1',
        label: { name: 'x', classes: ['a', 'b'] },
    }, 'terms');
    t.throws(() => roundContent({ ...task, schema: image }, 'statistics', ring), { instanceOf: DataError });
});
//# sourceMappingURL=round-content.test.js.map