import * as tf from '@tensorflow/tfjs-core'
import test from 'ava'
import {
  type Dataset,
  type LayerSpec,
  type LayersSpec,
  type ModelSpec,
  modelFromPreset,
  parseModelSpec,
  type Task,
} from '../../../../learning/index.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { loadGradients } from '../../../../learning/training/load-gradients.ts'
import { openClippingModel } from '../../../../learning/training/private/clipping-models.ts'
import { gradientOf, normOf, slowSum, someParameters, someRecords } from './slow-clipping.ts'

const records = 7
const chosen = Int32Array.of(0, 2, 3, 4, 6)

test.before(async () => {
  await startBackend('wasm')
  await loadGradients()
})

/** How far fast and slow sums are apart, over the bound, and whether the bound clipped some and not others. */
async function compare(spec: ModelSpec, dataset: Dataset) {
  const parameters = someParameters(spec)
  const own = [...chosen].map(record => gradientOf(spec, parameters, dataset, record))
  const norms = own.map(normOf).sort((left, right) => left - right)
  const clipNorm = norms[2]! * 1.01
  const model = await openClippingModel({ spec, parameters, seed: 1, privacy: { clipNorm } }, dataset)
  const into = new Float32Array(own[0]!.length)
  const { lossSum: loss, within } = await model.addUp(chosen, into)
  model.dispose()
  // Norms are taken to be larger than they come out by what rounded operands can do to them.
  const expected = slowSum(own, clipNorm / (1 + 2 ** -10))
  return {
    distance: normOf(into.map((value, i) => value - expected[i]!)) / clipNorm,
    spread: norms[4]! / norms[0]!,
    loss,
    // Of the five, those who are told to be within, and those who are by the slow norms, give or take their slack.
    within: [
      within,
      norms.filter(norm => norm * 1.002 <= clipNorm).length,
      norms.filter(norm => norm <= clipNorm).length,
    ],
  }
}

const short: readonly (readonly [string, ModelSpec])[] = [
  ['logistic regression', { family: 'logistic', inputShape: [6], classes: 3 }],
  ...(['relu', 'tanh', 'sigmoid'] as const).map(
    activation =>
      [
        `two hidden layers of ${activation}`,
        { family: 'mlp', inputShape: [2, 3], hidden: [8, 5], classes: 3, activation },
      ] as const,
  ),
]
const image = [4, 5, 2]
const signal = [7, 2]
const layered: readonly (readonly [string, readonly number[], readonly object[]])[] = [
  ['dense over positions', [3, 2], [{ kind: 'dense', units: 3, activation: 'tanh' }]],
  ['dense without a bias', [4], [{ kind: 'dense', units: 5, activation: 'swish', bias: false }]],
  ['conv1d', signal, [{ kind: 'conv1d', filters: 2, kernelSize: 3, stride: 2, activation: 'tanh' }]],
  ['conv1d, padded', signal, [{ kind: 'conv1d', filters: 4, kernelSize: 4, padding: 'same', bias: false }]],
  ['conv2d', image, [{ kind: 'conv2d', filters: 2, kernelSize: [2, 3], activation: 'sigmoid' }]],
  [
    'conv2d, padded with strides',
    image,
    [{ kind: 'conv2d', filters: 5, kernelSize: [3, 2], strides: [2, 3], padding: 'same', bias: false }],
  ],
  ['depthwise-conv2d', image, [{ kind: 'depthwise-conv2d', kernelSize: [2, 3], depthMultiplier: 2 }]],
  [
    'separable-conv2d',
    image,
    [{ kind: 'separable-conv2d', filters: 3, kernelSize: [2, 2], depthMultiplier: 2, activation: 'relu6' }],
  ],
  [
    'conv2d-transpose',
    [2, 3, 2],
    [{ kind: 'conv2d-transpose', filters: 2, kernelSize: [3, 2], strides: [2, 1], activation: 'elu' }],
  ],
  ['max-pool1d', signal, [{ kind: 'max-pool1d', size: 3, stride: 2 }]],
  ['average-pool1d', signal, [{ kind: 'average-pool1d', size: 3, padding: 'same' }]],
  ['max-pool2d', image, [{ kind: 'max-pool2d', size: [2, 2] }]],
  ['average-pool2d', image, [{ kind: 'average-pool2d', size: [2, 3], strides: [1, 2], padding: 'same' }]],
  ['global-average-pool1d', signal, [{ kind: 'global-average-pool1d' }]],
  ['global-average-pool2d', image, [{ kind: 'global-average-pool2d' }]],
  ['reshape', image, [{ kind: 'reshape', shape: [8, 5] }]],
  ['upsample2d', [2, 2, 2], [{ kind: 'upsample2d', factors: [2, 3] }]],
  ['zero-pad2d', [2, 2, 2], [{ kind: 'zero-pad2d', margins: [1, 0, 2, 1] }]],
  ['activation', [4], [{ kind: 'activation', activation: 'softplus' }]],
  ['leaky-relu', [4], [{ kind: 'leaky-relu', slope: 0.3 }]],
  ['dropout of nothing', [4], [{ kind: 'dropout', rate: 0 }]],
  ['layer-normalization', [3, 4], [{ kind: 'layer-normalization' }]],
  ['group-normalization', [2, 3, 4], [{ kind: 'group-normalization', groups: 2, epsilon: 0.1 }]],
  ['add', [4], [{ kind: 'add', from: ['input', 'before', 'before'] }]],
  ['concatenate', [4], [{ kind: 'concatenate', from: ['before', 'input', 'before'] }]],
]
function network(featureShape: readonly number[], layers: readonly object[]): LayersSpec {
  const all = [
    { kind: 'dense', name: 'before', units: featureShape.at(-1)! },
    ...layers.map((layer, i) => ({ name: `own-${i}`, ...layer })),
    { kind: 'flatten', name: 'flatten' },
    { kind: 'dense', name: 'end', units: 3 },
  ]
  const task = 'classification'
  return parseModelSpec({ family: 'layers', task, inputShape: featureShape, layers: all }) as LayersSpec
}

const heads: readonly (readonly [string, Task, readonly number[], LayersSpec['loss']])[] = [
  ['several labels', 'multi-label', [4], undefined],
  ['squared errors', 'regression', [4], undefined],
  ['Huber errors', 'regression', [4], 'huber'],
  ['pixels', 'segmentation', [3, 2, 2], undefined],
]
const networks = [
  ...short.map(([what, spec]) => [what, spec, 'classification'] as const),
  ...layered.map(([what, shape, layers]) => [what, network(shape, layers), 'classification'] as const),
  ...heads.map(([what, task, inputShape, loss]) => {
    const layers: readonly LayerSpec[] = [
      { kind: 'dense', name: 'hidden', units: 4, activation: 'tanh' },
      { kind: 'dense', name: 'end', units: 3 },
    ]
    return [what, { family: 'layers', task, loss, inputShape, layers } as LayersSpec, task] as const
  }),
]

for (const backend of ['wasm', 'cpu'] as const) {
  for (const [what, spec, task] of networks) {
    test.serial(`${backend}: clipping all at once is clipping one by one: ${what}`, async t => {
      await startBackend(backend)
      await loadGradients()
      const dataset = someRecords(task, spec.inputShape, records)
      const before = tf.memory().numTensors
      const { distance, spread, loss, within } = await compare(spec, dataset)
      t.true(within[0]! >= within[1]! && within[0]! <= within[2]! && within[1]! < 5, `${within}`)
      t.true(distance < 1e-4, `${distance}`)
      t.true(spread > 1.02 && Number.isFinite(loss))
      t.is(tf.memory().numTensors, before)
    })
  }
}

test.serial('clipping all at once is clipping one by one: a residual network and a U-Net', async t => {
  await startBackend('wasm')
  for (const [name, task] of [
    ['small-resnet', 'classification'],
    ['small-u-net', 'segmentation'],
  ] as const) {
    const data = someRecords(task, [8, 8, 1], records)
    const spec = modelFromPreset(name, data) as LayersSpec
    const { distance, spread } = await compare(spec, data)
    t.true(distance < 1e-3, `${name}: ${distance}`)
    t.true(spread > 1.02)
  }
})
