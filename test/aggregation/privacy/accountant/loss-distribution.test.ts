import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { lossGrid } from '../../../../aggregation/privacy/accountant/loss-grid.ts'
import { planSum, type Question } from '../../../../aggregation/privacy/accountant/loss-plan.ts'
import { lossOfSampledGaussian } from '../../../../aggregation/privacy/accountant/loss-source.ts'
import { deltaOfSum, epsilonOfSum, sumLosses } from '../../../../aggregation/privacy/accountant/loss-sum.ts'
import {
  deltaOf,
  deltaOfGaussian,
  epsilonOf,
  epsilonOfGaussian,
  noiseOfGaussian,
} from '../../../../aggregation/privacy/index.ts'
import { gaussian, relativeError, vectors } from './vectors.ts'

const pld = { accountant: 'pld' } as const

test('the Gaussian without sampling is exact', t => {
  t.true(relativeError(epsilonOfGaussian(1, 1e-5), 4.37717809568) < 1e-11)
  t.true(relativeError(epsilonOfGaussian(2, 1e-5), 9.99725614643) < 1e-11)
  t.true(relativeError(noiseOfGaussian(1, 1e-5), 3.73063163482) < 1e-11)
  t.true(relativeError(noiseOfGaussian(8, 1e-5), 0.600229072199) < 1e-11)
  t.like(epsilonOf([gaussian(5, 1, 100)], 1e-5, pld), { epsilon: epsilonOfGaussian(2, 1e-5), isExact: true })
  // Three unlike ones are one: 1/2^2 + 2/4^2 + 10/20^2 = 0.4.
  const three = [gaussian(2, 1, 1), gaussian(4, 1, 2), gaussian(20, 1, 10)]
  t.true(relativeError(epsilonOf(three, 1e-6, pld).epsilon, epsilonOfGaussian(Math.sqrt(0.4), 1e-6)) < 1e-13)
})

test('its delta and epsilon have their digits where they are tiny and where they are huge', t => {
  for (const { mu, epsilon, delta } of vectors.analyticGaussian)
    t.true(relativeError(deltaOfGaussian(mu, epsilon), delta) < 1e-10, `${mu} ${epsilon}`)
  for (const { mu, epsilon, delta } of vectors.analyticEpsilon)
    t.true(relativeError(epsilonOfGaussian(mu, delta), epsilon) < 1e-11, `${mu} ${delta}`)
})

test('many sampled steps have the known epsilon within the grid', t => {
  const known = [
    [0.01, 1, 1000, 1.828244],
    [0.1, 2, 500, 5.55547],
  ] as const
  for (const [sampling, noise, steps, epsilon] of known) {
    const found = epsilonOf([gaussian(noise, sampling, steps)], 1e-5, pld)
    t.true(Math.abs(found.epsilon - epsilon) < 1e-4, `${found.epsilon}`)
    t.like(found, { accountant: 'pld', adjacency: 'remove' })
  }
  const prv = epsilonOf([gaussian(1.5, 0.04, 2249)], 1e-5, pld).epsilon
  t.true(Math.abs(prv - 6.777395712150674) < 1.1e-2)
})

test('they lie between the two sides of another accountant on a finer grid', t => {
  for (const { sampling, noise, steps, delta, above, below } of vectors.lossDistributions) {
    const { epsilon } = epsilonOf([gaussian(noise, sampling, steps)], delta, pld)
    t.true(epsilon >= below && epsilon <= above + 1e-4, `${sampling} ${noise} ${steps}: ${epsilon}`)
  }
})

test('one sampled step is never below the exact epsilon, and next to it', t => {
  for (const { sampling, noise, delta, epsilon } of vectors.oneStep) {
    const found = epsilonOf([gaussian(noise, sampling, 1)], delta, pld).epsilon
    t.true(found >= epsilon && found <= epsilon * 1.002, `${sampling} ${noise}: ${found} ${epsilon}`)
  }
})

/** The way through the grid, of a mechanism whose answer is known in closed form. */
function gaussianOnGrid(noise: number, steps: number, question: Question, side: 'above' | 'below') {
  const source = lossOfSampledGaussian(noise, 1, 'remove')
  const plan = planSum([{ source, steps }], question)
  return sumLosses([{ grid: lossGrid(source, plan, side), steps }], plan, side)
}

testProp(
  'on the grid the Gaussian is never below its exact epsilon and delta from above, never above them from below',
  [
    fc.double({ min: 0.5, max: 30, noNaN: true }),
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom(1e-2, 1e-5, 1e-9),
  ],
  (t, noise, steps, delta) => {
    const exact = epsilonOfGaussian(Math.sqrt(steps) / noise, delta)
    const question = { kind: 'epsilon', delta } as const
    const above = epsilonOfSum(gaussianOnGrid(noise, steps, question, 'above'), delta)
    const below = epsilonOfSum(gaussianOnGrid(noise, steps, question, 'below'), delta)
    t.true(below <= exact && exact <= above, `${below} ${exact} ${above}`)
    t.true(above - below < 1e-3 + 1e-3 * exact, `${below} ${exact} ${above}`)
    const asked = { kind: 'delta', epsilon: exact } as const
    const deltaAbove = deltaOfSum(gaussianOnGrid(noise, steps, asked, 'above'), exact)
    const deltaBelow = deltaOfSum(gaussianOnGrid(noise, steps, asked, 'below'), exact)
    t.true(
      deltaBelow <= delta * (1 + 1e-9) && delta <= deltaAbove * (1 + 1e-9),
      `${deltaBelow} ${deltaAbove}`,
    )
  },
  { numRuns: 4 },
)

testProp(
  'loss distributions give no more than Rényi curves, and both sides hold the truth between them',
  [
    fc.double({ min: 0.6, max: 6, noNaN: true }),
    fc.double({ min: 1e-3, max: 0.9, noNaN: true }),
    fc.integer({ min: 1, max: 300 }),
  ],
  (t, noise, sampling, steps) => {
    const events = [gaussian(noise, sampling, steps)]
    const found = epsilonOf(events, 1e-6, { ...pld, isBothSides: true })
    const renyi = epsilonOf(events, 1e-6, { accountant: 'rdp', orders: [1.5, 2, 3, 4, 6, 8, 12, 16, 32, 64] })
    t.true(found.epsilon <= renyi.epsilon, `${found.epsilon} ${renyi.epsilon}`)
    t.true(found.epsilonFromBelow! <= found.epsilon, `${found.epsilonFromBelow} ${found.epsilon}`)
  },
  { numRuns: 3 },
)

test('unlike events compose: as one list, in any order, and merged where they are alike', t => {
  const list = [gaussian(1, 1, 3), gaussian(1.2, 0.01, 1000), gaussian(3, 0.2, 50)]
  const { epsilon } = epsilonOf(list, 1e-5, pld)
  // The same by dp_accounting 0.6.0 on a grid of 2e-4.
  t.true(Math.abs(epsilon - 8.953999) < 1e-4, `${epsilon}`)
  const split = [gaussian(1.2, 0.01, 400), gaussian(3, 0.2, 50), gaussian(1, 1, 3), gaussian(1.2, 0.01, 600)]
  t.true(relativeError(epsilonOf(split, 1e-5, pld).epsilon, epsilon) < 1e-9)
  t.true(relativeError(deltaOf(list, epsilon, pld).delta, 1e-5) < 1e-3)
})
