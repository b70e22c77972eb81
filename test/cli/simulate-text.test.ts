import test from 'ava'
import { outcomeText, replayedText } from '../../cli/simulate-text.ts'
import { planRuns } from '../../simulator/experiment/index.ts'
import { outcomeOf } from '../../simulator/player/index.ts'
import type { EndLine, StoredRun } from '../../simulator/results/index.ts'
import { smallExperiment } from '../simulator/experiment/small-experiment.ts'

const experiment = smallExperiment({ seeds: [1, 2] })

/** What is told of two runs that ended for these reasons. */
function toldOf(...reasons: readonly EndLine['reason'][]): string {
  const planned = planRuns(experiment)
  const runs = reasons.map((reason, i): StoredRun => {
    const { run, seed } = planned[i]!
    const head = { kind: 'run', run, experiment: 'small', seed, changes: {}, settings: {} } as const
    return {
      run: { ...head, backend: 'cpu', masking: 'off', transport: 'memory', version: '0' },
      rounds: [],
      end: { kind: 'end', run, reason, rounds: 0, kept: null, modelHash: '', detail: '' },
      timings: [],
    }
  })
  return outcomeText(experiment, outcomeOf(experiment, planned, runs))
}

test('a variant says how many of its runs diverged, and nothing where none did', t => {
  t.regex(toldOf('diverged', 'rounds-done'), /2, 1 diverged/)
  t.notRegex(toldOf('rounds-done', 'rounds-done'), /diverged/)
})

test('models are said to be those of masked runs only where the cut into groups decides nothing', t => {
  const groups = { size: 3 }
  const robust = { rule: 'median' } as const
  const none = outcomeOf(experiment, [], [])
  const swept = smallExperiment({ groups, sweep: { robust: [robust, null] } })
  t.regex(outcomeText(experiment, none), /come to the same models/)
  t.regex(outcomeText(smallExperiment({ groups }), none), /come to the same models/)
  for (const each of [smallExperiment({ groups, robust }), swept])
    t.regex(outcomeText(each, none), /comes to other models with masking on/)
})

test('a replay that differs says so where the draw of its groups must be another', t => {
  const difference = {
    line: 2,
    fields: ['modelHash'],
    stored: '{"modelHash":"a"}',
    played: '{"modelHash":"b"}',
  }
  const replayed = { run: 's1', file: 's1.jsonl', lines: 4, isIdentical: false, difference }
  t.regex(replayedText({ ...replayed, isOfDrawnGroups: true }), /drawn by seeds that the holders commit to/)
  t.notRegex(replayedText({ ...replayed, isOfDrawnGroups: false }), /commit/)
})
