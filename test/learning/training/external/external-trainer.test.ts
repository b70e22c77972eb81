import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import {
  initialParameters,
  loadDataset,
  modelFromPreset,
  openExternalTrainer,
  TrainingError,
  type TrainingProgress,
  type TrainingRequest,
  trainerEnvironment,
  WorkerError,
} from '../../../../learning/index.ts'
import { inheritedVariables } from '../../../../learning/training/external/command.ts'
import { hostileCommand, openHostile, smallRequest, waits } from '../../../support/trainers/hostile.ts'

test('weights that come back become an update, new minus old', async t => {
  const { trainer } = openHostile(t, 'honest')
  const told: TrainingProgress[] = []
  const result = await trainer.train(smallRequest, progress => told.push(progress))
  t.is(result.update.values.length, 15)
  t.true(result.update.values.every(value => Math.abs(value - 1) < 1e-6))
  t.deepEqual(result.update.layout, smallRequest.parameters.layout)
  t.is(result.examples, 30)
  t.is(result.meanLoss, 0.5)
  t.is(told[0]?.steps, 10)
})

test('tensors may lie in the file in another order than in the model', async t => {
  const { trainer } = openHostile(t, 'other-order')
  const { update } = await trainer.train(smallRequest)
  t.true(update.values.every(value => Math.abs(value - 1) < 1e-6))
})

test('one process serves one request after another, and requests wait for one another', async t => {
  const { trainer } = openHostile(t, 'honest')
  const ended: number[] = []
  const runs = [1, 2, 3].map(each => trainer.train(smallRequest).then(() => ended.push(each)))
  await Promise.all(runs)
  t.deepEqual(ended, [1, 2, 3])
})

test('a trainer says who it is before it is given anything', async t => {
  const { trainer } = openHostile(t, 'honest')
  const { name, framework, device, capabilities } = await trainer.hello()
  t.deepEqual([name, framework, device], ['hostile', 'none', 'cpu'])
  t.deepEqual(capabilities, ['logistic', 'mlp'])
})

async function faultOf(
  t: ExecutionContext,
  behaviour: string,
  request: TrainingRequest = smallRequest,
): Promise<TrainingError | WorkerError> {
  const { trainer } = openHostile(t, behaviour)
  return (await t.throwsAsync(trainer.train(request))) as TrainingError | WorkerError
}

const faults: readonly (readonly [string, string, RegExp])[] = [
  [
    'garbage-at-hello',
    'trainer-failed',
    /a line to stdout that is not JSON: Loading the model\.\.\. {2}\[31mdone;/,
  ],
  [
    'dies-at-hello',
    'trainer-failed',
    /ended with code 3; its stderr .*\nModuleNotFoundError: No module named 'torch'$/,
  ],
  [
    'speaks-version-two',
    'trainer-failed',
    /speaks version 2 of the protocol and this Parley version 1: install/,
  ],
  ['nameless', 'trainer-failed', /a message that the protocol does not have \(name: /],
  ['garbage', 'trainer-failed', /not JSON: Epoch 1\/10; it wrote nothing to stderr$/],
  ['not-utf8', 'trainer-failed', /bytes to stdout that are not UTF-8/],
  ['long-line', 'trainer-failed', /a line of more than 65536 bytes to stdout/],
  ['floods-stdout', 'trainer-failed', /more than 16777216 bytes to stdout for one request/],
  ['wrong-job', 'trainer-failed', /it speaks of job 2 while job 1 is under way/],
  ['cancels-unasked', 'trainer-failed', /it cancelled job 1 unasked/],
  ['step-above-steps', 'trainer-failed', /step: must not be above steps/],
  ['dies', 'crashed', /it was ended by SIGKILL; its stderr ended with:\nCUDA error: out of memory$/],
  ['nan', 'diverged', /dense-1\/kernel\[0\] of the update is NaN/],
  ['infinite', 'diverged', /dense-1\/kernel\[0\] of the update is Infinity/],
  [
    'wrong-shape',
    'trainer-failed',
    /tensor "dense-1\/kernel" has the shape \[3,4\]; the model's has \[4,3\]/,
  ],
  ['misses-a-tensor', 'trainer-failed', /its weights lack the tensor "dense-1\/bias"/],
  ['adds-a-tensor', 'trainer-failed', /its weights have a tensor "dense-2\/bias" too many/],
  ['no-safetensors', 'trainer-failed', /its weights cannot be read: .*the header claims/],
  ['missing-file', 'trainer-failed', /a file of weights that is not there: \/.*trained-1\.safetensors/],
  ['outside', 'trainer-failed', /(outside its folder|not there): \.\.\/\.\.\/etc\/passwd/],
  ['outside-absolute', 'trainer-failed', /it names a file outside its folder: \//],
  ['link', 'trainer-failed', /it names a file outside its folder: .*trained-1/],
  ['the-folder', 'trainer-failed', /it names a file outside its folder: \.;/],
  ['a-folder', 'trainer-failed', /what it names as weights is no file/],
  ['large-file', 'trainer-failed', /has 2097152 bytes; the model needs at most 1048644/],
  ['too-many-examples', 'trainer-failed', /it says it trained on 31 examples and was given 30/],
  ['says-it-diverged', 'diverged', /the trainer hostile says: the loss is nan/],
  ['says-it-failed', 'trainer-failed', /the trainer hostile says: RuntimeError: {2}\[2J out of memory/],
]
for (const [behaviour, reason, message] of faults) {
  test(`a trainer that ${behaviour} is told as ${reason}`, async t => {
    const error = await faultOf(t, behaviour)
    t.is(error.reason, reason as never)
    t.regex(error.message, message)
    t.notRegex(error.message, /[^\P{Cc}\n]/u)
  })
}

test('what floods stderr is kept to its end, and does no harm', async t => {
  t.regex((await faultOf(t, 'floods-stderr')).message, /says: that was all$/)
  const { message, reason } = await faultOf(t, 'floods-stderr-and-dies')
  t.is(reason, 'crashed')
  t.regex(message, /x\nthe very end$/)
  t.true(message.length < 5000, `${message.length}`)
})

test('a trainer that says no hello in time is ended', async t => {
  const { trainer, timers } = openHostile(t, 'hangs-at-hello')
  const run = t.throwsAsync<TrainingError>(trainer.train(smallRequest), { instanceOf: TrainingError })
  await timers.runOut(waits.helloMs)
  t.regex((await run).message, /it said no hello within 10\.001 s/)
})

test('a trainer that falls silent is ended, and the next request gets another', async t => {
  const { trainer, timers } = openHostile(t, 'hangs')
  for (const _ of [1, 2]) {
    const run = trainer.train(smallRequest, () => void timers.runOut(waits.silenceMs))
    const error = await t.throwsAsync<TrainingError>(run, { instanceOf: TrainingError })
    t.is(error.reason, 'trainer-failed')
    t.regex(error.message, /it was silent for 10\.002 s/)
  }
})

test('a trainer that goes on for longer than a request may take is ended', async t => {
  const { trainer, timers } = openHostile(t, 'hangs')
  const run = trainer.train(smallRequest, () => void timers.runOut(waits.jobMs))
  await t.throwsAsync(run, { message: /it was not done after 10\.003 s/ })
})

test('a trainer that ignores SIGTERM gets SIGKILL', async t => {
  const { trainer, timers } = openHostile(t, 'stubborn')
  const run = trainer.train(smallRequest, () => void timers.runOut(waits.silenceMs))
  const failed = t.throwsAsync(run, { message: /it was silent for 10\.002 s/ })
  await timers.runOut(waits.graceMs)
  await failed
})

test('an aborted request rejects at once with the reason, and a trainer that can stop lives on', async t => {
  const { trainer } = openHostile(t, 'obeys-cancel')
  const reason = new Error('the round was called off')
  const processes: Promise<unknown>[] = []
  for (const _ of [1, 2]) {
    const abort = new AbortController()
    const run = trainer.train(smallRequest, () => abort.abort(reason), abort.signal)
    t.is(await t.throwsAsync(run), reason)
    processes.push(trainer.hello())
  }
  const [first, second] = await Promise.all(processes)
  t.is(first, second)
  const aborted = AbortSignal.abort(reason)
  t.is(await t.throwsAsync(trainer.train(smallRequest, undefined, aborted)), reason)
})

test('a trainer that cannot stop is ended when its request is aborted', async t => {
  const { trainer } = openHostile(t, 'hangs')
  const abort = new AbortController()
  const reason = new Error('the round was called off')
  const first = await trainer.hello()
  const run = trainer.train(smallRequest, () => abort.abort(reason), abort.signal)
  t.is(await t.throwsAsync(run), reason)
  t.not(await trainer.hello(), first)
})

test('closing rejects what is under way and what comes after', async t => {
  const { trainer } = openHostile(t, 'hangs')
  const run = trainer.train(smallRequest, () => void trainer.close())
  const error = await t.throwsAsync<WorkerError>(run, { instanceOf: WorkerError })
  t.is(error.reason, 'closed')
  const later = await t.throwsAsync<WorkerError>(trainer.train(smallRequest), { instanceOf: WorkerError })
  t.is(later.reason, 'closed')
  await trainer.close()
})

test('a trainer that does not go when it is told bye is ended', async t => {
  const { trainer, timers } = openHostile(t, 'stays')
  await trainer.hello()
  const closed = trainer.close()
  await timers.runOut(waits.graceMs)
  await t.notThrowsAsync(closed)
})

test('what a trainer started goes with it', async t => {
  const { trainer } = openHostile(t, 'grandchild')
  // The grandchild holds the pipes: were it alive, the end would wait for a timer that never runs out.
  const run = t.throwsAsync(trainer.train(smallRequest, () => void trainer.close()))
  await run
  await trainer.close()
  t.pass()
})

test('a process that left the group of its trainer does not keep Parley waiting', async t => {
  const { trainer, timers } = openHostile(t, 'escaped-grandchild')
  let escaped = 0
  const run = t.throwsAsync(
    trainer.train(smallRequest, ({ steps }) => {
      escaped = steps
      void trainer.close()
    }),
  )
  await timers.runOut(1000)
  await run
  process.kill(escaped, 'SIGKILL')
  t.true(escaped > 1)
})

test('the folder is private, holds nothing of a request that is over, and goes when the trainer is closed', async t => {
  const parent = mkdtempSync(join(tmpdir(), 'parley-parent-'))
  t.teardown(() => rmSync(parent, { recursive: true }))
  const trainer = openExternalTrainer({ command: hostileCommand('honest'), folder: parent })
  await trainer.train(smallRequest)
  await trainer.train(smallRequest)
  const [folder] = readdirSync(parent).map(name => join(parent, name))
  t.is(statSync(folder!).mode & 0o777, 0o700)
  t.deepEqual(readdirSync(folder!), ['examples-1.safetensors'])
  t.is(statSync(join(folder!, 'examples-1.safetensors')).mode & 0o777, 0o600)
  await trainer.close()
  t.false(existsSync(folder!))
})

test('when this process ends, the trainer is killed and the folder removed', async t => {
  const parent = mkdtempSync(join(tmpdir(), 'parley-parent-'))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    rmSync(parent, { recursive: true })
    server.close()
  })
  const { port } = server.address() as { port: number }
  const connected = once(server, 'connection')
  const owner = fileURLToPath(new URL('../../../support/trainers/owner-process.js', import.meta.url))
  const child = spawn(process.execPath, [owner, `${port}`, parent], { stdio: 'ignore' })
  const [socket] = await connected
  socket.on('error', () => undefined).resume()
  const hungUp = once(socket, 'close')
  const [code] = await once(child, 'exit')
  await hungUp
  t.is(code, 7)
  t.deepEqual(readdirSync(parent), [])
})

test('a program that is not there is named, with where it was looked for', async t => {
  const command = { ...hostileCommand('honest'), program: 'pyhton3' }
  const trainer = openExternalTrainer({ command })
  t.teardown(() => trainer.close())
  const error = await t.throwsAsync<TrainingError>(trainer.train(smallRequest), { instanceOf: TrainingError })
  t.is(error.reason, 'trainer-failed')
  t.regex(error.message, /"pyhton3" is not found, neither in PATH nor from \//)
})

test('a request that makes no sense, or that the trainer cannot do, is refused before anything is trained', async t => {
  const { trainer } = openHostile(t, 'honest')
  const refuse = async (change: Partial<TrainingRequest>, message: RegExp) => {
    const error = await t.throwsAsync<TrainingError>(trainer.train({ ...smallRequest, ...change }))
    t.is(error?.reason, 'bad-request')
    t.regex(error!.message, message)
  }
  const wide = { family: 'logistic', inputShape: [5], classes: 3 } as const
  await refuse({ spec: wide }, /examples of shape \[4\] and the model takes \[5\]/)
  await refuse({ parameters: initialParameters(wide, 1) }, /not laid out as the model/)
  await refuse(
    { proximal: 0.1, momentum: 0.5 },
    /needs a trainer that can do proximal, momentum, and hostile can do logistic, mlp/,
  )
  const shape = { task: 'regression', featureShape: [4], outputs: 2 } as const
  const spec = modelFromPreset('linear-regression', shape)
  const [features, targets] = [new Float32Array(8), new Float32Array(4)]
  const dataset = loadDataset({ ...shape, features, targets, examples: 2 })
  await refuse(
    { spec, dataset, parameters: initialParameters(spec, 1) },
    /needs a trainer that can do layers, regression, and hostile/,
  )
})

test('record-level privacy is refused by name, before the program is even started', async t => {
  const trainer = openExternalTrainer({ command: { ...hostileCommand('honest'), program: 'not-there' } })
  t.teardown(() => trainer.close())
  const privacy = { clipNorm: 0.5, noiseMultiplier: 1.2, sampling: 0.01 }
  const error = await t.throwsAsync<TrainingError>(trainer.train({ ...smallRequest, privacy }), {
    instanceOf: TrainingError,
  })
  t.is(error.reason, 'bad-request')
  t.regex(
    error.message,
    /record-level privacy \(noiseMultiplier 1\.2, clipNorm 0\.5\).*use the built-in trainer/,
  )
})

test('nothing but a few harmless variables, and those that the holder names, reaches the trainer', async t => {
  const secrets = {
    // parley-secrets: allow
    PARLEY_PASSPHRASE: 'correct horse',
    AWS_SECRET_ACCESS_KEY: 'x',
    NODE_OPTIONS: '--no-warnings',
  }
  const env = trainerEnvironment({ ...process.env, ...secrets }, { XLA_FLAGS: '--xla' })
  const trainer = openExternalTrainer({ command: { ...hostileCommand('environment'), env } })
  t.teardown(() => trainer.close())
  const error = await t.throwsAsync(trainer.train(smallRequest))
  const names = error!.message.replace(/^.*says: /, '').split(' ')
  const known: readonly string[] = [...inheritedVariables, 'XLA_FLAGS']
  t.true(names.includes('PATH') && names.includes('XLA_FLAGS'))
  t.deepEqual(
    names.filter(name => !known.includes(name)),
    [],
  )
})
