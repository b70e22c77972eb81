import test from 'ava';
import { openStorage } from '../../coordinator/storage/index.js';
import { openExternalTrainer } from '../../learning/index.js';
import { ended, holderNames, must, openCast, postSmallBounty, startAgent, } from '../support/small-federation.js';
import { hostileCommand } from '../support/trainers/hostile.js';
import { findPythonFor, pythonTrainer } from '../support/trainers/python-trainer.js';
const found = findPythonFor('numpy');
// Skipped where no Python with numpy is found; `node scripts/python-environment.js` makes one, as `.ci/run` does.
const run = 'python' in found ? test.serial : test.skip;
run(`a bounty is trained by five holders here and one in Python, and the one in Python is paid as the others are${'python' in found ? '' : ` (skipped: ${found.missing})`}`, async (t) => {
    const storage = await openStorage({ memory: true });
    const cast = await openCast(storage);
    t.teardown(async () => {
        await cast.federation.close();
        await storage.close();
    });
    // Full batches and many epochs: the rate of the terms suits the plain trainer of the others too.
    const bountyId = await postSmallBounty(cast, { localEpochs: 5 });
    const trainer = pythonTrainer(t, found, 'numpy');
    const outside = startAgent(cast, 'fir', { trainer });
    const others = holderNames.filter(name => name !== 'fir').map(name => startAgent(cast, name));
    const bounty = await ended(cast, bountyId);
    await Promise.all([outside, ...others].map(agent => agent.done));
    t.is(bounty.state, 'final');
    t.true(bounty.accepted);
    t.true(bounty.rounds.every(({ survivors }) => survivors.includes('fir') && survivors.length === 6));
    t.is(outside.events.filter(event => event.kind === 'round-completed').length, 3);
    t.true(outside.events.some(event => event.kind === 'training'));
    const balances = must(await cast.holders.get('fir').port.getBalances({ organisation: '' })).balances;
    t.true(balances[0].postedUnits > 0n);
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, []);
});
test.serial('a holder whose trainer dies in every round is left out, and the others complete the bounty', async (t) => {
    const storage = await openStorage({ memory: true });
    const cast = await openCast(storage, holderNames, 1_000);
    t.teardown(async () => {
        await cast.federation.close();
        await storage.close();
    });
    const bountyId = await postSmallBounty(cast);
    const trainer = openExternalTrainer({ command: hostileCommand('dies') });
    t.teardown(() => trainer.close());
    const unlucky = startAgent(cast, 'fir', { trainer });
    const others = holderNames.filter(name => name !== 'fir').map(name => startAgent(cast, name));
    const bounty = await ended(cast, bountyId);
    await Promise.all(others.map(agent => agent.done));
    await unlucky.stop();
    t.is(bounty.state, 'final');
    t.true(bounty.rounds.every(({ survivors }) => survivors.length === 5 && !survivors.includes('fir')));
    const told = unlucky.events.find(event => event.kind === 'attempt-over');
    t.regex(JSON.stringify(told), /training-failed.*CUDA error: out of memory/);
});
//# sourceMappingURL=external-trainer.test.js.map