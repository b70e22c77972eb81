import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import type { ClassDataset, LayersSpec, ModelSpec } from '../../../../learning/index.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import { openClippingModel } from '../../../../learning/training/private/clipping-models.ts'
import { nearest } from '../../../../learning/training/private/grid-sum.ts'
import { clipSlack, gridFor, mostInSum } from '../../../../learning/training/private/sensitivity.ts'
import { normOf, someParameters, someRecords } from './slow-clipping.ts'

const dense: ModelSpec = {
  family: 'mlp',
  inputShape: [6],
  hidden: [7],
  classes: 3,
  activation: 'relu',
}
const convolutional: LayersSpec = {
  family: 'layers',
  task: 'classification',
  inputShape: [6, 2],
  layers: [
    { kind: 'conv1d', name: 'conv', filters: 4, kernelSize: 3, activation: 'relu' },
    { kind: 'global-average-pool1d', name: 'pool' },
    { kind: 'dense', name: 'end', units: 3 },
  ],
}

/** Integer sum of the records at these places, before noise. */
async function integersOf(spec: ModelSpec, dataset: ClassDataset, privacy: Privacy, places: Int32Array) {
  const parameters = someParameters(spec)
  const model = await openClippingModel({ spec, parameters, seed: 1, privacy }, dataset)
  const grid = gridFor(privacy, parameters.values.length)
  const sum = new Float32Array(parameters.values.length)
  await model.addUp(places, sum)
  model.dispose()
  const integers = Float64Array.from(sum, value => nearest(value / grid.spacing))
  return { integers, grid }
}
interface Privacy {
  readonly clipNorm: number
  readonly noiseMultiplier: number
}

const scaled = (dataset: ClassDataset, scale: number): ClassDataset => ({
  ...dataset,
  features: dataset.features.map(value => value * scale),
})

for (const [what, spec] of [
  ['the 2NN family', dense],
  ['a convolution', convolutional],
] as const) {
  testProp.serial(
    `adding or removing a record changes the sum of integers by the claimed bound at most: ${what}`,
    [
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.3, max: 20, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(8),
    ],
    async (t, logClip, logScale, noiseMultiplier, records, place) => {
      await startBackend('wasm')
      const dataset = scaled(
        someRecords('classification', spec.inputShape, records) as ClassDataset,
        10 ** logScale,
      )
      const privacy = { clipNorm: 10 ** logClip, noiseMultiplier }
      const all = Int32Array.from({ length: records }, (_, i) => i)
      const without = all.filter(record => record !== place % records)
      const { integers, grid } = await integersOf(spec, dataset, privacy, all)
      const { integers: fewer } =
        without.length === 0
          ? { integers: new Float64Array(integers.length) }
          : await integersOf(spec, dataset, privacy, without)
      t.true(integers.every(Number.isInteger))
      t.true(normOf(integers.map((value, i) => value - fewer[i]!)) <= grid.sensitivity)
    },
    { numRuns: 40 },
  )
}

test.serial(
  'one record of a full sum changes it by nearly the bound, so that the bound is not idle',
  async t => {
    await startBackend('wasm')
    const dataset = scaled(someRecords('classification', [6], mostInSum) as ClassDataset, 30)
    const privacy = { clipNorm: 0.5, noiseMultiplier: 1 }
    const all = Int32Array.from({ length: mostInSum }, (_, i) => i)
    const { integers, grid } = await integersOf(dense, dataset, privacy, all)
    let largest = 0
    for (let record = 0; record < 20; record++) {
      const { integers: fewer } = await integersOf(
        dense,
        dataset,
        privacy,
        all.filter(one => one !== record),
      )
      largest = Math.max(largest, normOf(integers.map((value, i) => value - fewer[i]!)))
    }
    t.true(largest <= grid.sensitivity && largest > 0.99 * grid.sensitivity, `${largest / grid.sensitivity}`)
  },
)

test('the noise is sigma times everything that one record can do: clipping, rounding to the grid, sums of floats', t => {
  const { spacing, sensitivity, noiseDeviation } = gridFor({ clipNorm: 2, noiseMultiplier: 3 }, 40_000)
  t.is(spacing, 6 / 2 ** 17)
  // Half a step in each of the 40,000 coordinates of both sums, both sums' errors of floats, and the last bits of the others.
  const floats = 2 * mostInSum * mostInSum * 2 ** -23 + mostInSum * 2 ** -17
  t.true(sensitivity * spacing > 2 * (1 + floats) + 200 * spacing)
  t.true(sensitivity * spacing < 2 * (1 + 1.1 * floats) + 200 * spacing)
  t.is(noiseDeviation, 3 * sensitivity)
  t.true(clipSlack(1000) > 2 ** -10 + 1000 * 2 ** -24 && clipSlack(1000) < 2e-3)
})
