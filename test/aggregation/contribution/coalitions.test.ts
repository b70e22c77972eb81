import { testProp } from '@fast-check/ava'
import test from 'ava'
import fc from 'fast-check'
import { chainOf } from '../../../aggregation/contribution/coalitions.ts'
import { maximumEvaluations, maximumGroups, planCoalitions } from '../../../aggregation/index.ts'
import { seedOf } from './games.ts'

test('up to six groups every coalition is evaluated, at the place of its mask', t => {
  for (let groups = 1; groups <= 6; groups++) {
    const { coalitions, orders } = planCoalitions(seedOf('any'), groups)
    t.deepEqual(
      coalitions,
      Array.from({ length: 2 ** groups }, (_, mask) => BigInt(mask)),
    )
    t.deepEqual(orders, [])
  }
})

testProp(
  'above six groups: nobody, everybody and whole chains of orders and their reverses, within the maximum',
  [fc.integer({ min: 7, max: maximumGroups }), fc.string()],
  (t, groups, label) => {
    const { coalitions, orders } = planCoalitions(seedOf(label), groups)
    const listed = new Set(coalitions)
    t.is(listed.size, coalitions.length, 'none twice')
    t.true(coalitions.length <= maximumEvaluations)
    t.is(coalitions[0], 0n)
    t.is(coalitions[1], 2n ** BigInt(groups) - 1n)
    t.true(orders.length >= 2 && orders.length % 2 === 0)
    for (const [i, order] of orders.entries()) {
      t.is(new Set(order).size, groups)
      t.true(chainOf(order).every(coalition => listed.has(coalition)))
      if (i % 2 === 1) t.deepEqual(order, orders[i - 1]!.toReversed())
    }
    t.deepEqual(planCoalitions(seedOf(label), groups).coalitions, coalitions, 'from the seed alone')
  },
  { numRuns: 40 },
)

test('another seed gives other orders; the order of a known seed is frozen', t => {
  const [first, second] = ['a', 'b'].map(label => planCoalitions(seedOf(label), 8).orders)
  t.notDeepEqual(first, second)
  t.deepEqual(planCoalitions(new Uint8Array(32), 8).orders[0], [0, 5, 1, 2, 4, 6, 3, 7])
})

test('each group comes first about as often as any other', t => {
  const counts = Array.from({ length: 7 }, () => 0)
  for (let i = 0; i < 60; i++)
    for (const order of planCoalitions(seedOf(`first ${i}`), 7).orders) counts[order[0]!]! += 1
  const expected = counts.reduce((sum, count) => sum + count, 0) / 7
  for (const count of counts) t.true(Math.abs(count - expected) < 5 * Math.sqrt(expected), `${counts}`)
})

test('no groups, or more than fit, are refused', t => {
  for (const groups of [0, -1, 1.5, maximumGroups + 1])
    t.throws(() => planCoalitions(seedOf('x'), groups), { instanceOf: RangeError, message: /1 to 128/ })
})
