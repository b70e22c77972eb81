import test from 'ava'
import { presentIn } from '../../../simulator/engine/conditions.ts'
import { play, refusalOf, smallRun } from './small-run.ts'

const ten = Array.from({ length: 10 }, (_, i) => `holder-${i}`)

function present(conditions: object, localEpochs = 5, rounds = 40) {
  const run = smallRun({ training: { localEpochs }, conditions })
  return Array.from({ length: rounds }, (_, i) => presentIn(run, i + 1, ten))
}

test('stragglers are a share of the drawn in every round, others in each, and are dropped', t => {
  const rounds = present({ stragglers: { share: 0.3, work: 'drop' } })
  t.true(rounds.every(round => round.length === 7 && round.every(({ epochs }) => epochs === undefined)))
  t.true(new Set(rounds.map(round => JSON.stringify(round))).size > 20)
})

test('stragglers with part of the work do from one epoch to all but one', t => {
  const rounds = present({ stragglers: { share: 0.5, work: 'partial' } })
  const slow = rounds.map(round => round.flatMap(({ epochs }) => epochs ?? []))
  t.true(slow.every(({ length }) => length === 5))
  t.deepEqual([...new Set(slow.flat())].sort(), [1, 2, 3, 4])
})

test('of one epoch nobody can do less', t => {
  const rounds = present({ stragglers: { share: 0.5, work: 'partial' } }, 1)
  t.true(rounds.flat().every(({ epochs }) => epochs === undefined))
})

test('holders fall silent each by its own chance', t => {
  const left = present({ dropouts: 0.3 }, 1, 400).flat().length / 4000
  t.true(Math.abs(left - 0.7) < 0.03, `${left} were left`)
})

test('the same seed draws the same conditions', t => {
  const conditions = { dropouts: 0.3, stragglers: { share: 0.5, work: 'partial' } }
  t.deepEqual(present(conditions), present(conditions))
})

test('what dropped stragglers leave is summed down to three, and the line says how many that were', async t => {
  const { rounds } = await play(
    smallRun({ holders: 6, conditions: { stragglers: { share: 0.5, work: 'drop' } } }),
  )
  t.deepEqual(
    rounds.map(({ drawn, survivors }) => [drawn, survivors]),
    [
      [6, 3],
      [6, 3],
    ],
  )
  t.true(rounds.every(({ stepNorm }) => stepNorm! > 0))
})

test('less work moves the model less', async t => {
  const fields = { training: { rounds: 1, localEpochs: 4 } }
  const [full, part] = [
    await play(smallRun(fields)),
    await play(smallRun({ ...fields, conditions: { stragglers: { share: 1, work: 'partial' } } })),
  ]
  t.is(part.rounds[0]!.survivors, 4)
  t.true(part.rounds[0]!.stepNorm! < full.rounds[0]!.stepNorm!)
})

test('a group below its minimum is not summed, unless floors are put aside', async t => {
  const fields = { holders: 6, groups: { size: 3 }, training: { rounds: 6 } }
  const counts = async (withoutFloors: boolean) => {
    const { rounds } = await play(smallRun({ ...fields, conditions: { dropouts: 0.2, withoutFloors } }))
    return rounds.map(({ survivors }) => survivors)
  }
  const [bare, held] = [await counts(true), await counts(false)]
  t.true(
    held.every(survivors => survivors % 3 === 0),
    `${held}`,
  )
  t.true(
    bare.some(survivors => survivors % 3 !== 0),
    `${bare}`,
  )
})

test('a round in which nobody is left changes nothing and is recorded', async t => {
  const { rounds, end } = await play(smallRun({ conditions: { dropouts: 0.99, withoutFloors: true } }))
  t.deepEqual(
    rounds.map(({ survivors, stepNorm, trainingLoss }) => ({ survivors, stepNorm, trainingLoss })),
    [1, 2].map(() => ({ survivors: 0, stepNorm: 0, trainingLoss: null })),
  )
  t.is(rounds[0]!.modelHash, rounds[1]!.modelHash)
  t.is(end?.reason, 'rounds-done')
})

test('stragglers of whom nothing is ever left to sum are refused, with the share that would do', async t => {
  const conditions = { stragglers: { share: 0.9, work: 'drop' } }
  const fields = { holders: 10, conditions }
  t.is(
    (await refusalOf(smallRun(fields)))?.message,
    'conditions.stragglers.share: leaves 1 of the 10 holders of a round, and sums of fewer than 3 are not made: at most 0.7, or conditions.withoutFloors: true',
  )
  t.is(
    await refusalOf(smallRun({ ...fields, conditions: { ...conditions, withoutFloors: true } })),
    undefined,
  )
  t.is(
    await refusalOf(smallRun({ ...fields, conditions: { stragglers: { share: 0.7, work: 'drop' } } })),
    undefined,
  )
})

test('a chance of falling silent under which hardly a round would be summed is refused, with the chance that would do', async t => {
  const withDropouts = (dropouts: number, more = {}) =>
    refusalOf(smallRun({ holders: 10, conditions: { dropouts, ...more } }))
  t.is(
    (await withDropouts(0.97))?.message,
    'conditions.dropouts: leaves 3 of 10 holders, the fewest that are summed, in 0.3 % of the rounds: at most 0.95, or conditions.withoutFloors: true',
  )
  t.is(await withDropouts(0.95), undefined)
  t.is(await withDropouts(0.97, { withoutFloors: true }), undefined)
  const many = await refusalOf(smallRun({ holders: 30, conditions: { dropouts: 0.99 } }))
  t.regex(many!.message, /^conditions\.dropouts: leaves 3 of 30 holders.*at most 0\.98/)
})
