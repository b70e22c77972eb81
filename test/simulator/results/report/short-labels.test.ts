import test from 'ava'
import { shortLabels } from '../../../../simulator/results/report/short-labels.ts'
import type { VariantSummary } from '../../../../simulator/results/summary.ts'

const labelled = (...changes: readonly VariantSummary['changes'][]) =>
  shortLabels(changes.map(each => ({ label: 'all of it', changes: each }) as VariantSummary))

test('a swept field is called by the end of its path, or by more of it where two end alike', t => {
  t.deepEqual(labelled({ 'training.learningRate': 0.1 }, { 'training.learningRate': 1 }), [
    'learningRate=0.1',
    'learningRate=1',
  ])
  t.deepEqual(labelled({ 'a.kind': 'x', 'b.kind': 'y' }), ['a.kind=x, b.kind=y'])
  t.deepEqual(labelled({}), ['all of it'])
})

test('a named variant is called by its name alone', t => {
  t.deepEqual(labelled({ variant: 'fedavg-0.1', 'training.rounds': 5 }), ['rounds=5, fedavg-0.1'])
})
