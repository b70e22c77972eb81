import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { compareNaturally } from '../../../simulator/results/natural-order.ts'

test('numbers inside names are ordered as numbers', t => {
  const names = ['run-10', 'run-9', 'run', 'run-9-b', 'run-09', 'Run-1', 'run-9-a2', 'run-9-a10']
  t.deepEqual(
    [...names].sort(compareNaturally),
    ['Run-1', 'run', 'run-9', 'run-9-a2', 'run-9-a10', 'run-9-b', 'run-09', 'run-10'].toSorted(
      compareNaturally,
    ),
  )
  t.true(compareNaturally('run-2', 'run-10') < 0)
  t.true(compareNaturally('run-9-a2', 'run-9-a10') < 0)
  t.true(compareNaturally('run', 'run-1') < 0)
  // The same number, after which one name goes on.
  t.true(compareNaturally('00', '0-') < 0 && compareNaturally('0-', '00') > 0)
})

const name = fc.stringMatching(/^[ab01-]{1,6}$/)

testProp('it is an order: total, antisymmetric, transitive', [name, name, name], (t, a, b, c) => {
  t.is(Math.sign(compareNaturally(a, b)), -Math.sign(compareNaturally(b, a)) + 0)
  t.is(compareNaturally(a, b) === 0, a === b)
  if (compareNaturally(a, b) < 0 && compareNaturally(b, c) < 0) t.true(compareNaturally(a, c) < 0)
})
