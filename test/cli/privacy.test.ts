import test from 'ava'
import { assertTold, runHere } from './parley.ts'

const shared = ['--gamma', '1e-3', '--local-std', '0.02', '--clients', '100', '--clip', '1', '--steps', '1']

test('epsilon as one JSON value: what was asked, the order, and what the fractional orders give', async t => {
  const args = [
    '--mechanism',
    'gaussian',
    '--noise',
    '1.1',
    '--sampling',
    '0.01',
    '--steps',
    '1000',
    '--delta',
    '1e-5',
  ]
  const ran = await runHere(['privacy', 'epsilon', ...args, '--accountant', 'rdp', '--json'])
  t.is(ran.code, 0, ran.stderr)
  t.is(ran.stderr, '')
  const value = ran.json<{ epsilon: number; fractionalOrders: { epsilon: number; order: number } }>()
  t.like(value, { order: 9, accountant: 'rdp', steps: 1000, sampling: 0.01, delta: 1e-5 })
  t.true(Math.abs(value.epsilon - 1.72529081804) < 1e-9)
  t.true(value.fractionalOrders.epsilon < value.epsilon)
  const listed = await runHere([
    'privacy',
    'epsilon',
    ...args,
    '--accountant',
    'rdp',
    '--orders',
    '2..8',
    '--json',
  ])
  t.like(listed.json(), { order: 8 })
  t.regex(String(listed.json().warning), /edge of the list/)
})

test('a person reads the number, its orders, what it is for, and what is not known', async t => {
  const ran = await runHere([
    ...['privacy', 'epsilon', '--noise', '1.1', '--sampling', '0.01', '--steps', '1000'],
    ...['--delta', '1e-5', '--accountant', 'rdp'],
  ])
  t.is(ran.code, 0, ran.stderr)
  t.regex(ran.stdout, /epsilon 1\.72529 at delta 1e-5, by Rényi curves \(order 9\)/)
  t.regex(ran.stdout, /fractional orders: epsilon 1\.71177 \(order 9\.6\)/)
  t.regex(ran.stdout, /1,000 steps of the Gaussian mechanism/)
  t.regex(ran.stdout, /one record, or one member, added or removed/)
  t.regex(ran.stdout, /cannot see who was sampled.*--sampling 1/)
  const unsampled = await runHere(['privacy', 'epsilon', '--noise', '5', '--steps', '100', '--delta', '1e-5'])
  t.regex(unsampled.stdout, /epsilon 9\.99726 at delta 1e-5, by the exact formula/)
  t.notRegex(unsampled.stdout, /sampled/)
})

test('integer noise by its own flags, with and without conditional rounding', async t => {
  const known = [
    [['--mechanism', 'ddgauss', '--dimension', '65536'], 35.5644311],
    [['--mechanism', 'skellam', '--dimension', '65536', '--beta', '0.6065306597'], 35.56515015],
    [['--mechanism', 'skellam', '--dimension', '1024', '--beta', '0'], 36.75276129],
  ] as const
  for (const [args, epsilon] of known) {
    const ran = await runHere(['privacy', 'epsilon', ...shared, ...args, '--delta', '1e-5', '--json'])
    t.true(Math.abs(ran.json<{ epsilon: number }>().epsilon / epsilon - 1) < 1e-9, ran.stdout)
  }
})

test('noise and steps of a budget, each within it', async t => {
  const budget = ['--epsilon', '3', '--delta', '1e-5', '--accountant', 'rdp', '--json']
  const noise = await runHere(['privacy', 'noise', ...budget, '--steps', '100'])
  const found = noise.json<{ noise: number; epsilon: number }>()
  t.true(Math.abs(found.noise - 14.9659) < 1e-3 && found.epsilon <= 3, noise.stdout)
  const share = await runHere([
    ...['privacy', 'noise', ...budget, '--steps', '10', '--mechanism', 'skellam', '--gamma', '1e-3'],
    ...['--clients', '100', '--clip', '1', '--beta', '0', '--dimension', '1024'],
  ])
  t.true(share.json<{ localStd: number }>().localStd > 0.4, share.stdout)
  const steps = await runHere(['privacy', 'steps', ...budget, '--noise', '15'])
  t.is(steps.json<{ steps: number }>().steps, 100)
  const none = await runHere(['privacy', 'steps', ...budget, '--noise', '0.5'])
  assertTold(t, none, 1, /not even one step/)
})

test('what is missing, out of range or beside the point is told by its flag and exits 2', async t => {
  const epsilon = ['privacy', 'epsilon', '--noise', '1', '--steps', '5', '--delta', '1e-5']
  const told: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['privacy', 'epsilon', '--steps', '5', '--delta', '1e-5'],
      /--noise is missing; gaussian needs it, such as --noise 1\.1/,
    ],
    [['privacy', 'epsilon', '--noise', '1', '--delta', '1e-5'], /--steps is missing/],
    [
      ['privacy', 'epsilon', '--noise', '1', '--steps', '5'],
      /--delta is missing; write such as --delta 1e-5/,
    ],
    [[...epsilon, '--delta', '1'], /--delta: it must lie between 0 and 1/],
    [[...epsilon, '--noise', '0'], /--noise: it must be a number above 0; not 0/],
    [[...epsilon, '--noise', 'much'], /--noise.*must be a number/],
    [[...epsilon, '--sampling', '1.5'], /--sampling: it must be a probability/],
    [[...epsilon, '--steps', '1.5'], /--steps: it must be a whole number/],
    [[...epsilon, '--gamma', '1'], /--gamma does not belong to gaussian/],
    [[...epsilon, '--accountant', 'rdp', '--orders', '1..3'], /--orders.*above 1/],
    [[...epsilon, '--accountant', 'pld', '--orders', '2..3'], /--orders is for Rényi curves/],
    [[...epsilon, '--mechanism', 'magic'], /--mechanism.*gaussian/],
    [
      ['privacy', 'noise', '--epsilon', '0', '--delta', '1e-5', '--steps', '1'],
      /--epsilon: the budget must be/,
    ],
    [
      ['privacy', 'epsilon', '--mechanism', 'skellam', ...shared, '--dimension', '1.5', '--delta', '1e-5'],
      /--dimension: it must be a whole number/,
    ],
    [
      [
        'privacy',
        'epsilon',
        '--mechanism',
        'skellam',
        ...shared,
        '--dimension',
        '8',
        '--delta',
        '1e-5',
        '--accountant',
        'pld',
      ],
      /--mechanism: .*use the accountant rdp/,
    ],
  ]
  for (const [args, words] of told) assertTold(t, await runHere(args), 2, words)
})
