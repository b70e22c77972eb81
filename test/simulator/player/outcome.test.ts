import test from 'ava'
import { type Experiment, type PlannedRun, planRuns } from '../../../simulator/experiment/index.ts'
import { outcomeOf } from '../../../simulator/player/index.ts'
import type { StoredRun } from '../../../simulator/results/index.ts'
import { smallExperiment } from '../experiment/small-experiment.ts'

/** A finished run with these accuracies; a round takes so many seconds. */
function stored({ run, seed, changes }: PlannedRun, accuracies: readonly number[], seconds = 1): StoredRun {
  return {
    run: {
      ...{ kind: 'run', run, experiment: 'small', seed, changes, settings: {}, backend: 'cpu' },
      ...{ masking: 'off', transport: 'memory', version: '0' },
    },
    rounds: accuracies.map((accuracy, i) => ({
      ...{ kind: 'round', run, round: i + 1, metrics: { accuracy }, trainingLoss: 1, learningRate: 0.1 },
      ...{ drawn: 4, survivors: 4, leftOut: [], stepNorm: 1, modelHash: '' },
    })),
    end: {
      ...{ kind: 'end', run, reason: 'rounds-done', rounds: accuracies.length },
      ...{ kept: null, modelHash: '', detail: '' },
    },
    timings: accuracies.map((_, i) => ({
      ...{ kind: 'timing', run, round: i + 1, seconds, trainingSeconds: null },
      ...{ evaluationSeconds: null, residentBytes: 1_000 * (i + 1) },
    })),
  }
}

function outcome(experiment: Experiment, accuracies: readonly (readonly number[])[]) {
  const planned = planRuns(experiment)
  const runs = accuracies.map((each, i) => stored(planned[i]!, each, i + 1))
  return outcomeOf(experiment, planned, runs)
}

test('figures are medians over the seeds, and stand at the top where only seeds differ', t => {
  const experiment = smallExperiment({ seeds: [1, 2, 3], target: { at: 0.5, stop: false } })
  const told: Readonly<Record<string, unknown>> = outcome(experiment, [
    [0.2, 0.6, 0.5],
    [0.5, 0.4, 0.3],
    [0.1, 0.2, 0.9],
  ])
  t.is(told.bestAccuracy, 0.6)
  t.is(told.finalAccuracy, 0.5)
  t.is(told.roundsTo50, 2)
  t.is(told.roundsTo97, null)
  t.is(told.secondsPerRound, 2)
  t.is(told.peakResidentBytes, 3_000)
})

test('each run counts its own rounds to every accuracy, by number and by name', t => {
  const experiment = smallExperiment({
    published: [{ figure: 'roundsTo62.5', value: 3, source: 'x' }],
  })
  const [run] = outcome(experiment, [[0.5, 0.625, 0.98]]).runs
  t.deepEqual(run!.roundsTo, { '0.625': 2, '0.97': 3, '0.99': null })
  t.is(run!['roundsTo62.5'], 2)
  t.is(run!.roundsTo99, null)
})

test('variants come in the order in which they are planned, without figures at the top', t => {
  const experiment = smallExperiment({ sweep: { 'training.learningRate': [0.05, 0.01, 0.1] } })
  const told = outcome(experiment, [[0.1], [0.2], [0.3]])
  t.deepEqual(
    told.variants.map(({ variant, bestAccuracy }) => [variant, bestAccuracy]),
    [
      ['training.learningRate=0.05', 0.1],
      ['training.learningRate=0.01', 0.2],
      ['training.learningRate=0.1', 0.3],
    ],
  )
  t.false('bestAccuracy' in told)
})

test('a run that another experiment left in the folder is not counted', t => {
  const experiment = smallExperiment({ seeds: [1] })
  const other = planRuns(smallExperiment({ seeds: [9] }))[0]!
  const planned = planRuns(experiment)
  const told = outcomeOf(experiment, planned, [stored(other, [0.9]), stored(planned[0]!, [0.3])])
  t.deepEqual(
    told.runs.map(({ seed }) => seed),
    [1],
  )
})
