import test from 'ava'
import {
  bootstrapFigures,
  delongFigure,
  wilsonFigure,
} from '../../../../learning/evaluation/metrics/intervals.ts'
import { meanOf } from '../../../../learning/evaluation/metrics/weighted-mean.ts'
import { openSeededRandom } from '../../../../learning/seeded-random.ts'

test("Wilson's interval is that of statsmodels, also where nothing or everything is right", t => {
  const known: readonly (readonly [number, number, number, number])[] = [
    [0, 10, 0, 0.2775327998628891],
    [10, 10, 0.722467200137111, 1],
    [7, 20, 0.181191824101, 0.567145723315],
    [9585, 10_000, 0.954411700883, 0.962236172611],
  ]
  for (const [successes, trials, low, high] of known) {
    const figure = wilsonFigure(successes, trials)
    t.is(figure.value, successes / trials)
    t.true(Math.abs(figure.low - low) < 1e-9 && Math.abs(figure.high - high) < 1e-9, JSON.stringify(figure))
  }
})

test('the bootstrap of a mean is as wide as its standard error says', t => {
  const random = openSeededRandom(2, 'bootstrap test')
  const values = Float64Array.from({ length: 400 }, () => 3 + 2 * random.normal())
  const mean = meanOf(values)
  const deviation = Math.sqrt(meanOf(values.map(value => (value - mean) ** 2)))
  const { figure } = bootstrapFigures(400, weights => ({ figure: meanOf(values, weights) }))
  const half = (1.96 * deviation) / 20
  t.is(figure.value, mean)
  t.true(Math.abs((figure.high - mean) / half - 1) < 0.12, `${figure.high - mean} for ${half}`)
  t.true(Math.abs((mean - figure.low) / half - 1) < 0.12, `${mean - figure.low} for ${half}`)
})

test('a resample draws as many units as there are, and fewer resamples are drawn of many units', t => {
  const seen: number[] = []
  bootstrapFigures(20_000, weights => {
    if (weights !== undefined) seen.push(weights.reduce((sum, weight) => sum + weight, 0))
    return { figure: 0 }
  })
  t.deepEqual(seen, Array(200).fill(20_000))
})

test('an interval of an AUC near one ends at one', t => {
  const figure = delongFigure({ value: 0.99, deviations: Float64Array.of(0.03, 0.04) })
  t.deepEqual([figure.high, figure.low > 0.89 && figure.low < 0.9], [1, true])
})

test('without intervals the figures have the same values, and no width', t => {
  const values = Float64Array.from({ length: 50 }, (_, i) => (i * i) % 17)
  const of = (hasIntervals: boolean) =>
    bootstrapFigures(50, weights => ({ figure: meanOf(values, weights) }), hasIntervals).figure
  const { value } = of(true)
  t.deepEqual(of(false), { value, low: value, high: value, interval: 'none' })
})
