import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  holdbackShare,
  nextReputation,
  outcomeOf,
  type RoundRecord,
  reputationsAfter,
  startingReputation,
} from '../../../aggregation/rewards/index.ts'

const named = (...holders: string[]) => holders.map(holder => ({ holder }))

// Birch was silent after its update was in the sum; elm was, too, and was blamed.
const dropouts = [
  { holder: 'birch', stage: 'unmask' },
  { holder: 'dogwood', stage: 'input' },
  { holder: 'elm', stage: 'survivors' },
]
const record: RoundRecord = {
  survivors: named('alder', 'birch', 'cedar', 'elm'),
  dropouts,
  blamed: ['cedar', 'elm', 'fir'],
}

test('a round gives 4,000 for an update in the sum, and with it 3,000 for being on time and 3,000 for no blame', t => {
  const outcomes = ['alder', 'birch', 'cedar', 'dogwood', 'elm', 'fir', 'gorse'].map(holder =>
    outcomeOf(holder, record),
  )
  t.deepEqual(outcomes, [10_000, 7_000, 7_000, 0, 4_000, 0, undefined])
})

test('a reputation goes an eighth of the way to the outcome, and what is cut off stays where it was', t => {
  t.is(nextReputation(5_000, 10_000), 5_625)
  t.is(nextReputation(5_625, 10_000), 6_171)
  t.is(nextReputation(6_171, 0), 5_400)
  t.is(nextReputation(5_400, 7_000), 5_600)
  t.throws(() => nextReputation(10_001, 0), { message: /^reputation is 10001/ })
  t.throws(() => nextReputation(5_000, -1), { message: /^outcome is -1/ })
  t.throws(() => nextReputation(0.5, 0), { instanceOf: RangeError })
})

test('records are folded in their order, newcomers begin at 5,000, and whoever is not named keeps its reputation', t => {
  const later: RoundRecord = { survivors: named('dogwood'), dropouts: named('alder'), blamed: [] }
  const before = new Map([['gorse', 777]])
  t.deepEqual(
    new Map(reputationsAfter([record, later], before)),
    new Map([
      ['gorse', 777],
      ['alder', 4_922],
      ['birch', 5_250],
      ['cedar', 5_250],
      ['elm', 4_875],
      ['dogwood', 5_078],
      ['fir', 4_375],
    ]),
  )
  t.deepEqual([...before], [['gorse', 777]])
  // The other order is another story.
  t.is(reputationsAfter([later, record]).get('alder'), 5_078)
})

const reputation = fc.integer({ min: 0, max: 10_000 })
const outcomes = fc.array(fc.constantFrom(0, 4_000, 7_000, 10_000), { maxLength: 300 })
const after = (start: number, list: readonly number[]) => list.reduce(nextReputation, start)

testProp(
  'from the start no run of outcomes reaches 0 or 10,000, and no reputation leaves them',
  [reputation, outcomes],
  (t, start, list) => {
    const end = after(startingReputation, list)
    t.true(end > 0 && end < 10_000)
    const other = after(start, list)
    t.true(Number.isInteger(other) && other >= 0 && other <= 10_000)
  },
)

test('a thousand good rounds come as near to 10,000 as a fraction of eight, a thousand bad ones to 0, and both turn back', t => {
  const rounds = (outcome: number) => Array.from({ length: 1_000 }, () => outcome)
  const [best, worst] = [after(startingReputation, rounds(10_000)), after(startingReputation, rounds(0))]
  t.is(best, 9_993)
  t.is(worst, 7)
  t.is(nextReputation(best, 7_000), 9_619)
  t.is(nextReputation(worst, 10_000), 1_256)
})

testProp(
  'a better outcome in any round, or a better start, never gives a worse reputation',
  [reputation, reputation, outcomes, fc.nat(), fc.constantFrom(4_000, 7_000, 10_000)],
  (t, start, other, list, place, better) => {
    t.true(after(Math.max(start, other), list) >= after(Math.min(start, other), list))
    const at = list.length === 0 ? 0 : place % list.length
    const improved = list.map((outcome, i) => (i === at ? Math.max(outcome, better) : outcome))
    t.true(after(start, improved) >= after(start, list))
  },
)

testProp(
  'a record in which a holder did better, and others the same, never gives it less',
  [fc.boolean(), fc.boolean(), fc.boolean()],
  (t, isIn, isLate, isBlamed) => {
    const outcome = (delivered: boolean, late: boolean, blamed: boolean) =>
      outcomeOf('alder', {
        survivors: named(...(delivered ? ['alder'] : []), 'birch'),
        dropouts: named(...(late ? ['alder'] : [])),
        blamed: blamed ? ['alder'] : [],
      })
    const found = outcome(isIn, isLate, isBlamed)
    if (found === undefined) return t.false(isIn || isLate || isBlamed)
    t.true(outcome(true, isLate, isBlamed)! >= found)
    if (isIn) t.true(outcome(true, false, isBlamed)! >= found && outcome(true, isLate, false)! >= found)
  },
)

testProp(
  'what is held back falls with reputation, from all of the basis points to a quarter of them',
  [reputation, reputation, fc.integer({ min: 0, max: 10_000 })],
  (t, one, other, basisPoints) => {
    const [less, more] = [Math.min(one, other), Math.max(one, other)].map(value =>
      holdbackShare(value, basisPoints),
    )
    t.true(less! >= more!)
    t.true(Number.isInteger(more) && more! >= basisPoints / 4 && less! <= basisPoints)
    // The exact line, rounded up.
    const exact = BigInt(basisPoints) * (40_000n - 3n * BigInt(one))
    t.is(BigInt(holdbackShare(one, basisPoints)), (exact + 39_999n) / 40_000n)
  },
)

test('a newcomer leaves 62.5 % of the holdback in the terms, and odd numbers are refused', t => {
  t.is(holdbackShare(5_000, 2_000), 1_250)
  t.is(holdbackShare(0, 2_001), 2_001)
  t.is(holdbackShare(10_000, 2_001), 501)
  t.throws(() => holdbackShare(-1, 2_000), { message: /^reputation is -1/ })
  t.throws(() => holdbackShare(5_000, 10_001), { message: /^basisPoints is 10001/ })
})
