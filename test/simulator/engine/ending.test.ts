import test from 'ava'
import { accuracyOf, play, smallRun } from './small-run.ts'

test('a run ends at its target, in the first round that reaches it', async t => {
  const { rounds, end } = await play(smallRun({ training: { rounds: 20 }, target: { at: 0.6 } }))
  t.is(end?.reason, 'target-met')
  t.is(end?.rounds, rounds.length)
  t.true(rounds.length < 20)
  t.deepEqual(
    rounds.map(round => accuracyOf(round) >= 0.6),
    rounds.map((_, i) => i === rounds.length - 1),
  )
})

test('a target that does not stop is passed by', async t => {
  const { end } = await play(smallRun({ training: { rounds: 3 }, target: { at: 0.01, stop: false } }))
  t.deepEqual([end?.reason, end?.rounds], ['rounds-done', 3])
})

test('a run without patience left ends early, and keeps the best of its rounds', async t => {
  const { rounds, end } = await play(
    smallRun({
      training: {
        rounds: 20,
        keep: 'best',
        patience: { rounds: 2, minimumImprovement: 0.5 },
        minimumRounds: 4,
      },
    }),
  )
  t.is(end?.reason, 'out-of-patience')
  t.is(rounds.length, 4, 'not before the least number of rounds')
  const best = Math.max(...rounds.map(accuracyOf))
  const first = rounds.find(round => accuracyOf(round) === best)!
  t.deepEqual(end?.kept, { round: first.round, metrics: first.metrics })
  t.is(end?.modelHash, first.modelHash)
})

test('a run to its last round keeps that, and has nothing to explain', async t => {
  const { rounds, end } = await play(smallRun())
  t.deepEqual(end, {
    kind: 'end',
    run: 's1',
    reason: 'rounds-done',
    rounds: 2,
    kept: { round: 2, metrics: rounds[1]!.metrics },
    modelHash: rounds[1]!.modelHash,
    detail: '',
  })
})

test('where all training diverges the run ends, says so and what to try', async t => {
  const { end, rounds } = await play(
    smallRun({ model: 'mnist-2nn', training: { learningRate: 100, localEpochs: 20, batchSize: 1 } }),
  )
  t.is(end?.reason, 'diverged')
  t.is(end?.rounds, rounds.length)
  t.regex(
    end?.detail ?? '',
    /^training diverged at every holder of round 1; try a lower training\.learningRate$/,
  )
  t.is(end?.kept, null)
})
