import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openExternalTrainer, openTrainer, trainerEnvironment } from '../../learning/index.js';
import { inheritedVariables } from '../../learning/training/external/command.js';
import { parseReply, trainerProtocol } from '../../learning/training/external/messages.js';
import { defaultWaits } from '../../learning/training/external/timers.js';
import { readRepositoryFile } from '../support/repository.js';
import { smallRequest } from '../support/trainers/hostile.js';
import { codeBlocksOf } from './code-blocks.js';
const name = 'docs/external-trainers.md';
const page = readRepositoryFile(name);
const blocks = codeBlocksOf(name, page);
test('the lines of the trainer in the example session are such as Parley takes', t => {
    const session = blocks
        .find(({ language }) => language === 'text')
        .text.trim()
        .split('\n');
    const replies = session.filter(line => line.startsWith('← ')).map(line => line.slice(2));
    t.is(replies.length, 6);
    for (const reply of replies)
        t.is(parseReply(new TextEncoder().encode(reply)).kind, 'reply', reply);
    const orders = session.filter(line => line.startsWith('→ ')).map(line => JSON.parse(line.slice(2)));
    t.deepEqual(orders.map(({ type }) => type), ['hello', 'train', 'train', 'cancel', 'bye']);
    t.is(replies.length + orders.length, session.length);
});
test('the program on the page steps where the built-in trainer steps', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-page-'));
    const script = join(folder, 'trainer.mjs');
    writeFileSync(script, blocks.find(({ language }) => language === 'js').text);
    const env = trainerEnvironment(process.env);
    const command = { program: process.execPath, args: [script], env, workingFolder: folder };
    const [outside, inside] = [openExternalTrainer({ command }), openTrainer()];
    t.teardown(async () => {
        await Promise.all([outside.close(), inside.close()]);
        rmSync(folder, { recursive: true });
    });
    const request = { ...smallRequest, epochs: 3, batchSize: 100, learningRate: 0.7 };
    const [theirs, ours] = [await outside.train(request), await inside.train(request)];
    const gaps = theirs.update.values.map((value, i) => Math.abs(value - ours.update.values[i]));
    t.true(Math.max(...gaps) < 1e-5, `${Math.max(...gaps)}`);
    t.true(Math.abs(theirs.meanLoss - ours.meanLoss) < 1e-5);
    t.true(Math.max(...ours.update.values.map(Math.abs)) > 0.01);
});
test('the limits, variables and waits on the page are those of the program', t => {
    t.true(page.includes(`| ${trainerProtocol.lineBytes.toLocaleString('en')} bytes`));
    t.true(page.includes(`${trainerProtocol.outputBytes / 2 ** 20} MiB`));
    for (const variable of inheritedVariables)
        t.true(page.includes(`\`${variable}\``), variable);
    const { helloMs, silenceMs, jobMs, graceMs } = defaultWaits;
    const yaml = blocks.find(({ language }) => language === 'yaml').text;
    const waits = { hello: helloMs, silence: silenceMs, job: jobMs, grace: graceMs };
    for (const [wait, ms] of Object.entries(waits))
        t.true(yaml.includes(`${wait}Seconds: ${ms / 1000}\n`), wait);
});
//# sourceMappingURL=external-trainers.test.js.map