import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { editDistance, nearest } from '../../../simulator/experiment/nearest.ts'

/** The recursion as it is defined, without a table. */
function slowDistance(left: string, right: string): number {
  if (left === '' || right === '') return left.length + right.length
  const [a, b] = [left.slice(1), right.slice(1)]
  const change = left[0] === right[0] ? 0 : 1
  const swap =
    left.length > 1 && right.length > 1 && left[0] === right[1] && left[1] === right[0]
      ? slowDistance(left.slice(2), right.slice(2)) + 1
      : Number.POSITIVE_INFINITY
  return Math.min(slowDistance(a, right) + 1, slowDistance(left, b) + 1, slowDistance(a, b) + change, swap)
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })

testProp('the distance of two words is that of its definition', [word, word], (t, left, right) => {
  t.is(editDistance(left, right), slowDistance(left, right))
})

testProp('the distance is the same from either word', [word, word], (t, left, right) => {
  t.is(editDistance(left, right), editDistance(right, left))
})

test('letters that changed places are one mistake', t => {
  t.is(editDistance('sampeld', 'sampled'), 1)
  t.is(editDistance('kitten', 'sitting'), 3)
})

test('a word with a slip finds the word that was meant', t => {
  const names = ['localEpochs', 'learningRate', 'rounds', 'momentum']
  t.deepEqual(nearest('localEpoch', names), ['localEpochs'])
  t.deepEqual(nearest('learning-rate', names), ['learningRate'])
  t.deepEqual(nearest('ruonds', names), ['rounds'])
})

test('the beginning of a name finds the name before other names of its length', t => {
  t.deepEqual(nearest('dir', ['iid', 'dirichlet']), ['dirichlet'])
})

test('nothing is near where there is nothing', t => {
  t.deepEqual(nearest('rounds', []), [])
})
