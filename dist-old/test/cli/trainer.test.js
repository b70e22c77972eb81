import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { hostileCommand } from '../support/trainers/hostile.js';
import { findPythonFor, pythonCommand } from '../support/trainers/python-trainer.js';
import { assertTold, openWorkplace, runHere } from './parley.js';
const { program, args } = hostileCommand('honest');
const [script] = args;
const commandOf = (behaviour) => `'${program}' '${script}' ${behaviour}`;
const trainerIn = ({ findings }) => findings.find(({ check }) => check === 'trainer');
test('the doctor starts a trainer and tells its name, framework and device', async (t) => {
    const { parley } = await openWorkplace(t);
    const ran = await parley(['doctor', '--json', '--trainer', commandOf('honest')]);
    t.deepEqual(trainerIn(ran.json()), {
        check: 'trainer',
        verdict: 'ok',
        detail: 'hostile (none) on cpu; it can do logistic, mlp',
        fix: '',
    });
    t.is(trainerIn((await parley(['doctor', '--json'])).json()), undefined);
});
test('the doctor says what a trainer did wrong, in its own last words', async (t) => {
    const { parley } = await openWorkplace(t);
    const ran = await parley(['doctor', '--trainer', commandOf('dies-at-hello')]);
    t.is(ran.code, 1);
    t.regex(ran.stdout, /✖ trainer: .*it ended with code 3; its stderr ended with:\nModuleNotFoundError/);
    t.regex(ran.stdout, /run its command by hand/);
});
const found = findPythonFor('numpy');
// Skipped where no Python with numpy is found; `node scripts/python-environment.js` makes one, as `.ci/run` does.
const run = 'python' in found ? test : test.skip;
run('the doctor meets the trainer in Python', async (t) => {
    const { parley } = await openWorkplace(t);
    const { env, args } = pythonCommand('python' in found ? found.python : '', 'numpy');
    const command = `'${'python' in found ? found.python : ''}' ${args.join(' ')}`;
    const ran = await parley(['doctor', '--json', '--trainer', command], { PYTHONPATH: env.PYTHONPATH });
    t.regex(trainerIn(ran.json()).detail, /^parley-trainer \(numpy [\d.]+\) on cpu; it can do mlp, logistic/);
});
test('a trainer in a YAML file has its own environment and folder, and never the passphrase', async (t) => {
    const { parley, at } = await openWorkplace(t);
    const show = `process.stdin.once('data', () => console.log(JSON.stringify({
    type: 'hello', protocol: 1, name: Object.keys(process.env).sort().join(' ').slice(0, 200),
    framework: String(process.env.CUDA_VISIBLE_DEVICES), device: process.cwd(), capabilities: []})))`;
    await writeFile(at('show.mjs'), show);
    await writeFile(at('trainer.yaml'), `command: ['${program}', show.mjs]\nenv: {CUDA_VISIBLE_DEVICES: 1, XLA_FLAGS: x}\nhelloSeconds: 30\n`);
    const secrets = { AWS_SECRET_ACCESS_KEY: 'x', DATABASE_URL: 'postgres://u:p@h/d' };
    const ran = await parley(['doctor', '--json', '--trainer', at('trainer.yaml')], secrets);
    const { detail } = trainerIn(ran.json());
    t.regex(detail, /\bXLA_FLAGS\b.* \(1\) on .*parley-cli-/);
    t.regex(detail, /\bPATH\b/);
    t.notRegex(detail, /PARLEY_|AWS|DATABASE|NO_COLOR/);
});
test('a trainer that cannot be read is told by file, field and remedy', async (t) => {
    const { at } = await openWorkplace(t);
    const doctor = (trainer) => runHere(['doctor', '--home', at('home'), '--trainer', trainer]);
    assertTold(t, await doctor('python3 x.py | tee log'), 2, /--trainer python3 x\.py .*no shell runs it, so \|/);
    assertTold(t, await doctor('""'), 2, /it names no program; a YAML file with `command: \[\.\.\]` works too/);
    assertTold(t, await doctor(at('none.yaml')), 2, /none\.yaml does not exist/);
    const wrong = at('wrong.yaml');
    const write = (text) => writeFile(wrong, text);
    await write('command: []\nsilenceSecond: 3\nenv: {PARLEY_PASSPHRASE: x}\njobSeconds: 0\n');
    const ran = await doctor(wrong);
    assertTold(t, ran, 2, /wrong\.yaml: .*command: /, /silenceSecond/, /PARLEY_/, /jobSeconds: /);
    await write('command: [\n');
    assertTold(t, await doctor(wrong), 2, /wrong\.yaml is not YAML/);
});
test('an agent tries its trainer before it connects anywhere', async (t) => {
    const { parley, at } = await openWorkplace(t);
    const policy = at('policy.yaml');
    await writeFile(policy, 'version: 1\n');
    const client = ['client', '--data', path.dirname(policy), '--policy', policy, '--trainer'];
    assertTold(t, await parley([...client, commandOf('garbage-at-hello')]), 1, /is not JSON: Loading the model/);
    const honest = await parley([...client, commandOf('honest')]);
    t.regex(honest.stderr, /^the trainer is hostile \(none\) on cpu; it can do logistic, mlp\n/);
    t.not(honest.code, 0);
});
//# sourceMappingURL=trainer.test.js.map