import { spawnSync } from 'node:child_process';
import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { splitCommand, trainerEnvironment } from '../../../../learning/index.js';
function wordsOf(text) {
    const split = splitCommand(text);
    return split.kind === 'words' ? split.words : split.fault;
}
test('a command line falls into words as a shell would cut it', t => {
    t.deepEqual(wordsOf('python3 -m parley_trainer  --adapter torch'), [
        ...['python3', '-m', 'parley_trainer', '--adapter', 'torch'],
    ]);
    t.deepEqual(wordsOf(`"/opt/my tools/python" 'a "b"' c\\ d e'f'"g"`), [
        ...['/opt/my tools/python', 'a "b"', 'c d', 'efg'],
    ]);
    t.deepEqual(wordsOf(`x '' "\\"\\\\\\n" '$HOME' "a|b" --size=*.npz a~b`), [
        ...['x', '', '"\\\\n', '$HOME', 'a|b', '--size=*.npz', 'a~b'],
    ]);
});
test('what only a shell would act on is refused, with what to do', t => {
    t.regex(String(wordsOf('python3 x.py | tee log')), /no shell runs it, so \| means nothing here; put it in quotes/);
    t.regex(String(wordsOf('python3 $HOME/x.py')), /so \$ means nothing/);
    t.regex(String(wordsOf('~/venv/bin/python x.py')), /so ~ means nothing/);
    t.regex(String(wordsOf('python3 x.py; rm -r y')), /so ; means nothing/);
    t.regex(String(wordsOf('python3 "x.py')), /the quote " is never closed/);
    t.regex(String(wordsOf("python3 it's")), /the quote ' is never closed/);
    t.regex(String(wordsOf('python3 \\')), /ends with a backslash/);
    for (const empty of ['', '  ', "''"])
        t.is(wordsOf(empty), 'it names no program');
});
testProp('any words in quotes come back as they were, and a shell agrees', [fc.array(fc.string({ unit: fc.constantFrom(...'ab $|\\"~*;\n') }), { minLength: 1, maxLength: 5 })], (t, words) => {
    const quoted = ['printf', '%s\\0', ...words].map(word => `'${word}'`).join(' ');
    t.deepEqual(wordsOf(quoted), ['printf', '%s\\0', ...words]);
    const shell = spawnSync('sh', ['-c', quoted], { encoding: 'utf8' });
    t.is(shell.stdout, words.map(word => `${word}\0`).join(''));
}, { numRuns: 30 });
test('the environment is a short list and what the holder adds', t => {
    const env = trainerEnvironment({ PATH: '/bin', PARLEY_PASSPHRASE: 'secret', HOME: undefined, CUDA_VISIBLE_DEVICES: '0' }, { CUDA_VISIBLE_DEVICES: '1', XLA_FLAGS: '' });
    t.deepEqual(env, { PATH: '/bin', CUDA_VISIBLE_DEVICES: '1', XLA_FLAGS: '' });
});
//# sourceMappingURL=command.test.js.map