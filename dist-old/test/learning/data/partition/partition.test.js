import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { sha256, toHex } from '../../../../aggregation/index.js';
import { PartitionError, partition } from '../../../../learning/index.js';
const schemes = fc.oneof(fc.constant({ kind: 'iid' }), fc
    .integer({ min: 1, max: 4 })
    .map(shardsPerHolder => ({ kind: 'shards', shardsPerHolder })), fc.constantFrom(1e-6, 0.1, 0.5, 1, 100).map(alpha => ({ kind: 'dirichlet', alpha })));
const labelled = fc.array(fc.nat(4), { minLength: 24, maxLength: 200 }).map(labels => Int32Array.from(labels));
testProp('where examples may be moved, each goes to exactly one holder and every holder gets the minimum', [labelled, schemes, fc.integer({ min: 1, max: 8 }), fc.nat(3), fc.nat()], (t, labels, scheme, holders, minimumExamples, seed) => {
    const parts = partition(labels, scheme, { holders, minimumExamples, seed, whenShort: 'move' });
    t.is(parts.length, holders);
    t.true(parts.every(part => part.length >= minimumExamples));
    const together = parts.flatMap(part => [...part]).sort((left, right) => left - right);
    t.deepEqual(together, [...labels.keys()]);
});
testProp('the same seed gives the same cut', [labelled, schemes, fc.nat()], (t, labels, scheme, seed) => {
    const options = { holders: 5, minimumExamples: 1, seed, whenShort: 'move' };
    t.deepEqual(partition(labels, scheme, options), partition(labels, scheme, options));
});
const labels = Int32Array.from({ length: 6000 }, (_, i) => (i * 7) % 10);
const cut = (scheme, seed = 1) => partition(labels, scheme, { holders: 10, minimumExamples: 20, seed, whenShort: 'move' });
const classesOf = (part) => new Set(Array.from(part, i => labels[i])).size;
const counts = (part) => {
    const found = Array(10).fill(0);
    for (const i of part)
        found[labels[i]] += 1;
    return found;
};
test('an independent cut gives equal sizes and all classes to all', t => {
    const parts = cut({ kind: 'iid' });
    t.true(parts.every(part => part.length === 600 && classesOf(part) === 10));
    t.notDeepEqual(parts, cut({ kind: 'iid' }, 2));
});
test('two shards each give at most four classes to a holder, as in the paper at most a few', t => {
    const parts = cut({ kind: 'shards', shardsPerHolder: 2 });
    t.true(parts.every(part => part.length === 600 && classesOf(part) <= 4));
    t.true(parts.some(part => classesOf(part) >= 2));
});
test('a smaller alpha makes holders more unlike', t => {
    // Mean over holders of the share of their commonest class: 0.1 when all are alike, 1 when each has one class.
    const lopsidedness = (alpha) => {
        const shares = Array.from({ length: 8 }, (_, seed) => cut({ kind: 'dirichlet', alpha }, seed))
            .flat()
            .map(part => Math.max(...counts(part)) / part.length);
        return shares.reduce((sum, share) => sum + share, 0) / shares.length;
    };
    const [harsh, usual, mild] = [lopsidedness(0.05), lopsidedness(0.5), lopsidedness(100)];
    t.true(harsh > 0.6, `${harsh}`);
    t.true(usual > 0.25 && usual < 0.55, `${usual}`);
    t.true(mild < 0.15, `${mild}`);
});
test('the shares of a class have the mean and spread of a symmetric Dirichlet', t => {
    // Variance of one share: (1/k)(1 - 1/k) / (k alpha + 1) = 0.24 / 3.5 for k = 5 / alpha 0.5 -> 0.16 / 3.5.
    const one = new Int32Array(1000);
    const shares = Array.from({ length: 400 }, (_, seed) => partition(one, { kind: 'dirichlet', alpha: 0.5 }, { holders: 5, minimumExamples: 0, seed }).map(part => part.length / 1000));
    const all = shares.flat();
    const variance = all.reduce((sum, share) => sum + (share - 0.2) ** 2, 0) / all.length;
    t.true(Math.abs(variance - 0.16 / 3.5) < 0.004, `${variance}`);
    const firsts = shares.reduce((sum, share) => sum + share[0], 0) / shares.length;
    t.true(Math.abs(firsts - 0.2) < 0.04, `${firsts}`);
});
const utf8 = (text) => new TextEncoder().encode(text);
test('cuts that were made before stay as they were', t => {
    const digest = (scheme) => toHex(sha256(utf8(cut(scheme, 7)
        .map(part => `${part.length}:${part.join(',')};`)
        .join(''))));
    t.is(digest({ kind: 'iid' }), '4c3854180b641bc0b9afd50b113506fc9fbc20076155235b5c87fa4051174dee');
    t.is(digest({ kind: 'shards', shardsPerHolder: 2 }), '76b06af75eb5ad96d5ae48f7323c93ece7a37619113f2e69dc8c95294c198bec');
    t.is(digest({ kind: 'dirichlet', alpha: 0.5 }), 'f4b6a0d988dea94719132c1c41b4e35daf723e22ea8c213ad9782a619180f461');
    // Two holders were short here, and examples were moved.
    t.is(digest({ kind: 'dirichlet', alpha: 0.02 }), '881b1d221503778438040ad66e9ca78b7c46ac5d3d58d38c516b5ddbbfe95a17');
});
const everyScheme = fc.oneof(schemes, fc.constantFrom(0.3, 1, 30).map(alpha => ({ kind: 'dirichlet', alpha, balanced: true })), fc.constantFrom(0.3, 1, 30).map(alpha => ({ kind: 'quantity', alpha })), fc.integer({ min: 1, max: 5 }).map(k => ({ kind: 'labels', labelsPerHolder: k })), fc
    .record({ labelsPerHolder: fc.integer({ min: 1, max: 3 }), sigma: fc.constantFrom(0, 1, 3) })
    .map(settings => ({ kind: 'power-law', ...settings })), fc.constant({ kind: 'column', column: 'site' }));
const leaveSomeOut = new Set(['labels', 'power-law']);
testProp('a cut gives no example twice, all of them where that is promised and everybody the minimum, or is refused', [labelled, everyScheme, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 6 }), fc.nat(1000)], (t, labels, scheme, holders, minimumExamples, seed) => {
    const column = { keys: Array.from(labels, (_, i) => `site ${(i * i) % 7}`) };
    const options = { minimumExamples, seed, ...(scheme.kind === 'column' ? column : { holders }) };
    try {
        const parts = partition(labels, scheme, options);
        const given = parts.flatMap(part => [...part]);
        t.is(new Set(given).size, given.length);
        t.true(parts.every(part => part.length >= minimumExamples));
        t.true(parts.every(part => part.every((index, i) => i === 0 || index > part[i - 1])));
        if (!leaveSomeOut.has(scheme.kind))
            t.is(given.length, labels.length);
        t.deepEqual(partition(labels, scheme, options), parts);
    }
    catch (error) {
        t.true(error instanceof PartitionError, String(error));
    }
});
//# sourceMappingURL=partition.test.js.map