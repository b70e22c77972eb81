import test from 'ava'
import { chooseGrid, roundedL1Bound, roundedNormBound } from '../../../aggregation/privacy/index.ts'

const dimension = 2 ** 20
const beta = Math.exp(-0.5)

/** ε at δ = 1e-5 of 100 sums of n members with Skellam noise, by Rényi orders 2 to 128 (Agarwal, Kairouz, Liu 2021). */
function skellamEpsilon(members: number) {
  return (gamma: number, deviation: number): number => {
    const bound = { clip: 1, gamma, dimension, beta }
    const [l2, l1] = [roundedNormBound(bound) ** 2, roundedL1Bound(bound)]
    const mu = members * (deviation / gamma) ** 2
    const epsilons = Array.from({ length: 127 }, (_, i) => {
      const a = i + 2
      const excess = Math.min(((2 * a - 1) * l2 + 6 * l1) / (4 * mu ** 2), (3 * l1) / (2 * mu))
      const renyi = 100 * ((a * l2) / (2 * mu) + excess)
      return renyi + Math.log(1 - 1 / a) - Math.log(1e-5 * a) / (a - 1)
    })
    return Math.min(...epsilons)
  }
}

function inflation(contributors: number, bits: number, epsilon = 3, central = 14.97): number | null {
  const epsilonOf = skellamEpsilon(contributors)
  const choice = chooseGrid({ clip: 1, contributors, dimension, bits, epsilon, epsilonOf })
  if (choice.kind === 'refused') return null
  return (Math.sqrt(contributors) * choice.localStandardDeviation) / central
}

test('few bits cost noise: 2.85 times with 16 bits, a fortieth with 18, and nothing does with 14', t => {
  t.true(Math.abs(inflation(100, 16)! - 2.85) < 0.005)
  t.true(Math.abs(inflation(100, 18)! - 1.029) < 0.001)
  t.true(Math.abs(inflation(1000, 20)! - 1.002) < 0.001)
  t.is(inflation(100, 14), null)
})

test('the choice meets its target with no noise to spare, on the finest grid that the ring holds', t => {
  const epsilonOf = skellamEpsilon(100)
  const wish = { clip: 1, contributors: 100, dimension, bits: 18, epsilon: 3, epsilonOf }
  const choice = chooseGrid(wish)
  if (choice.kind === 'refused') return t.fail(choice.reason)
  const { gamma, localStandardDeviation } = choice
  t.true(epsilonOf(gamma, localStandardDeviation) <= 3)
  t.true(epsilonOf(gamma, localStandardDeviation * 0.9999) > 3)
  const needed =
    (8 * Math.sqrt(1e4 / dimension + (gamma ** 2 / 4 + localStandardDeviation ** 2) * 100)) / gamma
  t.true(needed <= 2 ** 18 && needed > 2 ** 18 * 0.9999, `${needed}`)
})

test('no grid is finer than a millionth of the clip norm, however many bits there are', t => {
  const epsilonOf = (_: number, deviation: number) => 1 / deviation
  const choice = chooseGrid({ clip: 3, contributors: 5, dimension: 100, bits: 32, epsilon: 2, epsilonOf })
  if (choice.kind === 'refused') return t.fail(choice.reason)
  t.is(choice.gamma, 3e-6)
  t.true(Math.abs(choice.localStandardDeviation - 0.5) < 1e-6)
})

test('a target that no noise meets is refused', t => {
  const wish = { clip: 1, contributors: 5, dimension: 100, bits: 24, epsilon: 1, epsilonOf: () => 2 }
  t.throws(() => chooseGrid(wish), { instanceOf: RangeError, message: /epsilon 1/ })
})
