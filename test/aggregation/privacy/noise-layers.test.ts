import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  keptLayerCount,
  openSkellam,
  planNoiseLayers,
  remainingVariance,
} from '../../../aggregation/privacy/index.ts'

const settings = { contributors: 5, threshold: 3, colluders: 1, targetVariance: 12 }

test('layers are the differences between the shares of fewer and fewer survivors', t => {
  // Shares of 12 among 4, 3 and 2 members that do not collude: 3, 4 and 6.
  const layers = planNoiseLayers(settings)
  t.deepEqual(layers.steps, [5, 4, 3])
  t.deepEqual(layers.variances, [3, 1, 2])
  t.deepEqual(
    [5, 4, 3].map(survivors => keptLayerCount(layers, survivors)),
    [1, 2, 3],
  )
})

test('a stride takes fewer layers and leaves some noise over between its steps', t => {
  const layers = planNoiseLayers({ ...settings, contributors: 10, threshold: 3, stride: 4 })
  t.deepEqual(layers.steps, [10, 6, 3])
  t.is(remainingVariance(layers, 10), 12)
  t.true(Math.abs(remainingVariance(layers, 6) - 12) < 1e-12)
  // Eight survivors keep what six need: 7 members with 12/5 each.
  t.true(Math.abs(remainingVariance(layers, 8) - (7 * 12) / 5) < 1e-12)
})

testProp(
  'whoever survives, the noise of those who do not collude has the target variance, and never less',
  [
    fc.integer({ min: 1, max: 60 }).chain(contributors =>
      fc.tuple(
        fc.constant(contributors),
        fc
          .integer({ min: 1, max: contributors })
          .chain(threshold => fc.tuple(fc.constant(threshold), fc.integer({ min: 0, max: threshold - 1 }))),
        fc.integer({ min: 1, max: 9 }),
      ),
    ),
    fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
  ],
  (t, [contributors, [threshold, colluders], stride], targetVariance) => {
    const layers = planNoiseLayers({ contributors, threshold, colluders, targetVariance, stride })
    t.true(layers.variances.every(variance => variance > 0))
    for (let survivors = threshold; survivors <= contributors; survivors++) {
      const ratio = remainingVariance(layers, survivors) / targetVariance
      t.true(ratio >= 1 - 1e-12, `${survivors}: ${ratio}`)
      if (stride === 1) t.true(ratio <= 1 + 1e-12, `${survivors}: ${ratio}`)
    }
  },
)

test('Skellam noise without its surplus layers has the variance of the plan', t => {
  const layers = planNoiseLayers({ ...settings, targetVariance: 4800 })
  const sum = new Int32Array(100_000)
  const noiseOf = (member: number, layer: number) =>
    openSkellam(layers.variances[layer]!, unsafeFixedRandom(`member ${member} layer ${layer}`))
  // Four survive, one of them colludes; every member drew all layers.
  for (const member of [0, 1, 2]) for (const layer of [0, 1, 2]) noiseOf(member, layer).addTo(sum)
  for (const member of [0, 1, 2]) {
    for (let layer = keptLayerCount(layers, 4); layer < layers.variances.length; layer++) {
      const surplus = new Int32Array(sum.length)
      noiseOf(member, layer).fill(surplus)
      sum.forEach((value, i) => {
        sum[i] = value - surplus[i]!
      })
    }
  }
  const variance = sum.reduce((total, value) => total + value ** 2, 0) / sum.length
  t.true(Math.abs(variance / 4800 - 1) < 0.015, `${variance}`)
})

test('counts without sense are refused by name', t => {
  for (const [field, value] of [
    ['contributors', 0],
    ['threshold', 6],
    ['colluders', 3],
    ['stride', 0],
    ['targetVariance', 0],
  ] as const) {
    t.throws(() => planNoiseLayers({ ...settings, [field]: value }), { message: new RegExp(field) })
  }
  const layers = planNoiseLayers(settings)
  for (const survivors of [2, 6, 3.5])
    t.throws(() => keptLayerCount(layers, survivors), { message: /3 to 5/ })
})
