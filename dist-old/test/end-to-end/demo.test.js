/** The demonstration as a stranger runs it: the real binary, real processes, real digits. The longest test there is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
async function runDemo(args) {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-demo-'));
    const root = path.join(folder, 'demo');
    const child = spawn(process.execPath, [binary, 'demo', '--json', '--dir', root, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, story] = ['', ''];
    child.stdout.on('data', data => {
        stdout += data;
    });
    child.stderr.on('data', data => {
        story += data;
    });
    const [code] = await once(child, 'close');
    const page = await readFile(path.join(root, 'results.html'), 'utf8').catch(() => '');
    const kept = await readFile(path.join(root, 'results.json'), 'utf8').catch(() => '');
    await rm(folder, { recursive: true, force: true });
    return { code, stdout, story, page, kept };
}
const units = ({ paid, refunded, fees }) => BigInt(paid) + BigInt(refunded) + BigInt(fees);
test('six hospitals and a buyer get a model over two deaths and one of the coordinator, and the books balance', async (t) => {
    t.timeout(600_000);
    const { code, stdout, story, page, kept } = await runDemo(['--kill-coordinator', '4']);
    t.is(code, 0, story);
    const result = JSON.parse(stdout);
    t.deepEqual(Object.keys(result), [
        'holders',
        'roundsCompleted',
        'dropouts',
        'accuracy',
        'localAccuracyMean',
        'elapsedSeconds',
        'uploadBytesPerRound',
        'ledger',
        'receipts',
        'consoleUrl',
    ]);
    t.is(result.holders, 6);
    t.true(result.roundsCompleted >= 5);
    const drilled = result.dropouts.map(({ holder, round, stage }) => `${holder} ${round} ${stage}`);
    t.true(drilled.includes('bergmann 2 input'), drilled.join());
    t.true(drilled.includes('san-rocco 3 survivors'), drilled.join());
    t.true(result.accuracy >= 0.95, `${result.accuracy}`);
    t.true(result.localAccuracyMean < result.accuracy);
    t.is(result.ledger.escrowed, '1000000');
    t.is(units(result.ledger), 1000000n);
    t.true(result.ledger.balanced);
    t.is(result.receipts.verified, result.receipts.issued);
    t.true(result.receipts.issued >= 5 * result.roundsCompleted);
    // 199,210 values and the weight's limbs, three bytes each, from five or six holders.
    t.true(result.uploadBytesPerRound > 5 * 597_630 && result.uploadBytesPerRound < 6 * 598_000);
    t.regex(story, /coordinator is killed \(SIGKILL\)/);
    t.is(kept.trim(), stdout.trim());
    t.regex(page, /<svg/);
    t.notRegex(page, /<script|src=|href=/);
});
//# sourceMappingURL=demo.test.js.map