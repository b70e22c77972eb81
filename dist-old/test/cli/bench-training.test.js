import test from 'ava';
import { openWorkplace } from './parley.js';
test('the benchmark of training prints one JSON value with every promised figure, and progress on stderr', async (t) => {
    const { parley } = await openWorkplace(t);
    const ran = await parley(['bench', 'training', '--quick', '--backend', 'wasm', '--json']);
    t.is(ran.code, 0, ran.stderr);
    const report = ran.json();
    t.regex(ran.stderr, /wasm: mlp/);
    t.true(report.quick);
    t.deepEqual(Object.keys(report.backends), ['wasm']);
    const { mlp, cnn, detail, ratioToPlain } = report.backends.wasm;
    t.regex(detail, /WebAssembly/);
    for (const figure of [mlp.examplesPerSecond, mlp.ratioToPlain, cnn.plainExamplesPerSecond])
        t.true(figure > 0);
    t.true(Math.abs(mlp.ratioToPlain - mlp.examplesPerSecond / mlp.plainExamplesPerSecond) < 1e-9);
    const missing = report.missing.map(({ what }) => what);
    t.is(cnn.ratioToPlain === null, missing.includes('backends.wasm.cnn'));
    t.is(ratioToPlain, cnn.ratioToPlain === null ? null : Math.min(mlp.ratioToPlain, cnn.ratioToPlain));
    t.true(report.memoryGrowth200Rounds > 0);
    t.true(report.overheadRatio > 0);
    // Masks are taken off exactly; what is left is the rounding of the updates.
    t.true(report.largestAccuracyDifference <= 0.05, `${report.largestAccuracyDifference}`);
    t.is(report.federated.maskedAccuracies.length, report.federated.rounds);
    const fields = report.goals.map(({ field }) => field);
    for (const field of [
        'backends.wasm.ratioToPlain',
        'memoryGrowth200Rounds',
        'largestAccuracyDifference',
        'overheadRatio',
    ]) {
        t.true(fields.includes(field), field);
    }
});
//# sourceMappingURL=bench-training.test.js.map