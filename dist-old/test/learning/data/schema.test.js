import test from 'ava';
import { canonicalJson } from '../../../aggregation/index.js';
import { columnsWithoutStatistics, DataError, dataShapeOf, featureShapeOf, parseDataSchema, } from '../../../learning/index.js';
import { tableSchema } from './temporary-files.js';
const label = { name: 'outcome', classes: ['healthy', 'ill'] };
test('a document of before keeps its text: no field is added to it', t => {
    const documents = [
        {
            kind: 'table',
            features: [
                { name: 'age', kind: 'number', mean: 50, deviation: 4 },
                { name: 'dose', kind: 'number' },
                { name: 'ward', kind: 'category', values: ['north', 'south'] },
            ],
            label,
        },
        { kind: 'image', height: 2, width: 3, channels: 1, scale: '0-1', label },
    ];
    for (const document of documents)
        t.is(canonicalJson(parseDataSchema(document, 'terms')), canonicalJson(document));
});
test('each kind of column takes its places, one more under an indicator', t => {
    const values = ['a', 'b', 'c'];
    const widths = [
        [1, { kind: 'number' }],
        [2, { kind: 'number', impute: 'indicator' }],
        [1, { kind: 'number', impute: 'mean', mean: 3 }],
        [2, { kind: 'date', impute: 'indicator' }],
        [1, { kind: 'boolean', impute: 'constant', constant: false }],
        [3, { kind: 'category', values }],
        [4, { kind: 'category', values, other: true }],
        [5, { kind: 'category', values, other: true, impute: 'indicator' }],
        [1, { kind: 'ordinal', values }],
        [2, { kind: 'ordinal', values, impute: 'indicator' }],
    ];
    const schema = tableSchema(widths.map(([, feature], i) => ({ name: `column ${i}`, ...feature })));
    t.deepEqual(featureShapeOf(schema), [widths.reduce((sum, [width]) => sum + width, 0)]);
    t.deepEqual(dataShapeOf(schema).classes, 2);
    for (const [width, feature] of widths)
        t.deepEqual(featureShapeOf(tableSchema([{ name: 'x', ...feature }])), [width], JSON.stringify(feature));
});
const faults = [
    [
        'imputes the site’s own mean',
        { kind: 'number', impute: 'site-mean' },
        /features\[0\]\.impute: "site-mean" would give one missing value another meaning at each holder; use mean, median, constant, indicator/,
    ],
    [
        'imputes in no known way',
        { kind: 'number', impute: 'zero' },
        /impute: is not a way to fill in a missing value here/,
    ],
    [
        'imputes a mean it does not state',
        { kind: 'number', impute: 'mean' },
        /impute: "mean" needs the public number/,
    ],
    [
        'imputes a median it does not state',
        { kind: 'number', impute: 'median', mean: 2 },
        /"median" needs the public/,
    ],
    [
        'imputes a constant it does not state',
        { kind: 'boolean', impute: 'constant' },
        /"constant" needs the public/,
    ],
    [
        'imputes a mean of categories',
        { kind: 'category', values: ['a'], impute: 'mean' },
        /use constant, indicator/,
    ],
    [
        'has codes and nothing to put there',
        { kind: 'number', missing: [-9] },
        /missing: says what is missing and not/,
    ],
    [
        'takes outliers for missing and imputes nothing',
        { kind: 'number', maximum: 3, outOfRange: 'missing' },
        /add impute/,
    ],
    ['has outliers and no range', { kind: 'number', outOfRange: 'refused' }, /needs a minimum or a maximum/],
    [
        'has its range upside down',
        { kind: 'number', minimum: 3, maximum: 3 },
        /maximum: must be above the minimum, which is 3/,
    ],
    [
        'has its dates upside down',
        { kind: 'date', minimum: '2020-01-02', maximum: '2020-01-01' },
        /must be above the minimum/,
    ],
    ['has a day that no calendar has', { kind: 'date', mean: '2021-02-29' }, /is not a day of the calendar/],
    [
        'has a constant that is no value',
        { kind: 'ordinal', values: ['a', 'b'], impute: 'constant', constant: 'c' },
        /"c" is not among the values/,
    ],
    [
        'says yes and no with one word',
        { kind: 'boolean', yes: ['J', 'n'], no: ['N'] },
        /has "n", and so has yes/,
    ],
];
for (const [what, feature, message] of faults) {
    test(`a data schema is refused whose column ${what}`, t => {
        t.throws(() => tableSchema([{ name: 'x', ...feature }]), { instanceOf: DataError, message });
    });
}
test('decimal and thousands may not be one sign', t => {
    const features = [{ name: 'x', kind: 'number' }];
    t.throws(() => tableSchema(features, { decimal: ',', thousands: ',' }), { message: /both ","/ });
    t.throws(() => tableSchema(features, { thousands: '.' }), { message: /both "\."/ });
});
test('federated statistics need ranges, and leave means and medians open', t => {
    const open = { name: 'x', kind: 'number', minimum: 0, maximum: 9, impute: 'median' };
    const stated = { ...open, name: 'y', mean: 3, impute: 'mean' };
    const schema = tableSchema([open, stated], { statistics: 'federated' });
    t.deepEqual(columnsWithoutStatistics(schema), ['x']);
    t.deepEqual(columnsWithoutStatistics(tableSchema([{ name: 'x', kind: 'number' }])), []);
    t.throws(() => tableSchema([{ name: 'x', kind: 'number', minimum: 0 }], { statistics: 'federated' }), {
        message: /features\[0\]\.maximum: is needed for federated statistics/,
    });
});
//# sourceMappingURL=schema.test.js.map