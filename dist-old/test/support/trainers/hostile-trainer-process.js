/**
 * A trainer that does one thing wrong, or none: `node hostile-trainer-process.js BEHAVIOUR [ARGUMENT]`. It speaks the
 * protocol by hand, so that it shares no mistake with what it is to test.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
const [behaviour = 'honest', argument = ''] = process.argv.slice(2);
const forever = () => void setInterval(() => undefined, 2 ** 30);
const say = (message) => void process.stdout.write(`${JSON.stringify(message)}\n`);
const capabilities = ['logistic', 'mlp', ...(behaviour === 'obeys-cancel' ? ['cancel'] : [])];
const hello = { type: 'hello', protocol: 1, name: 'hostile', framework: 'none', device: 'cpu', capabilities };
const progress = ({ job }, steps = 10) => say({ type: 'progress', job, step: 1, steps, epoch: 1, meanLoss: 1 });
const done = ({ job, outputFile, examples }, changes = {}) => say({ type: 'done', job, weights: outputFile, examples, steps: 1, meanLoss: 0.5, ...changes });
const failed = ({ job }, reason, message) => say({ type: 'failed', job, reason, message });
/** The model of the round with every weight changed, as a file. */
function write(order, change, changeHeader = h => h) {
    const { header, values } = readModel(order);
    const changed = values.map(change);
    writeFile(order.outputFile, changeHeader(header), new Uint8Array(changed.buffer));
}
function readModel({ modelFile }) {
    const file = readFileSync(modelFile);
    const length = Number(file.readBigUInt64LE());
    const { __metadata__, ...header } = JSON.parse(file.toString('utf8', 8, 8 + length));
    return { header, values: new Float32Array(Uint8Array.from(file.subarray(8 + length)).buffer) };
}
function writeFile(path, header, data) {
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    writeFileSync(path, Buffer.concat([length, text, data]));
}
function startGrandchild(order, detached) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 2 ** 30)'], {
        stdio: 'inherit',
        detached,
    });
    progress(order, child.pid);
}
function flood(order) {
    while (process.stdout.writableLength < 2 ** 20)
        progress(order);
    process.stdout.once('drain', () => flood(order));
}
const onHello = {
    'hangs-at-hello': () => undefined,
    'garbage-at-hello': () => void process.stdout.write('Loading the model... \u001b[31mdone\n'),
    'dies-at-hello': () => {
        process.stderr.write("ModuleNotFoundError: No module named 'torch'\n");
        process.exitCode = 3;
        process.stdin.destroy();
    },
    'speaks-version-two': () => say({ ...hello, protocol: 2, capabilities: undefined }),
    nameless: () => say({ ...hello, name: '' }),
};
const onTrain = {
    garbage: () => void process.stdout.write('Epoch 1/10\n'),
    'not-utf8': () => void process.stdout.write(Uint8Array.of(0x7b, 0xff, 0xfe, 0x0a)),
    'long-line': () => void process.stdout.write('x'.repeat(70_000)),
    'floods-stdout': flood,
    'floods-stderr': order => {
        process.stderr.write(`${'x'.repeat(5_000_000)}\nthe very end\n`);
        failed(order, 'error', 'that was all');
    },
    'floods-stderr-and-dies': () => {
        process.stderr.write(`the beginning\n${'x'.repeat(5_000_000)}\nthe very end\n`, () => process.exit(1));
    },
    dies: () => {
        process.stderr.write('CUDA error: out of memory\n', () => process.kill(process.pid, 'SIGKILL'));
    },
    hangs: order => progress(order),
    stubborn: order => {
        process.on('SIGTERM', () => undefined);
        progress(order);
    },
    'obeys-cancel': order => progress(order),
    grandchild: order => startGrandchild(order, false),
    'escaped-grandchild': order => startGrandchild(order, true),
    connected: order => void connect(Number(argument), '127.0.0.1', () => progress(order)),
    'wrong-job': order => done({ ...order, job: order.job + 1 }),
    'cancels-unasked': ({ job }) => say({ type: 'cancelled', job }),
    'step-above-steps': ({ job }) => say({ type: 'progress', job, step: 11, steps: 10, epoch: 1, meanLoss: 1 }),
    nan: order => {
        write(order, () => Number.NaN);
        done(order);
    },
    infinite: order => {
        write(order, () => Number.POSITIVE_INFINITY);
        done(order);
    },
    'wrong-shape': order => {
        write(order, Number, ({ 'dense-1/kernel': kernel, ...rest }) => ({
            'dense-1/kernel': { ...kernel, shape: [...kernel.shape].reverse() },
            ...rest,
        }));
        done(order);
    },
    'misses-a-tensor': order => {
        const { header, values } = readModel(order);
        const { 'dense-1/kernel': kernel } = header;
        writeFile(order.outputFile, { 'dense-1/kernel': kernel }, new Uint8Array(values.buffer, 0, 48));
        done(order);
    },
    'adds-a-tensor': order => {
        write(order, Number, header => ({
            ...header,
            'dense-2/bias': { dtype: 'F32', shape: [0], data_offsets: [60, 60] },
        }));
        done(order);
    },
    'other-order': order => {
        const { header, values } = readModel(order);
        const { 'dense-1/kernel': kernel, 'dense-1/bias': bias } = header;
        const swapped = Float32Array.of(...values.subarray(12), ...values.subarray(0, 12)).map(value => value + 1);
        const places = {
            'dense-1/bias': { ...bias, data_offsets: [0, 12] },
            'dense-1/kernel': { ...kernel, data_offsets: [12, 60] },
        };
        writeFile(order.outputFile, places, new Uint8Array(swapped.buffer));
        done(order);
    },
    'no-safetensors': order => {
        writeFileSync(order.outputFile, 'PK pickled');
        done(order);
    },
    'missing-file': order => done(order),
    outside: order => done(order, { weights: '../../etc/passwd' }),
    'outside-absolute': order => done(order, { weights: process.execPath }),
    link: order => {
        symlinkSync(process.execPath, order.outputFile);
        done(order);
    },
    'a-folder': order => {
        mkdirSync(order.outputFile);
        done(order);
    },
    'the-folder': order => done(order, { weights: '.' }),
    'large-file': order => {
        writeFileSync(order.outputFile, new Uint8Array(2 ** 21));
        done(order);
    },
    'too-many-examples': order => {
        write(order, value => value + 1);
        done(order, { examples: order.examples + 1 });
    },
    'says-it-diverged': order => failed(order, 'diverged', 'the loss is nan'),
    'says-it-failed': order => failed(order, 'error', 'RuntimeError: \u001b[2J out of memory'),
    environment: order => failed(order, 'error', Object.keys(process.env).sort().join(' ')),
    honest: order => {
        progress(order);
        write(order, value => value + 1);
        done(order);
    },
};
const lines = createInterface({ input: process.stdin });
lines.on('line', line => {
    const order = JSON.parse(line);
    if (order.type === 'hello')
        (onHello[behaviour] ?? (() => say(hello)))();
    if (order.type === 'train')
        (onTrain[behaviour] ?? onTrain.honest)(order);
    if (order.type === 'cancel')
        say({ type: 'cancelled', job: order.job });
    if (order.type === 'bye' && behaviour !== 'stays')
        process.exit(0);
});
if (['stubborn', 'connected', 'stays', 'hangs', 'hangs-at-hello'].includes(behaviour))
    forever();
//# sourceMappingURL=hostile-trainer-process.js.map