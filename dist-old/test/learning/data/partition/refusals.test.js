import test from 'ava';
import { PartitionError, partition } from '../../../../learning/index.js';
const labels = Int32Array.from({ length: 6000 }, (_, i) => (i * 7) % 10);
function refusal(scheme, holders = 10, minimumExamples = 10, from = labels) {
    try {
        partition(from, scheme, { holders, minimumExamples, seed: 1 });
    }
    catch (error) {
        if (error instanceof PartitionError)
            return error;
        throw error;
    }
    throw new Error('the cut was made');
}
const fields = ({ field, nearest }) => [field, nearest];
test('an alpha that leaves holders short is refused with the nearest step that does not', t => {
    const short = refusal({ kind: 'dirichlet', alpha: 0.05 }, 60);
    t.regex(short.message, /^partition\.alpha: 0\.05 leaves \d+ of 60 holders with fewer than 10 examples in the best of 100 draws; 0?\.?\d+ is the nearest that does not$/);
    const steps = [0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10];
    const place = steps.indexOf(short.nearest);
    t.true(place >= 0, short.message);
    t.notThrows(() => partition(labels, { kind: 'dirichlet', alpha: short.nearest }, { holders: 60, minimumExamples: 10, seed: 1 }));
    for (const alpha of steps.slice(0, place))
        t.is(refusal({ kind: 'dirichlet', alpha }, 60).nearest, short.nearest);
});
test('so is an alpha of sizes', t => {
    const short = refusal({ kind: 'quantity', alpha: 0.1 }, 60);
    t.is(short.field, 'partition.alpha');
    const cut = () => partition(labels, { kind: 'quantity', alpha: short.nearest }, { holders: 60, minimumExamples: 10, seed: 1 });
    t.true(cut().every(part => part.length >= 10));
});
test('where no alpha would do, the refusal says what else to change', t => {
    const short = refusal({ kind: 'dirichlet', alpha: 1 }, 10, 600);
    t.deepEqual(fields(short), ['partition.alpha', undefined]);
    t.regex(short.message, /so does any other up to 1000: lower holders or minimumExamples$/);
});
test('more holders than there are examples for are refused with the most there may be', t => {
    const many = refusal({ kind: 'iid' }, 6001, 1);
    t.deepEqual(fields(many), ['holders', 6000]);
    t.is(many.message, 'holders: 6000 examples cannot give 6001 holders 1 each; at most 6000');
    t.deepEqual(fields(refusal({ kind: 'shards', shardsPerHolder: 2 }, 601)), ['holders', 600]);
    t.deepEqual(fields(refusal({ kind: 'iid' }, 1, 7000)), ['holders', undefined]);
    t.deepEqual(fields(refusal({ kind: 'iid' }, 2.5)), ['holders', 3]);
    t.deepEqual(fields(refusal({ kind: 'iid' }, Number.NaN)), ['holders', 1]);
    t.deepEqual(fields(refusal({ kind: 'iid' }, 2, -1)), ['minimumExamples', 0]);
    t.throws(() => partition(labels, { kind: 'iid' }, { minimumExamples: 1, seed: 1 }), {
        message: 'holders: how many is not said, for iid',
    });
});
test('shards so small that chance leaves a holder short are refused with the most that do not', t => {
    // 90 shards of 1 or 2 of 100 examples: nine at random may be 9 to 18, and ten each is asked for.
    const hundred = labels.subarray(0, 100);
    const short = refusal({ kind: 'shards', shardsPerHolder: 40 }, 9, 11, hundred);
    t.is(short.field, 'partition.shardsPerHolder');
    const isCut = (shardsPerHolder) => {
        try {
            partition(hundred, { kind: 'shards', shardsPerHolder }, { holders: 9, minimumExamples: 11, seed: 1 });
            return true;
        }
        catch {
            return false;
        }
    };
    t.true(isCut(short.nearest));
    // No more shards than examples.
    t.true(short.nearest <= 11);
    for (let between = short.nearest + 1; between <= 11; between++)
        t.false(isCut(between));
    t.deepEqual(fields(refusal({ kind: 'shards', shardsPerHolder: 0 })), ['partition.shardsPerHolder', 1]);
});
test('more labels each than the data has are refused with the number it has', t => {
    const many = refusal({ kind: 'labels', labelsPerHolder: 11 });
    t.deepEqual(fields(many), ['partition.labelsPerHolder', 10]);
    t.is(many.message, 'partition.labelsPerHolder: a whole number from 1 to 10, not 11; the data has 10 classes');
    t.deepEqual(fields(refusal({ kind: 'power-law', labelsPerHolder: 12 })), ['partition.labelsPerHolder', 10]);
    t.deepEqual(fields(refusal({ kind: 'labels', labelsPerHolder: 0 })), ['partition.labelsPerHolder', 1]);
});
test('one label each leaves the many owners of a rare label short; more labels mend that', t => {
    // 5 examples of label 0, which holders 0 and 2 would divide; 95 of label 1.
    const rare = Int32Array.from({ length: 100 }, (_, i) => Number(i >= 5));
    const short = refusal({ kind: 'labels', labelsPerHolder: 1 }, 4, 10, rare);
    t.is(short.message, 'partition.labelsPerHolder: 1 leaves 2 of 4 holders with fewer than 10 examples; 2 is the nearest that does not');
    const parts = partition(rare, { kind: 'labels', labelsPerHolder: 2 }, { holders: 4, minimumExamples: 10, seed: 1 });
    t.true(parts.every(part => part.length >= 24));
});
test('a power law whose base the labels cannot give is refused with the most holders they can', t => {
    // 600 of each label, five to each of its owners: 120 owners, two of every ten holders.
    const many = refusal({ kind: 'power-law' }, 601, 1);
    t.deepEqual(fields(many), ['holders', 600]);
    t.is(many.message, 'holders: 601 holders need 5 examples of each of their 2 labels; at most 600');
    t.notThrows(() => partition(labels, { kind: 'power-law' }, { holders: 600, minimumExamples: 1, seed: 1 }));
    t.deepEqual(fields(refusal({ kind: 'power-law', sigma: -1 })), ['partition.sigma', 0]);
});
test('numbers that are no concentration are refused', t => {
    for (const alpha of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        t.is(refusal({ kind: 'dirichlet', alpha }).field, 'partition.alpha');
        t.is(refusal({ kind: 'quantity', alpha }).field, 'partition.alpha');
    }
});
//# sourceMappingURL=refusals.test.js.map