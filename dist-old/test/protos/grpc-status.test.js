import test from 'ava';
import { grpcStatus, grpcStatusOf, reasonOfStatus, refusalReasons } from '../../protos/index.js';
test('every reason has a status that is no success', t => {
    const known = new Set(Object.values(grpcStatus));
    for (const reason of refusalReasons) {
        t.true(known.has(grpcStatusOf(reason)), reason);
        t.not(grpcStatusOf(reason), grpcStatus.ok);
    }
});
test('only a passing trouble travels as one that proxies retry', t => {
    t.deepEqual(refusalReasons.filter(reason => grpcStatusOf(reason) === grpcStatus.unavailable), ['unavailable']);
});
test('a status without words of the coordinator means what its number says', t => {
    t.is(reasonOfStatus(16), 'unauthenticated');
    t.is(reasonOfStatus(7), 'forbidden');
    t.is(reasonOfStatus(5), 'not-found');
    t.is(reasonOfStatus(3), 'malformed');
    t.is(reasonOfStatus(8), 'too-large');
    for (const broken of [1, 2, 4, 13, 14, 99])
        t.is(reasonOfStatus(broken), 'unavailable');
});
//# sourceMappingURL=grpc-status.test.js.map