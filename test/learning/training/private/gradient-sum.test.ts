import test from 'ava'
import { gradientSumGrid, unsafeFixedRandom } from '../../../../aggregation/index.ts'
import { type ClassDataset, type ModelSpec, TrainingError } from '../../../../learning/index.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { openClippingModel } from '../../../../learning/training/private/clipping-models.ts'
import { drawPoisson } from '../../../../learning/training/private/poisson-sampling.ts'
import { type TrainingSettings, trainLocally } from '../../../../learning/training/train-locally.ts'
import { cloudsRequest } from '../clouds.ts'
import { gradientOf, normOf, slowSum, someParameters, someRecords } from './slow-clipping.ts'

const spec: ModelSpec = { family: 'mlp', inputShape: [6], hidden: [50], classes: 3, activation: 'tanh' }
const parameters = someParameters(spec)
const hooks = { onProgress: () => undefined, isCancelled: () => false, nowMs: () => 0 }
const clipNorm = 0.7

test.before(async () => {
  await startBackend('wasm')
})

function settingsWith(gradientSum: NonNullable<TrainingSettings['gradientSum']>): TrainingSettings {
  return { spec, parameters, epochs: 1, batchSize: 1, learningRate: 1, seed: 1, gradientSum }
}

/** The sum in the order of the backend's tensors. */
async function inOwnOrder(
  update: TrainingSettings['parameters'],
  dataset: ClassDataset,
): Promise<Float32Array> {
  const settings = { ...settingsWith({ clipNorm, sampling: 1 }), parameters: update }
  const model = await openClippingModel({ ...settings, privacy: { clipNorm } }, dataset)
  const values = await model.values()
  model.dispose()
  return values
}

for (const sampling of [0.3, 1])
  test.serial(
    `it is the sum of the clipped gradients of the records drawn, on its grid: ${sampling} of 300`,
    async t => {
      const dataset = someRecords('classification', [6], 300) as ClassDataset
      const asked = { clipNorm, sampling, unsafeBatchSeed: 'drawn' }
      const result = await trainLocally(settingsWith(asked), dataset, hooks)
      const batch = drawPoisson(300, sampling, unsafeFixedRandom('parley/gradient-sum/drawn'))
      const gradients = [...batch].map(record => gradientOf(spec, parameters, dataset, record))
      t.true(gradients.filter(gradient => normOf(gradient) > clipNorm).length > 10, 'some are clipped')
      const slow = slowSum(gradients, clipNorm)
      const values = await inOwnOrder(result!.update, dataset)
      const { spacing, sensitivity } = gradientSumGrid(clipNorm, values.length)
      t.true(values.every(value => Number.isInteger(value / spacing)))
      const off = normOf(Float64Array.from(values, (value, i) => value - slow[i]!))
      // Each gradient is clipped by a thousandth more than was asked for.
      t.true(off < 0.002 * batch.length * clipNorm, `${off}`)
      t.deepEqual(result!.gradientSum, { clipNorm, sampling, sensitivity })
      t.like(result, { steps: 1, examples: 300, privacy: undefined })
    },
  )

test.serial('a record more or less changes it by no more than it says', async t => {
  const dataset = someRecords('classification', [6], 40) as ClassDataset
  const of = async (records: ClassDataset) =>
    (await trainLocally(settingsWith({ clipNorm, sampling: 1 }), records, hooks))!
  const whole = await of(dataset)
  for (const left of [0, 7, 39]) {
    // In its place a record whose gradient is no number, and counts as nothing.
    const features = dataset.features.slice().fill(Number.NaN, 6 * left, 6 * left + 6)
    const { update } = await of({ ...dataset, features })
    const moved = normOf(Float64Array.from(update.values, (value, i) => whole.update.values[i]! - value))
    t.true(moved > 0.2 * clipNorm && moved <= whole.gradientSum!.sensitivity, `${moved}`)
  }
})

test.serial(
  'batches come from the system unless a seed is given, and an empty one sums to nothing',
  async t => {
    const { dataset, ...request } = cloudsRequest
    const of = async (gradientSum: NonNullable<TrainingSettings['gradientSum']>) =>
      (await trainLocally({ ...request, gradientSum }, dataset, hooks))!.update.values
    const half = { clipNorm: 1, sampling: 0.5 }
    t.notDeepEqual(await of(half), await of(half))
    const seeded = { ...half, unsafeBatchSeed: 'one' }
    t.deepEqual(await of(seeded), await of(seeded))
    t.true((await of({ clipNorm: 1, sampling: 1e-12 })).every(value => value === 0))
  },
)

test.serial('what dropout leaves out is no more public than the batch', async t => {
  const dropping: ModelSpec = {
    ...{ family: 'layers', task: 'classification', inputShape: [6] },
    layers: [
      { kind: 'dense', name: 'hidden', units: 16, activation: 'tanh' },
      { kind: 'dropout', name: 'dropped', rate: 0.5 },
      { kind: 'dense', name: 'end', units: 3 },
    ],
  }
  const dataset = someRecords('classification', [6], 30) as ClassDataset
  const sumOf = async (changes: Partial<NonNullable<TrainingSettings['gradientSum']>>) => {
    const settings = settingsWith({ clipNorm, sampling: 1, ...changes })
    const own = { ...settings, spec: dropping, parameters: someParameters(dropping) }
    return (await trainLocally(own, dataset, hooks))!.update.values
  }
  // The same seed of the training, which the terms make public, and every record in the batch.
  t.notDeepEqual(await sumOf({}), await sumOf({}))
  t.deepEqual(await sumOf({ unsafeBatchSeed: 'one' }), await sumOf({ unsafeBatchSeed: 'one' }))
  t.notDeepEqual(await sumOf({ unsafeBatchSeed: 'one' }), await sumOf({ unsafeBatchSeed: 'other' }))
})

test.serial('settings that make no sense, or add noise besides, are refused by name', async t => {
  const { dataset, ...request } = cloudsRequest
  const refused = async (changes: Partial<TrainingSettings>, message: RegExp) => {
    const error = await t.throwsAsync(trainLocally({ ...request, ...changes }, dataset, hooks), {
      instanceOf: TrainingError,
    })
    t.regex(error!.message, message)
  }
  await refused({ gradientSum: { clipNorm: 0, sampling: 0.5 } }, /^gradientSum\.clipNorm .* not 0$/)
  await refused({ gradientSum: { clipNorm: 1, sampling: 1.5 } }, /^gradientSum\.sampling .* not 1\.5$/)
  await refused(
    { gradientSum: { clipNorm: 1, sampling: 0.5, microbatch: 129 } },
    /microbatch .* 128, not 129/,
  )
  const privacy = { clipNorm: 1, noiseMultiplier: 1, sampling: 0.5 }
  await refused({ gradientSum: { clipNorm: 1, sampling: 0.5 }, privacy }, /neither with privacy/)
})
