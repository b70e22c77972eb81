import test from 'ava'
import { castOf, drillsFor, groupSizeFor, roundsFor, smallestToSpareOne } from '../../../cli/demo/cast.ts'

const counts = Array.from({ length: 12 }, (_, i) => i + 5)
const groupsOf = (holders: number) => Math.floor(holders / groupSizeFor(holders))

test('every cast has one free rider, which declares the most, and one holder with wrong labels', t => {
  for (const count of counts) {
    const cast = castOf(count)
    t.is(cast.length, count)
    t.is(new Set(cast.map(({ organisation }) => organisation)).size, count)
    const parts = (part: string) => cast.filter(hospital => hospital.part === part)
    t.is(parts('bad-labels').length, 1)
    t.is(parts('free-rider').length, 1)
    t.is(parts('free-rider')[0]!.examples, Math.max(...cast.map(({ examples }) => examples)))
    const honest = parts('honest').map(({ examples }) => examples)
    t.deepEqual(
      honest,
      honest.toSorted((a, b) => b - a),
    )
    t.deepEqual([honest[0], honest.at(-1)], [640, 500])
  }
})

test('the usual rounds are enough for two unknowns a holder, with one round not needed and one lost', t => {
  t.is(roundsFor(7), 26)
  for (const count of counts.filter(holders => groupsOf(holders) > 1))
    t.true((roundsFor(count) - 2) * (groupsOf(count) - 1) >= 4 * (count - 1), `${count}`)
})

test('nobody is killed where no group could go on without it, or where no round is left to come back in', t => {
  t.deepEqual(drillsFor(6, 26), [])
  t.deepEqual(drillsFor(7, 3), [])
  t.deepEqual(
    drillsFor(7, 5).map(({ round }) => round),
    [2],
  )
  for (const count of counts.filter(holders => holders !== 6)) {
    t.is(drillsFor(count, 26).length, 2)
    t.true(Math.ceil(count / groupsOf(count)) >= smallestToSpareOne)
  }
})
