import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../../aggregation/index.ts'
import type { ClassDataset, ModelSpec } from '../../../../learning/index.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { openClippingModel } from '../../../../learning/training/private/clipping-models.ts'
import { drawPoisson } from '../../../../learning/training/private/poisson-sampling.ts'
import { openPrivateDescent, partsOf } from '../../../../learning/training/private/private-descent.ts'
import { gradientOf, normOf, slowSum, someParameters, someRecords } from './slow-clipping.ts'

const spec: ModelSpec = { family: 'mlp', inputShape: [6], hidden: [50], classes: 3, activation: 'tanh' }
const parameters = someParameters(spec)

test.before(async () => {
  await startBackend('wasm')
})

/** How far one step of rate 1 goes, in the order of the backend's tensors. */
async function stepOf(dataset: ClassDataset, privacy: Parameters<typeof openPrivateDescent>[0]['privacy']) {
  const settings = { spec, parameters, learningRate: 1, batchSize: 1, seed: 1, privacy }
  const descent = await openPrivateDescent(settings, dataset)
  const model = await openClippingModel(settings, dataset)
  const before = await model.values()
  const told = await descent.step()
  model.put(before)
  const after = await descent.parameters()
  descent.dispose()
  model.dispose()
  const moved = await openClippingModel({ ...settings, parameters: after }, dataset)
  const values = await moved.values()
  moved.dispose()
  return { moved: values.map((value, i) => before[i]! - value), told }
}

test.serial(
  'an empty batch is a step of noise alone, of standard deviation sigma C over the expected batch',
  async t => {
    const dataset = someRecords('classification', [6], 40) as ClassDataset
    const [clipNorm, noiseMultiplier, sampling] = [0.5, 3, 1e-9]
    const own: number[] = []
    for (let turn = 0; turn < 20; turn++) {
      const privacy = { clipNorm, noiseMultiplier, sampling, unsafeNoiseSeed: `turn ${turn}` }
      const { moved, told } = await stepOf(dataset, privacy)
      t.is(told.examples, 0)
      own.push(...moved.map(value => value * sampling * 40))
    }
    const variance = own.reduce((sum, value) => sum + value * value, 0) / own.length
    const tolerance = 4 * Math.sqrt(2 / own.length) + 0.01
    t.true(own.length > 9000)
    t.true(Math.abs(variance / (noiseMultiplier * clipNorm) ** 2 - 1) < tolerance, `${variance}`)
  },
)

for (const examples of [40, 300]) {
  for (const sampling of [0.3, 1]) {
    test.serial(
      `a step is the clipped sum of its batch over the expected size: ${sampling} of ${examples}`,
      async t => {
        const dataset = someRecords('classification', [6], examples) as ClassDataset
        const clipNorm = 0.7
        const privacy = { clipNorm, noiseMultiplier: 0.01, sampling, unsafeNoiseSeed: 'step' }
        const { moved, told } = await stepOf(dataset, privacy)
        const batch = drawPoisson(examples, sampling, unsafeFixedRandom('parley/dp-sgd/step'))
        t.is(told.examples, batch.length)
        t.true(sampling === 1 || batch.length !== examples * sampling)
        const expected = slowSum(
          [...batch].map(record => gradientOf(spec, parameters, dataset, record)),
          clipNorm,
        )
        const distance = normOf(moved.map((value, i) => value * sampling * examples - expected[i]!))
        // Noise of a hundredth of C in each coordinate, and norms taken a thousandth larger.
        t.true(distance < 1.2 * clipNorm * 0.01 * Math.sqrt(moved.length) + 1.5e-3 * normOf(expected))
      },
    )
  }
}

test.serial('the parts in which a batch is computed change the sum by no more than roundings', async t => {
  const dataset = someRecords('classification', [6], 300) as ClassDataset
  const common = { clipNorm: 0.7, noiseMultiplier: 0.5, sampling: 0.9, unsafeNoiseSeed: 'parts' }
  const { moved: whole } = await stepOf(dataset, common)
  for (const microbatch of [1, 7, 128]) {
    const { moved } = await stepOf(dataset, { ...common, microbatch })
    t.true(normOf(moved.map((value, i) => value - whole[i]!)) < 1e-4 * normOf(whole), `${microbatch}`)
  }
})

test('parts are a batch in order, none too long, cut by places', t => {
  const batch = Int32Array.from({ length: 261 }, (_, i) => 3 * i)
  const parts = partsOf(batch, 128, 783)
  t.deepEqual(
    parts.map(({ length }) => length),
    // Places below 195, 391, 587 and 783.
    [65, 66, 65, 65],
  )
  t.deepEqual(
    parts.flatMap(part => [...part]),
    [...batch],
  )
  t.deepEqual(partsOf(batch.subarray(0, 128), 128, 783).length, 1)
  t.deepEqual(partsOf(new Int32Array(0), 128, 783), [])
})

testProp(
  'a record that is drawn moves no part but its own, which it may cut',
  [
    fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 200 }),
    fc.integer({ min: 1, max: 40 }),
  ],
  (t, places, most) => {
    const [one] = places as [number]
    const batch = Int32Array.from(places).sort()
    const textOf = (part: Int32Array) => part.join(' ')
    const withOne = partsOf(batch, most, 1000).map(textOf)
    const without = partsOf(
      batch.filter(place => place !== one),
      most,
      1000,
    ).map(textOf)
    const gone = without.filter(part => !withOne.includes(part))
    const come = withOne.filter(part => !without.includes(part))
    t.true(gone.length <= 1, 'one part at most is another')
    const own = gone.length === 0 ? [] : gone[0]!.split(' ')
    t.deepEqual(
      come.flatMap(part => part.split(' ').map(Number)).filter(place => place !== one),
      own.map(Number),
    )
  },
)

test.serial('a record whose gradient is no number adds nothing, and spoils nobody', async t => {
  const records = someRecords('classification', [6], 8) as ClassDataset
  const dataset = { ...records, features: records.features.map((value, i) => (i < 6 ? 1e30 : value)) }
  const privacy = { clipNorm: 0.7 }
  const sumOf = async (own: ModelSpec, places: Int32Array) => {
    const settings = { spec: own, parameters: someParameters(own), seed: 1, privacy }
    const model = await openClippingModel(settings, dataset)
    const sum = new Float32Array(settings.parameters.values.length)
    await model.addUp(places, sum)
    model.dispose()
    return sum
  }
  const layered: ModelSpec = {
    ...{ family: 'layers', task: 'classification', inputShape: [6] },
    layers: [
      { kind: 'dense', name: 'hidden', units: 8, activation: 'swish' },
      { kind: 'layer-normalization', name: 'norm' },
      { kind: 'dense', name: 'end', units: 3 },
    ],
  }
  for (const own of [{ ...spec, activation: 'relu' as const }, layered]) {
    const [all, others] = [
      await sumOf(own, Int32Array.of(0, 1, 2, 5)),
      await sumOf(own, Int32Array.of(1, 2, 5)),
    ]
    t.true(others.some(value => value !== 0))
    for (const [i, value] of all.entries()) t.true(Math.abs(value - others[i]!) < 1e-6)
  }
})
