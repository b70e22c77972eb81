import { fc, testProp } from '@fast-check/ava'
import test, { type ExecutionContext } from 'ava'
import {
  combineGroups,
  type GroupMean,
  leastGroupsFor,
  type RobustSettings,
  toleratedGroups,
} from '../../../aggregation/rules/index.ts'
import { distance, evenly, group, honestGroups } from './groups.ts'

const everyRule: readonly RobustSettings[] = [
  { rule: 'median' },
  { rule: 'trimmed-mean', trim: 2 },
  { rule: 'geometric-median' },
  { rule: 'multi-krum', faulty: 2 },
  { rule: 'multi-krum', faulty: 2, keep: 1 },
  { rule: 'norm-filter', factor: 2 },
]

const titleOf = (settings: RobustSettings) => Object.values(settings).join(' ')

/** The honest groups with poisoned ones among them, from the second place on. */
function poison(honest: readonly GroupMean[], values: readonly Float32Array[]): GroupMean[] {
  return [honest[0]!, ...values.map(poisoned => ({ values: poisoned, weight: 1 })), ...honest.slice(1)]
}

/** Three ways of sending values of 1e6: all alike, each another way, and each along an axis of its own. */
function attacks(count: number, length: number): Float32Array[][] {
  const make = (value: (k: number, i: number) => number) =>
    Array.from({ length: count }, (_, k) => Float32Array.from({ length }, (_, i) => value(k, i)))
  return [
    make(() => 1e6),
    make((k, i) => ((k >> (i % 3)) % 2 === 0 ? 1e6 : -1e6)),
    make((k, i) => (i === k % length ? 1e6 : 0)),
  ]
}

/** Fails unless every coordinate lies between the least and the largest honest one, or by `slack` outside. */
function requireInHull(
  t: ExecutionContext,
  values: Float32Array,
  honest: readonly GroupMean[],
  slack: number,
) {
  for (let i = 0; i < values.length; i++) {
    const column = honest.map(one => one.values[i]!)
    const inside =
      values[i]! >= Math.min(...column) - slack - 1e-5 && values[i]! <= Math.max(...column) + slack + 1e-5
    if (!inside) t.fail(`coordinate ${i} is ${values[i]}`)
  }
  t.pass()
}

for (const settings of everyRule) {
  test(`${titleOf(settings)} withstands as many groups at 1e6 as it says`, t => {
    for (const count of [7, 8, 9, 12]) {
      const poisoned = toleratedGroups(settings, count)
      t.true(poisoned >= 2)
      const honest = evenly(honestGroups('withstand', count - poisoned, 6))
      // Far groups still pull on the geometric median, by their number and not by how far they are.
      const slack = settings.rule === 'geometric-median' ? 3 : 0
      for (const attack of attacks(poisoned, 6)) {
        requireInHull(t, combineGroups(settings, poison(honest, attack)).values, honest, slack)
      }
    }
  })

  test(`${titleOf(settings)} gives way to enough groups at 1e6`, t => {
    for (const count of [7, 8, 9, 12]) {
      // Krum alone needs honest groups to have two poisoned neighbours more than were foreseen, and fewer than the others.
      const single = settings.rule === 'multi-krum' && settings.keep === 1
      const poisoned = single ? Math.floor(count / 2) + 1 : toleratedGroups(settings, count) + 1
      const honest = evenly(honestGroups('give way', count - poisoned, 6))
      const { values } = combineGroups(settings, poison(honest, attacks(poisoned, 6)[0]!))
      t.true(Math.abs(values[0]!) > 1e4, `${count} groups, ${poisoned} poisoned: ${values[0]}`)
    }
  })

  test(`${titleOf(settings)} is defeated by one malicious member in every group of a majority`, t => {
    // Of one weight each: a majority of groups with less than half of the weight does not move a median by weights.
    const groups = evenly(honestGroups('members', 9, 4))
    // Means of twenty members, of whom one sends 1e8 instead of its own values.
    const hit = groups.map((one, k) =>
      k < 5 ? { ...one, values: one.values.map(value => (19 * value + 1e8) / 20) } : one,
    )
    t.true(Math.abs(combineGroups(settings, hit).values[0]!) > 1e4)
  })

  test(`${titleOf(settings)} asks neither who came first nor changes what it was given`, t => {
    for (const seed of ['one', 'two', 'three']) {
      const groups = honestGroups(seed, 11, 20)
      const before = structuredClone(groups)
      const order = [4, 9, 0, 3, 10, 1, 8, 2, 7, 5, 6]
      const { values, leftOut } = combineGroups(settings, groups)
      const shuffled = combineGroups(
        settings,
        order.map(place => groups[place]!),
      )
      t.true(values.every((value, i) => Math.abs(value - shuffled.values[i]!) < 1e-6))
      t.deepEqual(
        shuffled.leftOut.map(place => order[place]!).sort((a, b) => a - b),
        leftOut,
      )
      t.deepEqual(groups, before)
    }
  })

  test(`${titleOf(settings)} of groups that agree is what they agree on`, t => {
    const groups = Array.from({ length: 7 }, () => group(0.1, -3, 0))
    t.deepEqual(combineGroups(settings, groups).values, Float32Array.of(0.1, -3, 0))
  })

  test(`${titleOf(settings)} refuses too few groups and groups that do not go together`, t => {
    const least = leastGroupsFor(settings)
    const groups = honestGroups('faults', least, 2)
    t.notThrows(() => combineGroups(settings, groups))
    t.throws(() => combineGroups(settings, groups.slice(1)), {
      instanceOf: RangeError,
      message: `${settings.rule} needs at least ${least} groups, not ${least - 1}`,
    })
    const faults: readonly [GroupMean, RegExp][] = [
      [group(1), /group 1 has 1 values where group 0 has 2/],
      [group(1, Number.NaN), /group 1 is not finite at coordinate 1/],
      [{ values: Float32Array.of(1, 1), weight: 0 }, /the weight of group 1 is a positive number, not 0/],
    ]
    for (const [fault, message] of faults) {
      const spoilt = [groups[0]!, fault, ...groups.slice(2)]
      t.throws(() => combineGroups(settings, spoilt), { instanceOf: RangeError, message })
    }
  })
}

const poisonValue = fc.float({ min: -1000000, max: 1000000, noNaN: true })

/** Honest groups, and poisoned ones of any values, as many as the rule withstands. */
function poisonedRound(settings: RobustSettings) {
  const least = leastGroupsFor(settings)
  return fc.integer({ min: least, max: least + 6 }).chain(count => {
    const poisoned = toleratedGroups(settings, count)
    const one = fc.array(poisonValue, { minLength: 3, maxLength: 3 })
    return fc.record({
      honest: fc.string().map(seed => evenly(honestGroups(seed, count - poisoned, 3))),
      poisoned: fc.array(
        one.map(values => Float32Array.from(values)),
        { minLength: poisoned, maxLength: poisoned },
      ),
    })
  })
}

for (const settings of [
  { rule: 'median' },
  { rule: 'trimmed-mean', trim: 1 },
  { rule: 'trimmed-mean', trim: 3 },
] as const) {
  testProp(
    `${titleOf(settings)} stays between the honest values whatever the poisoned groups send`,
    [poisonedRound(settings)],
    (t, { honest, poisoned }) => {
      requireInHull(t, combineGroups(settings, poison(honest, poisoned)).values, honest, 0)
    },
  )
}

testProp(
  'the geometric median stays within its bound of the median whatever the poisoned groups send',
  [poisonedRound({ rule: 'geometric-median' })],
  (t, { honest, poisoned }) => {
    const groups = poison(honest, poisoned)
    const start = combineGroups({ rule: 'median' }, groups).values
    const toStart = honest.reduce((sum, { values }) => sum + distance(values, start), 0) / groups.length
    const bound = (2 * toStart + 5e-7) / ((2 * honest.length) / groups.length - 1)
    const { values } = combineGroups({ rule: 'geometric-median' }, groups)
    t.true(distance(values, start) <= bound + 1e-5)
  },
)

testProp(
  'Multi-Krum stays within its bound of the honest groups whatever the poisoned ones send',
  [poisonedRound({ rule: 'multi-krum', faulty: 2 })],
  (t, { honest, poisoned }) => {
    const widest = Math.max(...honest.flatMap(a => honest.map(b => distance(a.values, b.values))))
    const slack = Math.sqrt(honest.length + poisoned.length - 4) * widest
    const { values } = combineGroups({ rule: 'multi-krum', faulty: 2 }, poison(honest, poisoned))
    requireInHull(t, values, honest, slack)
  },
)

testProp(
  'the norm filter gives nothing longer than its factor times the longest honest group',
  [poisonedRound({ rule: 'norm-filter', factor: 1.5 })],
  (t, { honest, poisoned }) => {
    const longest = Math.max(...honest.map(({ values }) => Math.hypot(...values)))
    const { values } = combineGroups({ rule: 'norm-filter', factor: 1.5 }, poison(honest, poisoned))
    t.true(Math.hypot(...values) <= 1.5 * longest + 1e-5)
  },
)

test('a rule needs as many groups as its paper says', t => {
  t.is(leastGroupsFor({ rule: 'median' }), 3)
  t.is(leastGroupsFor({ rule: 'geometric-median' }), 3)
  t.is(leastGroupsFor({ rule: 'norm-filter', factor: 3 }), 3)
  t.is(leastGroupsFor({ rule: 'trimmed-mean', trim: 0 }), 1)
  t.is(leastGroupsFor({ rule: 'trimmed-mean', trim: 3 }), 7)
  t.is(leastGroupsFor({ rule: 'multi-krum', faulty: 2 }), 7)
  t.is(leastGroupsFor({ rule: 'multi-krum', faulty: 2, keep: 8 }), 10)
})

test('a rule withstands as many poisoned groups as its paper says, and none where it has too few', t => {
  const tolerated = (settings: RobustSettings, ...counts: number[]) =>
    counts.map(count => toleratedGroups(settings, count))
  t.deepEqual(tolerated({ rule: 'median' }, 2, 3, 4, 5, 21), [0, 1, 1, 2, 10])
  t.deepEqual(tolerated({ rule: 'geometric-median' }, 2, 4, 9), [0, 1, 4])
  t.deepEqual(tolerated({ rule: 'norm-filter', factor: 3 }, 2, 4, 9), [0, 1, 4])
  t.deepEqual(tolerated({ rule: 'trimmed-mean', trim: 3 }, 6, 7, 20), [0, 3, 3])
  t.deepEqual(tolerated({ rule: 'trimmed-mean', trim: 0 }, 5), [0])
  t.deepEqual(tolerated({ rule: 'multi-krum', faulty: 2 }, 6, 7, 20), [0, 2, 2])
  t.deepEqual(tolerated({ rule: 'multi-krum', faulty: 2, keep: 8 }, 9, 10), [0, 2])
})

test('settings out of range are refused by name, by every function that takes them', t => {
  const faults: readonly [RobustSettings, RegExp][] = [
    [{ rule: 'trimmed-mean', trim: -1 }, /^trim is a whole number of at least 0, not -1$/],
    [{ rule: 'trimmed-mean', trim: 1.5 }, /^trim is .*1\.5$/],
    [{ rule: 'multi-krum', faulty: -1 }, /^faulty is a whole number of at least 0, not -1$/],
    [{ rule: 'multi-krum', faulty: Number.NaN }, /^faulty is .*NaN$/],
    [{ rule: 'multi-krum', faulty: 1, keep: 0 }, /^keep is a whole number of at least 1, not 0$/],
    [{ rule: 'norm-filter', factor: 0.9 }, /^factor is a number of at least 1, not 0\.9$/],
    [{ rule: 'norm-filter', factor: Number.POSITIVE_INFINITY }, /^factor is .*Infinity$/],
  ]
  const groups = honestGroups('settings', 9, 2)
  for (const [settings, message] of faults) {
    t.throws(() => combineGroups(settings, groups), { instanceOf: RangeError, message })
    t.throws(() => leastGroupsFor(settings), { instanceOf: RangeError, message })
    t.throws(() => toleratedGroups(settings, 9), { instanceOf: RangeError, message })
  }
})
