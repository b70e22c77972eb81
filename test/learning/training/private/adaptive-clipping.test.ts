import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { followedClip, unsafeFixedRandom } from '../../../../aggregation/index.ts'
import { openDiscreteGaussian } from '../../../../aggregation/privacy/noise/index.ts'
import type { ClassDataset, ModelSpec } from '../../../../learning/index.ts'
import { openSeededRandom } from '../../../../learning/seeded-random.ts'
import { startBackend } from '../../../../learning/training/backends.ts'
import {
  fractionWithin,
  markedGrid,
  openClipNorm,
} from '../../../../learning/training/private/adaptive-clipping.ts'
import { openClippingModel } from '../../../../learning/training/private/clipping-models.ts'
import { nearest, openGridSum } from '../../../../learning/training/private/grid-sum.ts'
import { drawPoisson } from '../../../../learning/training/private/poisson-sampling.ts'
import { openPrivateDescent } from '../../../../learning/training/private/private-descent.ts'
import { gridFor } from '../../../../learning/training/private/sensitivity.ts'
import { gradientOf, normOf, slowSum, someParameters, someRecords } from './slow-clipping.ts'

const spec: ModelSpec = { family: 'mlp', inputShape: [6], hidden: [5], classes: 3, activation: 'tanh' }
const parameters = someParameters(spec)
const examples = 40
const dataset = someRecords('classification', [6], examples) as ClassDataset
const median = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!

test.before(async () => {
  await startBackend('wasm')
})

test.serial(
  'two steps are those of the paper by hand: who is within, the noised marks, the next clip norm',
  async t => {
    const norms = Array.from({ length: examples }, (_, i) => normOf(gradientOf(spec, parameters, dataset, i)))
    const privacy = {
      clipNorm: median(norms) * 1.3,
      noiseMultiplier: 0.5,
      sampling: 0.6,
      clipping: { quantile: 0.3, learningRate: 0.4 },
      unsafeNoiseSeed: 'by hand',
    }
    const descent = await openPrivateDescent(
      { spec, parameters, learningRate: 0.3, batchSize: 1, seed: 1, privacy },
      dataset,
    )
    const random = unsafeFixedRandom('parley/dp-sgd/by hand')
    const count = parameters.values.length
    const { spacing, sensitivity } = gridFor(privacy, count)
    const mark = Math.round(0.3 * sensitivity)
    const noise = openDiscreteGaussian(0.5 * Math.sqrt(sensitivity ** 2 + mark ** 2), random)
    let [clipNorm, at] = [privacy.clipNorm, parameters]
    for (const step of [1, 2]) {
      const batch = [...drawPoisson(examples, 0.6, random)]
      const gradients = batch.map(record => gradientOf(spec, at, dataset, record))
      const within = gradients.filter(gradient => normOf(gradient) * 1.001 <= clipNorm).length
      t.true(within > 3 && within < batch.length - 3, 'some are within and some are not')
      const drawn = new Int32Array(count + 1)
      noise.fill(drawn)
      const marks = within * mark - (batch.length - within) * mark + drawn[count]!
      const fraction = 0.5 + marks / (2 * mark * 0.6 * examples)
      const sum = slowSum(gradients, clipNorm / (1 + 2 ** -10))
      const stretched = (spacing * clipNorm) / privacy.clipNorm
      // In the order of the backend's tensors, which a model alone knows.
      const model = await openClippingModel({ spec, parameters: at, seed: 1, privacy }, dataset)
      const values = await model.values()
      model.put(
        values.map((value, i) => value - (0.3 * (sum[i]! + drawn[i]! * stretched)) / (0.6 * examples)),
      )
      const expected = await model.parameters()
      model.dispose()
      await descent.step()
      at = await descent.parameters()
      const distance = normOf(at.values.map((value, i) => value - expected.values[i]!))
      t.true(
        distance < 1e-3 * normOf(sum.map(value => (0.3 * value) / (0.6 * examples))),
        `${step}: ${distance}`,
      )
      clipNorm *= Math.exp(-0.4 * (fraction - 0.3))
      t.true(Math.abs(descent.achieved().clipNorm / clipNorm - 1) < 1e-12, `${step}: ${clipNorm}`)
    }
    t.true(Math.abs(clipNorm / privacy.clipNorm - 1) > 0.05)
    const { noiseMultiplier, steps } = descent.achieved()
    t.true(noiseMultiplier >= 0.5 && noiseMultiplier < 0.5 * (1 + 1e-9))
    t.is(steps, 2)
    descent.dispose()
  },
)

test('the noise is sigma times all that a record can change, gradient and mark together, and costs 4.4 %', t => {
  const grid = gridFor({ clipNorm: 2, noiseMultiplier: 3 }, 40_000)
  const { mark, sensitivity, noiseDeviation, spacing } = markedGrid(grid, 3)
  t.true(Number.isInteger(mark) && Math.abs(mark / grid.sensitivity - 0.3) < 1e-4)
  t.true(Math.abs(sensitivity ** 2 / (grid.sensitivity ** 2 + mark ** 2) - 1) < 1e-12)
  t.true(Math.abs(sensitivity / grid.sensitivity - Math.sqrt(1.09)) < 1e-4)
  t.is(noiseDeviation, 3 * sensitivity)
  t.is(spacing, grid.spacing)
})

test('noise of the planned variance is on the marks as on every other coordinate', t => {
  const random = unsafeFixedRandom('variance of marks')
  const grid = markedGrid(gridFor({ clipNorm: 0.5, noiseMultiplier: 1.2 }, 3), 1.2)
  const total = openGridSum(3, grid.spacing, openDiscreteGaussian(grid.noiseDeviation, random), 1)
  const into = new Float32Array(3)
  const [marks, others]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < 20_000; turn++) {
    total.add(Float32Array.of(0, 0, 0), 7 * grid.mark)
    marks.push(total.release(into, 1) - 7 * grid.mark)
    others.push(...into)
  }
  const variance = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value * value, 0) / values.length
  t.true(Math.abs(variance(marks) / grid.noiseDeviation ** 2 - 1) < 4 * Math.sqrt(2 / marks.length))
  // With no more noise than without marks it would be 0.917 of it.
  t.true(
    Math.abs(variance(others) / (1.2 * 0.5) ** 2 / 1.09 - 1) < 4 * Math.sqrt(2 / others.length),
    `${variance(others)}`,
  )
})

testProp.serial(
  'adding or removing a record changes gradients and marks by the claimed bound at most, wherever the clip norm has come to',
  [
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: 0.3, max: 20, noNaN: true }),
    fc.integer({ min: 1, max: 9 }),
    fc.nat(8),
  ],
  async (t, logClip, moved, noiseMultiplier, records, place) => {
    const privacy = { clipNorm: 10 ** logClip, noiseMultiplier, sampling: 1, clipping: { quantile: 0.5 } }
    const count = parameters.values.length
    const clip = openClipNorm(privacy, gridFor(privacy, count), examples)
    const norm = privacy.clipNorm * 10 ** moved
    const spacing = clip.spacing() * 10 ** moved
    const model = await openClippingModel({ spec, parameters, seed: 1, privacy }, dataset)
    model.clipTo(norm)
    const integersOf = async (places: Int32Array) => {
      const integers = new Float64Array(count + 1)
      if (places.length === 0) return integers
      const sum = new Float32Array(count)
      const { within } = await model.addUp(places, sum)
      for (const [i, value] of sum.entries()) integers[i] = nearest(value / spacing)
      integers[count] = clip.grid.mark * (2 * within - places.length)
      return integers
    }
    const all = Int32Array.from({ length: records }, (_, i) => i)
    const whole = await integersOf(all)
    const fewer = await integersOf(all.filter(record => record !== place % records))
    model.dispose()
    const change = whole.map((value, i) => value - fewer[i]!)
    t.is(Math.abs(change[count]!), clip.grid.mark)
    t.true(normOf(change) <= clip.grid.sensitivity)
  },
  { numRuns: 30 },
)

test('the grid is stretched with the clip norm, and a gradient stays as many steps long', t => {
  const privacy = { clipNorm: 3, noiseMultiplier: 1, sampling: 0.5, clipping: { quantile: 0.5 } }
  const clip = openClipNorm(privacy, gridFor(privacy, 10), 20)
  const steps = clip.norm() / clip.spacing()
  clip.follow(20 * clip.grid.mark)
  t.true(clip.norm() < 3)
  t.true(Math.abs(clip.norm() / clip.spacing() / steps - 1) < 1e-12)
})

test('a fixed clip norm has no marks, and the noise that it had', t => {
  const privacy = { clipNorm: 3, noiseMultiplier: 1.7, sampling: 0.5 }
  const grid = gridFor(privacy, 10)
  const clip = openClipNorm(privacy, grid, 20)
  t.deepEqual(clip.grid, { ...grid, mark: 0 })
  t.is(clip.marks, 0)
  clip.follow(1e9)
  t.deepEqual([clip.norm(), clip.spacing()], [3, grid.spacing])
})

/** Where the clip norm comes to over made-up norms, log-normal about 5, from a start of so many times that. */
function followed(times: number, quantile: number): readonly number[] {
  const made = openSeededRandom(4, 'norms')
  const all = Array.from({ length: 2_000 }, () => 5 * Math.exp(0.5 * made.normal()))
  const random = unsafeFixedRandom(`${times} ${quantile}`)
  const privacy = { clipNorm: 5 * times, noiseMultiplier: 1.5, sampling: 0.05, clipping: { quantile } }
  const clip = openClipNorm(privacy, gridFor(privacy, 100), 100)
  const noise = openDiscreteGaussian(clip.grid.noiseDeviation, random)
  const drawn = new Int32Array(1)
  return Array.from({ length: 150 }, () => {
    const batch = drawPoisson(all.length, 0.05, random)
    const within = batch.filter(record => all[record]! <= clip.norm()).length
    noise.fill(drawn)
    clip.follow(clip.grid.mark * (2 * within - batch.length) + drawn[0]!)
    return clip.norm()
  })
}

for (const times of [0.1, 10]) {
  test(`from ${times} times the median of the norms it comes to the median, and to other quantiles where they are asked for`, t => {
    const mean = (quantile: number) =>
      followed(times, quantile)
        .slice(-50)
        .reduce((sum, norm) => sum + norm / 50, 0)
    t.true(Math.abs(mean(0.5) / 5 - 1) < 0.1, `${mean(0.5)}`)
    // The 80 % quantile of the normal law is at 0.8416.
    t.true(Math.abs(mean(0.8) / (5 * Math.exp(0.5 * 0.8416)) - 1) < 0.1, `${mean(0.8)}`)
  })
}

test('too many within make the norm smaller, too few make it larger, and neither beyond a thousand times', t => {
  const rules = { quantile: 0.5, learningRate: 0.2 }
  t.is(followedClip(4, 1, 4, rules), 4 * Math.exp(-0.1))
  t.is(followedClip(4, 0.25, 4, { quantile: 0.5 }), 4 * Math.exp(0.05))
  t.is(followedClip(4, 0.5, 4, rules), 4)
  t.is(followedClip(0.0041, 1, 4, rules), 0.004)
  t.is(followedClip(3900, 0, 4, rules), 4000)
})

test('the fraction counts from the expected batch, and noise takes it no further than all or none', t => {
  // 30 of 40 within, where 40 are expected; and where 50 are.
  t.is(fractionWithin(9 * (30 - 10), 9, 40), 0.75)
  t.is(fractionWithin(9 * (30 - 10), 9, 50), 0.7)
  t.is(fractionWithin(1e9, 9, 40), 1)
  t.is(fractionWithin(-1e9, 9, 40), 0)
})

test.serial('a record whose gradient is no number is not within', async t => {
  const spoilt = { ...dataset, features: dataset.features.map((value, i) => (i < 6 ? 1e30 : value)) }
  const relu: ModelSpec = { ...spec, activation: 'relu' }
  const model = await openClippingModel(
    { spec: relu, parameters, seed: 1, privacy: { clipNorm: 1e6 } },
    spoilt,
  )
  const { within } = await model.addUp(Int32Array.of(0, 1, 2), new Float32Array(parameters.values.length))
  model.dispose()
  t.is(within, 2)
})
