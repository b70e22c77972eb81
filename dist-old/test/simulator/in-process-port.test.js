import test from 'ava';
import { sha256 } from '../../aggregation/index.js';
import { granted, refused } from '../../protos/index.js';
import { inProcessPort } from '../../simulator/index.js';
import { fakeBlobs, fakeService, fakeWatch } from '../support/fake-coordinator.js';
const caller = {
    organisation: 'north-hospital',
    role: 'buyer',
    identityKey: new Uint8Array(32),
    idempotencyKey: '',
};
test('requests and answers are values of their own, as after a journey', async (t) => {
    const given = { sha256: sha256(Uint8Array.of(1)) };
    let received;
    const answer = { hashes: [sha256(Uint8Array.of(2))] };
    const service = fakeService({
        getBounty: async (named, request) => refused('not-found', `${named.idempotencyKey} ${request.bountyId}`),
        getInclusionProof: async () => granted(answer),
        downloadBlob: async (_, request) => {
            received = request.sha256;
            return refused('not-found', 'no');
        },
    });
    const port = inProcessPort(service, caller);
    await port.downloadBlob(given);
    t.deepEqual(received, given.sha256);
    t.not(received, given.sha256);
    const back = await port.getInclusionProof({ index: 0, size: 1 });
    t.deepEqual(back, granted(answer));
    t.not(back.value, answer);
    const bountyId = 'ab'.repeat(32);
    t.like(await port.getBounty({ bountyId }, { idempotencyKey: 'k' }), { message: `k ${bountyId}` });
});
test('what the wire would refuse is refused here', async (t) => {
    const service = fakeService({
        getCheckpoint: async () => granted({ note: 'n'.repeat(20_000) }),
    });
    const port = inProcessPort(service, caller);
    t.like(await port.getBounty({ bountyId: 'short' }), { reason: 'malformed', field: 'bountyId' });
    t.like(await port.getCheckpoint({}), { reason: 'malformed', field: 'note' });
    t.like(await port.deposit({ organisation: 'n', amountUnits: 1n, memo: '' }), { reason: 'forbidden' });
});
test('blobs go up and come down', async (t) => {
    const blobs = fakeBlobs();
    const port = inProcessPort(fakeService(blobs), caller);
    const bytes = Buffer.alloc(1_500_000, 'blob ');
    t.like(await port.uploadBlob(bytes), { value: { size: bytes.length } });
    t.is(blobs.writes.length, 3);
    const back = await port.downloadBlob({ sha256: sha256(bytes) });
    t.true(back.kind === 'granted' && bytes.equals(back.value));
});
test('a watcher is told what happens until it goes', async (t) => {
    const { watch, state } = fakeWatch(3);
    const port = inProcessPort(fakeService({ watch }), caller);
    const stop = new AbortController();
    const seen = [];
    for await (const { sequence } of port.watch({ bountyId: '', after: 1 }, stop.signal)) {
        seen.push(sequence);
        if (sequence === 3)
            stop.abort();
    }
    t.deepEqual(seen, [2, 3]);
    t.true(state.ended);
});
//# sourceMappingURL=in-process-port.test.js.map