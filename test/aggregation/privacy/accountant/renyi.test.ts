import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  deltaOf,
  epsilonOf,
  epsilonOfZcdp,
  eventRdp,
  type PrivacyEvent,
  roundedNorm,
} from '../../../../aggregation/privacy/index.ts'
import { gaussian, relativeError, vectors } from './vectors.ts'

const rdp = { accountant: 'rdp' } as const

test('the sampled Gaussian has the known Rényi divergence at integer orders', t => {
  const known = [
    [
      0.01,
      1.1,
      [
        1.2851008160516e-4, 1.96277889915e-4, 2.6671831462706e-4, 5.8407033552025e-4, 1.6998267277532,
        8.4694164336759,
      ],
    ],
    [
      0.1,
      2.0,
      [
        2.8362282662636e-3, 4.3736583485771e-3, 6.0032829644896e-3, 1.372543010322e-2, 4.5291839083622e-2,
        1.6272023010194,
      ],
    ],
  ] as const
  for (const [sampling, noise, values] of known)
    for (const [i, order] of [2, 3, 4, 8, 16, 32].entries())
      t.true(relativeError(eventRdp(gaussian(noise, sampling, 1), order), values[i]!) < 1e-12, `${order}`)
})

test('at any order, and however rare the sampling, it agrees with an integral of fifty digits', t => {
  for (const { sampling, noise, order, rdp } of vectors.rdpSampledGaussian) {
    const error = relativeError(eventRdp(gaussian(noise, sampling, 1), order), rdp)
    t.true(error < 1e-11, `${sampling} ${noise} ${order}: ${error}`)
  }
})

test('epsilon by integer orders is the known one, with its order', t => {
  const known = [
    [0.01, 1.1, 1000, 1.72529081804, 9],
    [0.01, 4, 10_000, 1.03549006604, 17],
    [0.1, 2, 500, 6.08950311108, 4],
    [1, 5, 100, 10.80169148, 3],
  ] as const
  for (const [sampling, noise, steps, epsilon, order] of known) {
    const found = epsilonOf([gaussian(noise, sampling, steps)], 1e-5, rdp)
    t.true(relativeError(found.epsilon, epsilon) < 1e-9, `${found.epsilon}`)
    t.like(found, { order, accountant: 'rdp' })
    t.is(found.warning, undefined)
  }
})

test('fractional orders stand beside the integer ones, and meet Opacus and dp_accounting', t => {
  const found = epsilonOf([gaussian(1.5, 0.04, 2250)], 1e-5, rdp)
  t.true(relativeError(found.fractionalOrders!.epsilon, 7.32911117143) < 1e-10)
  t.true(found.epsilon > found.fractionalOrders!.epsilon)
  const known = [
    [1, 1, 1, 4.728507],
    [1, 5, 100, 10.72551],
    [0.01, 1, 1000, 2.101367],
    [0.1, 2, 500, 6.034562],
  ] as const
  for (const [sampling, noise, steps, epsilon] of known) {
    const event = gaussian(noise, sampling, steps)
    const fractional = epsilonOf([event], 1e-5, { ...rdp, orders: 'fractional' })
    t.true(relativeError(fractional.epsilon, epsilon) < 1e-4, `${fractional.epsilon}`)
    t.is(fractional.fractionalOrders, undefined)
  }
})

test('integer noise in equal shares has the known epsilon, with and without conditional rounding', t => {
  const conditional = {
    gamma: 1e-3,
    clients: 100,
    clip: 1,
    localStd: 0.02,
    beta: Math.exp(-0.5),
    dimension: 65_536,
  }
  const once = { ...conditional, beta: 0, dimension: 1024 }
  t.true(relativeError(roundedNorm(conditional), 1008.717998) < 1e-9)
  t.is(roundedNorm(once), 1032)
  const known = [
    ['ddgauss', conditional, 35.5644311],
    ['skellam', conditional, 35.56515015],
    ['ddgauss', once, 36.7522311],
    ['skellam', once, 36.75276129],
  ] as const
  for (const [kind, noise, epsilon] of known) {
    const found = epsilonOf([{ mechanism: { kind, ...noise }, steps: 1 }], 1e-5, rdp)
    t.true(relativeError(found.epsilon, epsilon) < 1e-9, `${kind} ${found.epsilon}`)
    t.is(found.fractionalOrders, undefined, 'its curve is known at integers only')
    t.regex(found.warning!, /order, 2, is the edge/)
  }
  t.true(relativeError(epsilonOf([gaussian(0.2, 1, 1)], 1e-5, rdp).epsilon, 35.1266311) < 1e-9)
})

test('sampled shares, discrete Gaussians and trees agree with sums of fifty digits', t => {
  for (const { delta, epsilon, order, ...event } of vectors.rdpEpsilon) {
    const found = epsilonOf([event], delta, { ...rdp, samplingBound: 'generic' })
    t.true(
      relativeError(found.epsilon, epsilon) < 1e-11,
      `${event.mechanism.kind} ${found.epsilon} ${epsilon}`,
    )
    t.is(found.order, order)
  }
})

test('zCDP is converted at the best real order', t => {
  const { epsilon, order } = epsilonOfZcdp(0.5, 1e-6)
  t.true(relativeError(epsilon, 5.2215344445) < 1e-10)
  t.true(Math.abs(order - 5.907) < 5e-4)
  const listed = epsilonOf([{ mechanism: { kind: 'zcdp', rho: 0.5 }, steps: 1 }], 1e-6, {
    ...rdp,
    orders: 'fractional',
  })
  t.true(listed.epsilon >= epsilon && listed.epsilon < epsilon + 1e-4)
})

test('unlike mechanisms compose at the orders that all of them have', t => {
  const skellam: PrivacyEvent = {
    mechanism: {
      kind: 'skellam',
      gamma: 1e-3,
      localStd: 0.5,
      clients: 100,
      clip: 1,
      beta: 0,
      dimension: 1024,
    },
    steps: 10,
  }
  const both = [gaussian(1.1, 0.01, 1000), skellam]
  const orders = [1.5, 4, 8.5, 12]
  const found = epsilonOf(both, 1e-5, { ...rdp, orders })
  t.true([4, 12].includes(found.order!))
  const sum = 1000 * eventRdp(both[0]!, found.order!) + 10 * eventRdp(skellam, found.order!)
  const a = found.order!
  t.true(relativeError(found.epsilon, sum + Math.log(1 - 1 / a) - Math.log(1e-5 * a) / (a - 1)) < 1e-12)
  t.throws(() => epsilonOf(both, 1e-5, { ...rdp, orders: [1.5, 8.5] }), { message: /integer orders only/ })
})

test('delta at the epsilon that a delta gave is that delta', t => {
  const events = [gaussian(1.1, 0.01, 1000), gaussian(3, 1, 4)]
  const { epsilon } = epsilonOf(events, 1e-5, rdp)
  t.true(relativeError(deltaOf(events, epsilon, rdp).delta, 1e-5) < 1e-9)
  t.is(deltaOf([gaussian(0.1, 1, 4)], 0, rdp).delta, 1)
})

/** Of each integer from -half to half, its probability under a discrete Gaussian about zero. */
function discreteGaussian(sigma: number, half: number): Float64Array {
  const law = Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
    Math.exp(-((i - half) ** 2) / (2 * sigma * sigma)),
  )
  const total = law.reduce((sum, weight) => sum + weight, 0)
  return law.map(weight => weight / total)
}

/** The law of the sum of two independent draws. */
function convolved(left: Float64Array, right: Float64Array): Float64Array {
  const sum = new Float64Array(left.length + right.length - 1)
  for (const [i, a] of left.entries()) for (const [j, b] of right.entries()) sum[i + j]! += a * b
  return sum
}

/** Rényi divergence of the law, shifted with probability q, from the law, or the other way round. */
function divergence(law: Float64Array, shift: number, q: number, order: number, isReversed: boolean): number {
  let sum = 0
  for (let i = shift; i < law.length; i++) {
    const [mixed, plain] = [(1 - q) * law[i]! + q * law[i - shift]!, law[i]!]
    if (plain === 0 || mixed === 0) continue
    const [above, below] = isReversed ? [plain, mixed] : [mixed, plain]
    sum += Math.exp(order * Math.log(above) + (1 - order) * Math.log(below))
  }
  return Math.log(sum) / (order - 1)
}

test('a sampled discrete Gaussian has, at whole orders, the divergence of the sampled Gaussian, and no more the other way', t => {
  for (const [sigma, shift, q, order] of [
    [1.3, 1, 0.1, 2],
    [1.3, 2, 0.3, 3],
    [0.7, 1, 0.05, 4],
    [3, 4, 0.5, 5],
  ] as const) {
    const law = discreteGaussian(sigma, 60)
    const event: PrivacyEvent = {
      mechanism: { kind: 'discrete-gaussian', noise: sigma / shift },
      sampling: q,
      steps: 1,
    }
    const found = eventRdp(event, order)
    t.true(relativeError(found, divergence(law, shift, q, order, false)) < 1e-9, `${sigma} ${order}`)
    t.true(divergence(law, shift, q, order, true) <= found * (1 + 1e-9))
    // At order 2 both say the same.
    t.is(found < eventRdp(event, order, 'generic') * (1 - 1e-9), order > 2)
  }
})

test('sampled shares of discrete Gaussian noise are bounded also where their sum is far from one', t => {
  const [sigma, q] = [0.55, 0.2]
  const one = discreteGaussian(sigma, 20)
  const sum = convolved(convolved(one, one), one)
  const event: PrivacyEvent = {
    // An update of norm 1 in steps of 1, no rounding to speak of: one coordinate adds its 1 to the norm.
    mechanism: { kind: 'ddgauss', gamma: 1, localStd: sigma, clients: 3, clip: 1, beta: 0, dimension: 1 },
    sampling: q,
    steps: 1,
  }
  for (const order of [2, 3, 4]) {
    const bound = eventRdp(event, order)
    const smooth = eventRdp(
      { ...event, mechanism: { kind: 'gaussian', noise: (Math.sqrt(3) * sigma) / 2 } },
      order,
    )
    const truth = Math.max(divergence(sum, 2, q, order, false), divergence(sum, 2, q, order, true))
    t.true(truth <= bound, `${order}: ${truth} ${bound}`)
    t.true(bound > smooth, 'what the sum is off is charged')
  }
})

const mechanisms = fc.record({
  noise: fc.double({ min: 0.3, max: 20, noNaN: true }),
  sampling: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  steps: fc.integer({ min: 1, max: 100_000 }),
  delta: fc.constantFrom(1e-3, 1e-6, 1e-12),
})

testProp(
  'epsilon grows with sampling and steps, and falls with noise and delta',
  [mechanisms, fc.double({ min: 1.01, max: 5, noNaN: true })],
  (t, { noise, sampling, steps, delta }, more) => {
    const at = (noise: number, sampling: number, steps: number, delta: number) =>
      epsilonOf([gaussian(noise, sampling, steps)], delta, { ...rdp, orders: [2, 3, 5, 8, 16, 64, 256] })
        .epsilon
    const here = at(noise, sampling, steps, delta)
    const least = here * (1 - 1e-9)
    t.true(at(noise, Math.min(1, sampling * more), steps, delta) >= least)
    t.true(at(noise, sampling, Math.ceil(steps * more), delta) >= least)
    t.true(at(noise * more, sampling, steps, delta) <= here * (1 + 1e-9))
    t.true(at(noise, sampling, steps, delta * more) <= here * (1 + 1e-9))
  },
)

testProp(
  'Rényi divergence grows with the order, also from an integer to what lies beside it, and is at most that without sampling',
  [
    fc.double({ min: 0.2, max: 20, noNaN: true }),
    fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
    fc.integer({ min: 2, max: 40 }),
  ],
  (t, noise, sampling, order) => {
    const event = gaussian(noise, sampling, 1)
    const values = [order - 0.01, order, order + 0.01].map(at => eventRdp(event, at))
    t.true(values[0]! <= values[1]! && values[1]! <= values[2]!, values.join(' '))
    t.true(values[0]! > 0 && values[2]! <= eventRdp(gaussian(noise, 1, 1), order + 0.01))
    const [before, after] = [order - 1e-5, order + 1e-5].map(at => eventRdp(event, at))
    t.true(after! / before! < 1.01, `${before} ${after}`)
  },
)
