import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { type RandomSource, unsafeFixedRandom } from '../../../../aggregation/crypto/index.ts'
import {
  type IntegerNoise,
  openDiscreteGaussian,
  openExactDiscreteGaussian,
  openExactSkellam,
  openSkellam,
} from '../../../../aggregation/privacy/index.ts'
import { commonFit, fitOf, gaussianLaw, skellamLaw } from './laws.ts'

const samplers = [
  {
    name: 'discrete Gaussian',
    open: openDiscreteGaussian,
    exact: openExactDiscreteGaussian,
    law: gaussianLaw,
  },
  {
    name: 'Skellam',
    open: (deviation: number, random: RandomSource) => openSkellam(deviation ** 2, random),
    exact: (deviation: number, random: RandomSource) => openExactSkellam(deviation ** 2, random),
    law: skellamLaw,
  },
] as const

function draw(noise: IntegerNoise, count: number): Int32Array {
  const draws = new Int32Array(count)
  noise.fill(draws)
  return draws
}

for (const { name, open, exact, law } of samplers) {
  for (const deviation of [0.5, 1, 3, 50, 1000]) {
    test(`${name} draws of deviation ${deviation} have their law, and draws 3 % wider have not`, t => {
      const count = 200_000
      const fair = draw(open(deviation, unsafeFixedRandom(`${name} ${deviation}`)), count)
      const wide = draw(open(1.03 * deviation, unsafeFixedRandom(`${name} ${deviation}`)), count)
      const [fit, misfit] = [fair, wide].map(draws => fitOf(draws, law(deviation), deviation))
      t.true(Math.abs(fit!.excess) < 4, `chi-square ${fit!.statistic} of ${fit!.freedom}`)
      t.true(misfit!.excess > 15, `chi-square ${misfit!.statistic} of ${misfit!.freedom}`)
    })
  }

  test(`${name} draws from the table and exact ones have one law, which draws 10 % wider have not`, t => {
    for (const deviation of [0.5, 3]) {
      const slow = draw(exact(deviation, unsafeFixedRandom(`exact ${name}`)), 4000)
      const fast = draw(open(deviation, unsafeFixedRandom(`fast ${name}`)), 100_000)
      const wide = draw(open(1.1 * deviation, unsafeFixedRandom(`fast ${name}`)), 100_000)
      const [fit, misfit] = [fast, wide].map(draws => commonFit(slow, draws, law(deviation), deviation))
      t.true(Math.abs(fit!.excess) < 4, `${deviation}: ${fit!.statistic} of ${fit!.freedom}`)
      t.true(misfit!.excess > 4, `${deviation}: ${misfit!.statistic} of ${misfit!.freedom}`)
    }
  })

  test(`${name} draws say how far they are from their law: at most 2^-100`, t => {
    for (const deviation of [0.1, 1, 30, 257, 4096]) {
      const noise = open(deviation, unsafeFixedRandom('distance'))
      t.true(noise.distance > 2 ** -127 && noise.distance <= 2 ** -100, `${deviation}: ${noise.distance}`)
      t.true(noise.standardDeviation >= deviation * (1 - 1e-15))
      t.true(noise.standardDeviation <= deviation * (1 + 1e-12))
    }
    t.is(exact(2, unsafeFixedRandom('distance')).distance, 0)
  })
}

test('wide discrete Gaussian noise has the deviation that was asked for, up to millions of steps', t => {
  for (const deviation of [300.5, 2 ** 17, 2 ** 22]) {
    const draws = draw(openDiscreteGaussian(deviation, unsafeFixedRandom('wide')), 400_000)
    const squares = draws.reduce((sum, one) => sum + one ** 2, 0)
    // The mean of so many squares deviates by √(2/400000) = 0.22 %.
    t.true(Math.abs(squares / draws.length / deviation ** 2 - 1) < 0.008, `${deviation}`)
    const odd = draws.filter(one => one % 2 !== 0).length
    t.true(Math.abs(odd / draws.length - 0.5) < 0.003, `${deviation}: ${odd} are odd`)
  }
})

test('a scale that no table serves is refused with the way out', t => {
  const random = unsafeFixedRandom('refused')
  t.throws(() => openSkellam(2 ** 33, random), { instanceOf: RangeError, message: /coarser grid/ })
  t.throws(() => openSkellam(0, random), { instanceOf: RangeError, message: /finer grid/ })
  t.throws(() => openDiscreteGaussian(2 ** 23, random), { instanceOf: RangeError, message: /grid/ })
  t.throws(() => openDiscreteGaussian(Number.NaN, random), { instanceOf: RangeError })
  t.throws(() => openExactSkellam(0, random), { instanceOf: RangeError })
  t.throws(() => openExactDiscreteGaussian(-1, random), { instanceOf: RangeError })
})

test('a broken source of randomness ends in an error, not in a loop', t => {
  const stuck: RandomSource = { bytes: length => new Uint8Array(length).fill(255) }
  t.throws(() => draw(openExactDiscreteGaussian(3, stuck), 1), { message: /repeats itself/ })
  t.throws(() => draw(openExactSkellam(3, stuck), 1), { message: /repeats itself/ })
})

testProp(
  'adding noise is adding what a fresh vector would be filled with, modulo 2^32',
  [fc.int32Array({ minLength: 1, maxLength: 40 }), fc.constantFrom(2, 700), fc.string()],
  (t, values, deviation, seed) => {
    for (const { open } of samplers) {
      const noise = draw(open(deviation, unsafeFixedRandom(seed)), values.length)
      const sum = values.slice()
      open(deviation, unsafeFixedRandom(seed)).addTo(sum)
      t.deepEqual(
        sum,
        values.map((value, i) => value + noise[i]!),
      )
    }
  },
)

test('no key is used twice: a source answers differently each time', t => {
  const noise = openSkellam(400, unsafeFixedRandom('twice'))
  t.notDeepEqual(draw(noise, 20), draw(noise, 20))
})
