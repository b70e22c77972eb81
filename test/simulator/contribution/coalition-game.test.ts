import test from 'ava'
import { addUpdates, allUtilities, shapleyValues } from '../../../simulator/contribution/coalition-game.ts'
import { rankCorrelation } from '../../../simulator/contribution/index.ts'
import { expOfNegative, utilitiesOf } from '../../../simulator/contribution/utility.ts'

const update = (scale: number, weight: number) => ({
  sum: Float64Array.from({ length: 20 }, (_, i) => weight * scale * Math.sin(i + scale)),
  weight,
})

test('utilities of all coalitions are those of averaged updates, one coalition at a time', t => {
  const labels = Int32Array.of(3, 7)
  const start = Float64Array.from({ length: 20 }, (_, i) => Math.cos(i))
  const players = [update(1, 2), update(-2, 3), update(0.5, 4), update(3, 1)]
  const all = allUtilities({ labels, start, players })
  t.is(all.length, 16)
  for (const [mask, utilities] of all.entries()) {
    const inside = players.filter((_, i) => ((mask >> i) & 1) === 1)
    const { sum, weight } = inside.length === 0 ? { sum: start, weight: Infinity } : addUpdates(inside)
    t.deepEqual(utilities, utilitiesOf(labels, start, sum, 1 / weight), `coalition ${mask}`)
  }
})

test('both utilities of a model by hand', t => {
  const start = new Float64Array(20)
  start[3] = Math.log(9)
  start[17] = Math.log(3)
  // Of ten classes the first example gives its own 9 of 18, the second gives another 3 of 12 and its own 1.
  const { correct, 'micro-nats': nats } = utilitiesOf(Int32Array.of(3, 2), start, start, 0)
  t.is(correct, 1)
  t.is(nats, -Math.round((1e6 * (Math.log(2) + Math.log(12))) / 2))
})

test('Shapley values of a glove game: the scarce hand has two thirds', t => {
  const utilities = Array.from({ length: 8 }, (_, mask) => Number((mask & 1) === 1 && mask > 1))
  const values = shapleyValues(3, utilities)
  t.deepEqual(
    values.map(value => value.toFixed(12)),
    [2 / 3, 1 / 6, 1 / 6].map(value => value.toFixed(12)),
  )
})

test('a rank correlation is 1, -1, or between, and ties share their ranks', t => {
  t.is(rankCorrelation([1, 20, 300], [-5, 0, 0.1]), 1)
  t.is(rankCorrelation([1, 2, 3], [9, 4, 1]), -1)
  // Ranks 0, 1.5, 1.5, 3 beside 0, 1, 2, 3: 4.5 / sqrt(4.5 · 5).
  t.is(rankCorrelation([1, 2, 2, 4], [1, 2, 3, 4]).toFixed(9), Math.sqrt(0.9).toFixed(9))
  t.true(Number.isNaN(rankCorrelation([1, 1], [1, 2])))
})

test('the quick exponential has eleven digits, and none where none are left', t => {
  for (let x = 0; x > -41; x -= 0.00737) t.true(Math.abs(expOfNegative(x) / Math.exp(x) - 1) < 2e-12, `${x}`)
  t.is(expOfNegative(0), 1)
  t.is(expOfNegative(-1e6), 0)
})
