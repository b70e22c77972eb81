import test from 'ava';
import { findPython } from '../support/python.js';
import { assertTold, openWorkplace, runHere } from './parley.js';
const bench = ['bench', 'secure-aggregation'];
test('the benchmark prints one JSON value with every promised figure, and progress on stderr', async (t) => {
    const { parley } = await openWorkplace(t);
    const found = findPython(['numpy', 'cryptography', 'Crypto']);
    const python = 'python' in found ? ['--python', found.python] : [];
    const ran = await parley([...bench, '--quick', '--json', ...python]);
    t.is(ran.code, 0, ran.stderr);
    const report = ran.json();
    t.regex(ran.stderr, /masking beside openssl/);
    t.true(report.quick);
    const always = [
        report.client.b16SpeedUp,
        report.client.twoWorkerSpeedUp,
        report.shamir.splitMs,
        report.shamir.combineMs,
        report.wire.ratioToFloat32,
        report.server.memoryRatioN200toN5,
    ];
    for (const figure of always)
        t.true(figure > 0);
    const { parts } = report.client.k20;
    for (const part of [parts.checkMs, parts.keysMs, parts.masksMs, parts.sealMs])
        t.true(part > 0);
    // Three bytes of four, and the small messages beside them.
    t.true(report.wire.ratioToFloat32 > 0.75);
    t.true(report.wire.sentBytes <= report.wire.allowedBytes);
    const missing = report.missing.map(({ what }) => what);
    const { flower, pythonAes } = report.peers;
    const peers = [flower.clientRatio, flower.unmaskRatioN21, flower.unmaskRatioN101, pythonAes.clientRatio];
    if ('python' in found)
        for (const figure of peers)
            t.true(figure > 0);
    else
        t.log(`no baselines: ${found.missing}`);
    t.is(report.client.k20.ratioToOpenssl === null, missing.includes('openssl'));
    t.is(report.peers.flowerRound === null, missing.includes('flower round'));
    if (report.peers.flowerRound === null)
        t.log('no Flower: node scripts/python-environment.js flower');
    else {
        const { others, ...round } = report.peers.flowerRound;
        t.like(round, { flowerExact: true, parleyExact: true, lostBefore: 'input', dropouts: 1 });
        t.true(round.flowerSeconds > 0 && round.parleySeconds > 0 && round.ratio > 0);
        // A client that is lost before it has shared its keys ends a round of Flower, and none of Parley.
        t.like(others[0], { lostBefore: 'share', flowerCompleted: false, ratio: null, parleyExact: true });
    }
});
test('a machine without Python and openssl gets nulls with their reasons, and the other figures', async (t) => {
    const { parley, folder } = await openWorkplace(t);
    const absent = ['--python', './no-python', '--flower-python', './no-flower'];
    const ran = await parley([...bench, '--quick', '--json', ...absent], { PATH: folder });
    t.is(ran.code, 0, ran.stderr);
    const report = ran.json();
    t.is(report.client.k20.ratioToOpenssl, null);
    t.is(report.peers.flower.clientRatio, null);
    t.is(report.peers.pythonAes.clientRatio, null);
    t.is(report.machine.python, null);
    const reasons = new Map(report.missing.map(({ what, reason }) => [what, reason]));
    t.deepEqual([...reasons.keys()].sort(), [
        'flower client',
        'flower round',
        'flower unmasking',
        'openssl',
        'python_aes client',
    ]);
    t.regex(reasons.get('flower client'), /no-python cannot be run/);
    t.regex(reasons.get('flower round'), /no-flower cannot be run/);
    t.is(report.peers.flowerRound, null);
    const unmeasured = report.goals.filter(({ holds }) => holds === null).map(({ field }) => field);
    t.true(unmeasured.includes('peers.flower.unmaskRatioN101'));
    t.false(unmeasured.includes('shamir.splitMs'));
});
test('a whole round of many clients is played in memory and its sum is exact', async (t) => {
    const { parley } = await openWorkplace(t);
    const ran = await parley([...bench, '--clients', '40', '--dimension', '50', '--json']);
    t.is(ran.code, 0, ran.stderr);
    const report = ran.json();
    t.like(report, { clients: 40, exact: true });
    t.true(report.seconds > 0);
    t.deepEqual(report.stages.map(({ stage }) => stage), ['advertise', 'share', 'input', 'survivors', 'unmask', 'finish']);
});
test('the dimension of a round without a round is refused', async (t) => {
    assertTold(t, await runHere([...bench, '--dimension', '5']), 2, /with --clients/);
});
//# sourceMappingURL=bench.test.js.map