import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { taggedHash, unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { everyone, findNeighbourhoods, graphOf, neighbourhoodsOfDegree, permutationFrom, } from '../../../aggregation/secure/index.js';
import { loadVectors } from '../load-vectors.js';
const { rows } = loadVectors('neighbourhoods');
test('the degrees and thresholds are those of the published finder, row by row', t => {
    t.true(rows.length >= 29);
    for (const { degree, threshold, rule, ...risk } of rows) {
        const found = findNeighbourhoods(risk, rule);
        t.is(found?.degree, degree, JSON.stringify(risk));
        t.is(found?.threshold, threshold, JSON.stringify(risk));
    }
});
test('the degree that is found is the least: two neighbours fewer do not serve', t => {
    for (const { degree, threshold: _, rule, ...risk } of rows.filter(row => row.degree > 2 && row.size <= 10_000)) {
        t.is(neighbourhoodsOfDegree(risk, degree - 2, rule), undefined, JSON.stringify(risk));
    }
});
/** Colluders answer twice, the honest once, the dealer among the holders: t of both kinds must be out of reach. */
testProp('no secret and its twin can both be rebuilt in a neighbourhood that is found', [fc.integer({ min: 129, max: 3000 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 100 })], (t, size, colludersPermille, dropoutPermille) => {
    const risk = {
        size,
        colluders: Math.floor((size * colludersPermille) / 1000),
        dropouts: Math.floor((size * dropoutPermille) / 1000),
    };
    const found = findNeighbourhoods(risk);
    if (found === undefined)
        return t.fail(JSON.stringify(risk));
    const { degree, threshold, corruptNeighbours } = found;
    const opened = degree + 1 + corruptNeighbours;
    t.true(2 * threshold > opened);
    t.true(2 * (threshold - 1) <= opened, 'the threshold is the least that holds');
}, { numRuns: 60 });
function rootOf(name) {
    return unsafeFixedRandom(name).bytes(32);
}
/** The same graph by its definition: ring distance over the order, pair by pair. */
function slowNeighbours(root, graph, index) {
    const { size, degree } = graph;
    const order = [...permutationFrom(taggedHash('fedsa/v1/graph', root), size)];
    const place = order.indexOf(index - 1);
    return everyone(size).filter(other => {
        const gap = Math.abs(order.indexOf(other - 1) - place);
        return Math.min(gap, size - gap) <= degree / 2;
    });
}
testProp('neighbours are mutual, k in number, and those of the ring over the drawn order', [fc.integer({ min: 8, max: 90 }), fc.integer({ min: 1, max: 20 }), fc.string()], (t, size, half, name) => {
    const degree = Math.min(2 * half, 2 * Math.floor((size - 2) / 2));
    const root = rootOf(name);
    const graph = graphOf(root, size, degree);
    for (const index of everyone(size)) {
        const closed = graph.closedNeighbourhood(index);
        t.is(closed.length, degree + 1);
        t.deepEqual(closed, slowNeighbours(root, graph, index));
        for (const other of closed)
            t.true(graph.closedNeighbourhood(other).includes(index));
    }
}, { numRuns: 25 });
test('on the complete graph everyone holds shares of everyone, and a degree that fits no graph is an error', t => {
    const graph = graphOf(rootOf('complete'), 5, 4);
    t.deepEqual(graph.closedNeighbourhood(2), [1, 2, 3, 4, 5]);
    t.throws(() => graph.closedNeighbourhood(6), { instanceOf: RangeError });
    for (const degree of [3, 0, 6, 9]) {
        t.throws(() => graphOf(rootOf('complete'), 6, degree), { message: /even/ });
    }
});
test('another roster gives other neighbours', t => {
    const [one, other] = ['one', 'other'].map(name => graphOf(rootOf(name), 200, 20).closedNeighbourhood(7));
    t.notDeepEqual(one, other);
});
test('the permutation of a seed is frozen and covers every place once', t => {
    const order = permutationFrom(rootOf('frozen'), 300);
    t.deepEqual([...order].sort((left, right) => left - right), Array.from({ length: 300 }, (_, i) => i));
    t.deepEqual([...permutationFrom(rootOf('frozen'), 8)], [7, 1, 5, 2, 4, 6, 3, 0]);
    t.deepEqual([...permutationFrom(rootOf('frozen'), 1)], [0]);
});
test('every place is as likely as another for every member', t => {
    const seeds = unsafeFixedRandom('uniform places');
    const size = 5;
    const draws = 20_000;
    const counts = Array.from({ length: size }, () => new Array(size).fill(0));
    for (let draw = 0; draw < draws; draw++) {
        permutationFrom(seeds.bytes(32), size).forEach((member, place) => {
            counts[member][place]++;
        });
    }
    const expected = draws / size;
    const statistic = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Chi-square with 16 degrees of freedom: above 52 once in 100,000 times.
    t.true(statistic < 52, `chi-square ${statistic} with the seed "uniform places"`);
});
//# sourceMappingURL=graph.test.js.map