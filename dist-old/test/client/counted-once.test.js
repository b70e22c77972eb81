import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, {} from 'ava';
import { unsafeFixedRandom } from '../../aggregation/index.js';
import { checkCounts, noteCounts } from '../../client/agent/counted-once.js';
import { openAgentStore } from '../../client/state/index.js';
const random = unsafeFixedRandom('counted once');
const key = new Uint8Array(32).fill(1);
const [first, second] = ['ab'.repeat(32), 'cd'.repeat(32)];
function openStore(t) {
    const store = openAgentStore(mkdtempSync(join(tmpdir(), 'parley-counted-')), key, random);
    t.teardown(() => store.close());
    return store;
}
function assigned(bountyId, round, model = 7) {
    const attempt = { bountyId, round, attempt: 1, group: 1 };
    return { attempt, modelHash: new Uint8Array(32).fill(model) };
}
const statistics = { content: { purpose: 'statistics' } };
const training = { content: { purpose: 'training', metrics: {} } };
const uncounted = { content: { purpose: 'training', metrics: undefined } };
const once = { statistics: 'once' };
test('the records of a home go into the statistics of one bounty, in as many attempts as it takes', t => {
    const store = openStore(t);
    t.is(checkCounts(store, once, statistics, assigned(first, 0)), undefined);
    noteCounts(store, statistics, assigned(first, 0));
    t.is(checkCounts(store, once, statistics, assigned(first, 0)), undefined);
    t.like(checkCounts(store, once, statistics, assigned(second, 0)), { reason: 'statistics-not-allowed' });
    t.is(checkCounts(store, { statistics: 'always' }, statistics, assigned(second, 0)), undefined);
});
test('a policy that says never is asked in the round too, however the bounty was joined', t => {
    const unsafe = checkCounts(openStore(t), { statistics: 'never' }, statistics, assigned(first, 0));
    t.like(unsafe, {
        reason: 'statistics-not-allowed',
        detail: 'the policy lets records into statistics never',
    });
});
test('attack: a model that was evaluated in a round is sat out in a later one, and in another bounty is another', t => {
    const store = openStore(t);
    noteCounts(store, training, assigned(first, 3));
    // Another attempt of the round draws another half; the sum of the first was not opened, or this one is refused.
    t.is(checkCounts(store, once, training, assigned(first, 3)), undefined);
    t.like(checkCounts(store, once, training, assigned(first, 4)), {
        reason: 'model-repeated',
        detail: 'the model of the round is the one that was evaluated in round 3',
    });
    t.is(checkCounts(store, once, training, assigned(first, 4, 8)), undefined);
    t.is(checkCounts(store, once, training, assigned(second, 4)), undefined);
    t.is(checkCounts(store, once, uncounted, assigned(first, 4)), undefined);
});
//# sourceMappingURL=counted-once.test.js.map