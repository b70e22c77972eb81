import test from 'ava'
import {
  deltaOf,
  epsilonOf,
  leastNoise,
  type PrivacyEvent,
  PrivacyEventError,
  parseOrders,
  readPrivacyEvents,
  stepsWithin,
} from '../../../../aggregation/privacy/index.ts'
import { gaussian } from './vectors.ts'

const skellam = {
  kind: 'skellam',
  gamma: 1e-3,
  localStd: 0.5,
  clients: 100,
  clip: 1,
  beta: 0,
  dimension: 1024,
} as const

test('nothing done costs nothing', t => {
  for (const accountant of ['rdp', 'pld', 'best'] as const) {
    t.is(epsilonOf([], 1e-5, { accountant }).epsilon, 0)
    t.is(epsilonOf([gaussian(1, 0.1, 0)], 1e-5, { accountant }).epsilon, 0)
    t.is(deltaOf([], 0, { accountant }).delta, 0)
  }
})

test('best is the lesser of both bounds, and copes with what loss distributions do not know', t => {
  const events = [gaussian(1.1, 0.01, 1000)]
  const best = epsilonOf(events, 1e-5)
  t.like(best, { epsilon: epsilonOf(events, 1e-5, { accountant: 'pld' }).epsilon, accountant: 'pld' })
  const mixed: PrivacyEvent[] = [...events, { mechanism: skellam, steps: 2 }]
  const rdp = epsilonOf(mixed, 1e-5, { accountant: 'rdp' })
  t.is(epsilonOf(mixed, 1e-5).epsilon, rdp.epsilon)
  t.throws(() => epsilonOf(mixed, 1e-5, { accountant: 'pld' }), {
    message: /not defined here for skellam.*rdp/,
  })
})

test('an event that is none is refused by the name of the field', t => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [{}, 'events'],
    [[7], 'events[0]'],
    [[{ mechanism: { kind: 'laplace' }, steps: 1 }], 'events[0].mechanism.kind'],
    [[{ mechanism: { kind: 'gaussian' }, steps: 1 }], 'events[0].mechanism.noise'],
    [[{ mechanism: { kind: 'gaussian', noise: 0 }, steps: 1 }], 'events[0].mechanism.noise'],
    [[gaussian(1, 1, 1), { ...gaussian(1, 1, 1), steps: 1.5 }], 'events[1].steps'],
    [[{ ...gaussian(1, 0, 1) }], 'events[0].sampling'],
    [[{ ...gaussian(1, 1, 1), samplng: 0.1 }], 'events[0].samplng'],
    [[{ mechanism: { ...skellam, beta: 1 }, steps: 1 }], 'events[0].mechanism.beta'],
    [[{ mechanism: { ...skellam, noise: 1 }, steps: 1 }], 'events[0].mechanism.noise'],
    [[{ mechanism: { kind: 'tree', noise: 1, leaves: 8 }, sampling: 0.5, steps: 1 }], 'events[0].sampling'],
  ]
  for (const [value, field] of wrong)
    t.is(t.throws(() => readPrivacyEvents(value), { instanceOf: PrivacyEventError })?.field, field)
  const right = [gaussian(1, 0.5, 3), { mechanism: skellam, steps: 1 }]
  t.deepEqual(readPrivacyEvents(JSON.parse(JSON.stringify(right))), right)
})

test('delta, epsilon and orders out of range are refused with what they may be', t => {
  const events = [gaussian(1, 1, 1)]
  for (const delta of [0, 1, -1, Number.NaN])
    t.throws(() => epsilonOf(events, delta), { message: /between 0 and 1/ })
  t.throws(() => deltaOf(events, -1), { message: /from 0 on/ })
  t.throws(() => epsilonOf(events, 1e-5, { accountant: 'rdp', orders: [1] }), { message: /above 1/ })
})

test('orders are written as lists and ranges', t => {
  t.is(parseOrders('fractional'), 'fractional')
  t.deepEqual(parseOrders('1.1..1.5:0.1,12..14, 64'), [1.1, 1.2, 1.3, 1.4, 1.5, 12, 13, 14, 64])
  t.deepEqual(parseOrders('4-6,2'), [2, 4, 5, 6])
  for (const text of ['', 'two', '9..3', '2..9:0', '0.5', '1', '2..1e9'])
    t.throws(() => parseOrders(text), { message: /^orders: / }, text)
})

test('the least noise keeps the budget, and a little less would not', t => {
  const budget = { epsilon: 3, delta: 1e-5 }
  for (const accountant of ['rdp', 'best'] as const)
    for (const at of [
      (noise: number) => [gaussian(noise, 1, 100)],
      (noise: number) => [gaussian(noise, 0.02, 300)],
    ]) {
      const { noise, accounted } = leastNoise(budget, at, { accountant })
      t.true(accounted.epsilon <= 3 && accounted.epsilon > 2.999, `${accounted.epsilon}`)
      t.is(epsilonOf(at(noise), 1e-5, { accountant }).epsilon, accounted.epsilon)
      t.true(epsilonOf(at(noise * 0.9999), 1e-5, { accountant }).epsilon > 3)
    }
  // The document of the design: 14.97 for a hundred rounds of everybody.
  const { noise } = leastNoise(budget, z => [gaussian(z, 1, 100)], { accountant: 'rdp' })
  t.true(Math.abs(noise - 14.97) < 0.005)
})

test('the least share of integer noise keeps the budget', t => {
  for (const kind of ['skellam', 'ddgauss'] as const) {
    const at = (localStd: number) => [{ mechanism: { ...skellam, kind, localStd }, steps: 100 }]
    const { noise, accounted } = leastNoise({ epsilon: 3, delta: 1e-5 }, at)
    t.true(accounted.epsilon <= 3 && epsilonOf(at(noise * 0.9999), 1e-5).epsilon > 3)
  }
})

test('no noise keeps a budget that the orders cannot express', t => {
  const at = (noise: number) => [gaussian(noise, 1, 10)]
  t.throws(() => leastNoise({ epsilon: 1e-3, delta: 1e-5 }, at, { accountant: 'rdp' }), {
    message: /nothing gets below 0\.0194.*pld/,
  })
  t.true(leastNoise({ epsilon: 1e-3, delta: 1e-5 }, at, { accountant: 'pld' }).noise > 1000)
})

test('the steps of a budget are the last that keep it', t => {
  const budget = { epsilon: 3, delta: 1e-5 }
  for (const accountant of ['rdp', 'pld'] as const) {
    const at = (steps: number) => [gaussian(2, 0.05, steps)]
    const { steps, accounted } = stepsWithin(budget, at, { accountant })
    t.true(accounted.epsilon <= 3)
    t.true(epsilonOf(at(steps + 1), 1e-5, { accountant }).epsilon > 3)
  }
  t.is(stepsWithin(budget, steps => [gaussian(0.5, 1, steps)], { accountant: 'rdp' }).steps, 0)
})

test('extreme inputs have finite answers, or infinite ones that say so', t => {
  const extremes = [
    [0.01, 1, 1, 1e-5],
    [0.01, 0.5, 1, 1e-5],
    [0.01, 0.01, 1000, 1e-12],
    [1e6, 0.3, 5, 1e-5],
    [1, 1e-6, 1, 1e-12],
    [1, 0.01, 1, 0.9],
    [1e-5, 1, 1_000_000, 1e-12],
  ] as const
  for (const [noise, sampling, steps, delta] of extremes) {
    const events = [gaussian(noise, sampling, steps)]
    const rdp = epsilonOf(events, delta, { accountant: 'rdp', orders: [1.1, 1.5, 2, 3, 8, 32, 256] }).epsilon
    const pld = epsilonOf(events, delta, { accountant: 'pld' }).epsilon
    t.true(
      Number.isFinite(rdp) && rdp >= 0 && pld >= 0 && pld <= rdp * (1 + 1e-9) + 1e-9,
      `${noise}: ${rdp} ${pld}`,
    )
  }
  const hopeless = epsilonOf([gaussian(1e-200, 1, 1)], 1e-5, { accountant: 'rdp' })
  t.is(hopeless.epsilon, Infinity)
  t.regex(hopeless.warning!, /no finite epsilon/)
})
