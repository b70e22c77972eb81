import { testProp } from '@fast-check/ava'
import test from 'ava'
import fc from 'fast-check'
import { groupShapley, planCoalitions } from '../../../aggregation/index.ts'
import { seedOf } from './games.ts'

const utility = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const gameOf = (groups: number) => fc.array(utility, { minLength: 2 ** groups, maxLength: 2 ** groups })
const games = fc.integer({ min: 1, max: 5 }).chain(groups => gameOf(groups))
const groupsOf = (utilities: readonly bigint[]) => Math.log2(utilities.length)
const exact = (utilities: readonly bigint[]) =>
  groupShapley(planCoalitions(seedOf('s'), groupsOf(utilities)), utilities)
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)

/** Slow twin: marginal values over every order, one by one. */
function overAllOrders(utilities: readonly bigint[]): readonly bigint[] {
  const groups = groupsOf(utilities)
  const values = Array.from({ length: groups }, () => 0n)
  const walk = (mask: number) => {
    for (let group = 0; group < groups; group++) {
      if ((mask >> group) & 1) continue
      const next = mask | (1 << group)
      // Every completion of the order has this step.
      const completions = factorial(groups - bits(next))
      values[group]! += completions * (utilities[next]! - utilities[mask]!)
      walk(next)
    }
  }
  walk(0)
  return values
}
const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))
const bits = (mask: number) => [...mask.toString(2)].filter(bit => bit === '1').length

testProp('the values are those of marginal values over all orders', [games], (t, utilities) => {
  const { numerators, denominator } = exact(utilities)
  t.deepEqual(numerators, overAllOrders(utilities))
  t.is(denominator, factorial(groupsOf(utilities)))
})

testProp('they sum to what all have over what none have', [games], (t, utilities) => {
  const { numerators, denominator } = exact(utilities)
  t.is(sum(numerators), denominator * (utilities.at(-1)! - utilities[0]!))
})

testProp(
  'they are linear in the utilities',
  [fc.integer({ min: 1, max: 4 }).chain(groups => fc.tuple(gameOf(groups), gameOf(groups))), utility],
  (t, [left, right], factor) => {
    const combined = exact(left.map((value, i) => value + factor * right[i]!)).numerators
    const [ofLeft, ofRight] = [exact(left).numerators, exact(right).numerators]
    t.deepEqual(
      combined,
      ofLeft.map((value, j) => value + factor * ofRight[j]!),
    )
  },
)

testProp(
  'groups that are worth the same everywhere get the same, and a group that changes nothing gets nothing',
  [fc.array(utility, { minLength: 8, maxLength: 8 })],
  (t, base) => {
    // Groups 0 and 1 count alike: by how many of them are in; group 3 is a dummy.
    const utilities = Array.from(
      { length: 16 },
      (_, mask) => base[(mask & 1) + ((mask >> 1) & 1) + (((mask >> 2) & 1) === 1 ? 4 : 0)]!,
    )
    const { numerators } = exact(utilities)
    t.is(numerators[0], numerators[1])
    t.is(numerators[3], 0n)
  },
)

test('three groups by hand', t => {
  // u: none 0, a 12, b 6, ab 24, c 0, ac 18, bc 12, abc 30: a has (2·12 + 18 + 18 + 2·18) / 6 = 16.
  t.deepEqual(exact([0n, 12n, 6n, 24n, 0n, 18n, 12n, 30n]), {
    numerators: [96n, 60n, 24n],
    denominator: 6n,
  })
})

testProp(
  'from chains of orders they still sum to the gain, and additive games come out exactly',
  [fc.array(utility, { minLength: 7, maxLength: 30 }), fc.string()],
  (t, worth, label) => {
    const plan = planCoalitions(seedOf(label), worth.length)
    const additive = plan.coalitions.map(mask =>
      sum(worth.filter((_, j) => ((mask >> BigInt(j)) & 1n) === 1n)),
    )
    const { numerators, denominator } = groupShapley(plan, additive)
    t.deepEqual(
      numerators,
      worth.map(value => value * denominator),
    )
    const squared = additive.map(value => value * value)
    t.is(sum(groupShapley(plan, squared).numerators), denominator * squared[1]!)
  },
  { numRuns: 30 },
)

test('a utility too few or too many is refused', t => {
  t.throws(() => groupShapley(planCoalitions(seedOf('s'), 2), [0n, 1n, 2n]), { instanceOf: RangeError })
})
