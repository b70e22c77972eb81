import * as tf from '@tensorflow/tfjs-core'
// Registers the derivatives of the library's operations.
import '@tensorflow/tfjs-layers'
import test from 'ava'
import {
  backendReport,
  initialParameters,
  type ModelSpec,
  openTrainer,
  WorkerError,
} from '../../../../learning/index.ts'
import { openSeededRandom } from '../../../../learning/seeded-random.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { provideVulkan, withoutVulkan } from '../../../support/vulkan.ts'
import { cloudsRequest } from '../clouds.ts'

const hasVulkan = provideVulkan()
const withVulkan = hasVulkan ? test.serial : test.serial.skip

test.before(t => {
  if (!hasVulkan) t.log(`skipped: ${withoutVulkan}`)
})

withVulkan('WebGPU trains in a worker, and its update is nearly that of wasm', async t => {
  const trainers = (['webgpu', 'wasm'] as const).map(backend => openTrainer({ backend }))
  t.teardown(() => Promise.all(trainers.map(trainer => trainer.close())))
  const [webgpu, wasm] = await Promise.all(trainers.map(trainer => trainer.train(cloudsRequest)))
  t.true(webgpu!.meanLoss < 0.9, `${webgpu!.meanLoss}`)
  t.true(wasm!.update.values.some(value => Math.abs(value) > 0.05))
  for (const [i, value] of wasm!.update.values.entries()) {
    t.true(Math.abs(value - webgpu!.update.values[i]!) < 1e-4)
  }
})

/** Records of one number, and what a step or a sum of a batch comes to, under privacy whose chance is from a text. */
const privately = [
  ['DP-SGD', { privacy: { clipNorm: 0.5, noiseMultiplier: 1, sampling: 0.4, unsafeNoiseSeed: 'one' } }],
  ['the sum of a batch', { gradientSum: { clipNorm: 0.5, sampling: 0.4, unsafeBatchSeed: 'one' } }],
] as const
const layered: ModelSpec = {
  family: 'layers',
  task: 'classification',
  inputShape: [4],
  layers: [
    { kind: 'dense', name: 'hidden', units: 8, activation: 'tanh' },
    { kind: 'dense', name: 'end', units: 3 },
  ],
}

withVulkan(
  'DP-SGD and the sum of a batch on WebGPU clip each record as wasm does, on the same batch with the same noise',
  async t => {
    const trainers = (['webgpu', 'wasm'] as const).map(backend => openTrainer({ backend }))
    t.teardown(() => Promise.all(trainers.map(trainer => trainer.close())))
    for (const [what, asked] of privately)
      for (const spec of [cloudsRequest.spec, layered]) {
        const parameters = initialParameters(spec, 3)
        const request = { ...cloudsRequest, spec, parameters, epochs: 1, ...asked }
        const [webgpu, wasm] = await Promise.all(trainers.map(trainer => trainer.train(request)))
        const off = webgpu!.update.values.map((value, i) => value - wasm!.update.values[i]!)
        const norms = [off, wasm!.update.values].map(values => Math.hypot(...values))
        t.true(norms[1]! > 0.1 && norms[0]! < 2e-3 * norms[1]!, `${what}: ${norms.join(' of ')}`)
      }
  },
)

withVulkan('a trainer closed in the middle of its work on WebGPU ends, and the process lives on', async t => {
  const trainer = openTrainer({ backend: 'webgpu' })
  let closed: Promise<void> | undefined
  const run = trainer.train({ ...cloudsRequest, epochs: 1000 }, () => {
    closed ??= trainer.close()
  })
  await t.throwsAsync(run, { instanceOf: WorkerError, message: /was closed/ })
  await closed
  const next = openTrainer({ backend: 'webgpu' })
  t.true((await next.train({ ...cloudsRequest, epochs: 1 })).steps > 0)
  await next.close()
})

withVulkan(
  'a software renderer is not chosen, works when it is asked for, and is called by its name',
  async t => {
    const report = await backendReport()
    const entry = report.find(({ name }) => name === 'webgpu')!
    if (entry.state === 'available' || entry.state === 'chosen') {
      t.log('a graphics processor computes here')
      t.pass()
      return
    }
    t.is(entry.state, 'on-request')
    t.regex(entry.detail, /\w+.*, a software renderer$/)
    t.not(report.find(({ state }) => state === 'chosen')!.name, 'webgpu')
    const insisted = await backendReport('webgpu')
    t.deepEqual(
      insisted.filter(({ state }) => state === 'chosen').map(({ name }) => name),
      ['webgpu'],
    )
  },
)

withVulkan('WebGPU starts again in the thread where it was stopped', async t => {
  for (const stopFirst of [true, false]) {
    const { stop } = await startBackend('webgpu')
    t.is((await tf.sum(tf.tensor1d([1, 2, 3])).data())[0], 6)
    if (stopFirst) stop()
  }
})

withVulkan('WebGPU takes the gradients of a convolutional network as cpu does', async t => {
  const random = openSeededRandom(8, 'small network')
  const some = (shape: number[]) =>
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() / 2)
  const shapes = [
    [2, 7, 6, 2],
    [3, 3, 2, 4],
    [3, 3, 4, 1],
    [1, 1, 4, 3],
  ]
  const values = shapes.map(some)
  const network = (x: tf.Tensor, w: tf.Tensor, depthwise: tf.Tensor, pointwise: tf.Tensor) => {
    const first = tf.maxPool(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), 2, 1, 'same')
    const second = tf.separableConv2d(first, depthwise as tf.Tensor4D, pointwise as tf.Tensor4D, 2, 'same')
    return tf.sum(tf.square(tf.avgPool(second as tf.Tensor4D, 3, 2, 'same'))) as tf.Scalar
  }
  const run = async (backend: 'cpu' | 'webgpu') => {
    await startBackend(backend)
    const tensors = values.map((value, i) => tf.tensor(value, shapes[i]!))
    const gradients = tf.grads(network as (...tensors: tf.Tensor[]) => tf.Scalar)(tensors)
    return Promise.all(gradients.map(gradient => gradient.data()))
  }
  const expected = await run('cpu')
  for (const [i, gradient] of (await run('webgpu')).entries()) {
    t.true(gradient.some(value => Math.abs(value) > 1e-3))
    for (const [j, value] of gradient.entries()) {
      t.true(Math.abs(value - expected[i]![j]!) < 1e-3, `${i}: ${value} for ${expected[i]![j]}`)
    }
  }
})
