import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { rocOf } from '../../../simulator/audit/index.ts'

test('the curve goes up where a member comes and to the right where another does', t => {
  const { points, area } = rocOf([5, 4, 4, 1], [true, true, false, false])
  t.deepEqual(points, [
    [0, 0],
    [0, 0.5],
    [0.5, 1],
    [1, 1],
  ])
  t.is(area, 0.875)
})

/** The area, counted pair by pair. */
function slowArea(scores: readonly number[], areMembers: readonly boolean[]): number {
  const [members, others] = [true, false].map(kind => scores.filter((_, i) => areMembers[i] === kind))
  const wins = members!.flatMap(one => others!.map(other => (one > other ? 1 : one === other ? 0.5 : 0)))
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

testProp(
  'the area is the share of pairs that are told apart, ties counted half',
  [fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 30 })],
  (t, drawn) => {
    const scores = [...drawn.map(([score]) => score), 3, 3]
    const areMembers = [...drawn.map(([, isMember]) => isMember), true, false]
    t.true(Math.abs(rocOf(scores, areMembers).area - slowArea(scores, areMembers)) < 1e-12)
  },
)

test('a curve needs members and others', t => {
  t.throws(() => rocOf([1, 2], [true, true]), { instanceOf: RangeError, message: /there are 2 and 0/ })
})
