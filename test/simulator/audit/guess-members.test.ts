import test from 'ava'
import { countGuesses, guessMembers } from '../../../simulator/audit/index.ts'

test('the highest scores are guessed in, the lowest out, and the middle is left alone', t => {
  t.deepEqual(guessMembers([0.1, 5, -2, 0.3, 7, -1, 0.2, 0.4], 0.5), [0, 1, -1, 0, 1, -1, 0, 0])
  t.deepEqual(guessMembers([3, 2, 1], 1), [1, 0, -1])
})

test('equal scores are told apart by their order, and a share that comes to no pair makes no guess', t => {
  t.deepEqual(guessMembers([1, 1, 1, 1], 0.5), [1, 0, 0, -1])
  t.deepEqual(guessMembers([4, 3, 2, 1], 0.4), [0, 0, 0, 0])
})

test('a guess is right where the coin fell so, and none is counted where none was made', t => {
  t.deepEqual(countGuesses([1, 1, 0, -1, -1], [true, false, true, false, true]), { guesses: 4, correct: 2 })
})

test('a share or a score that makes no sense is refused by name', t => {
  t.throws(() => guessMembers([1, 2], 0), { message: /^share: / })
  t.throws(() => guessMembers([1, 2], 1.5), { message: /^share: / })
  t.throws(() => guessMembers([1, Number.NaN], 1), { message: /^scores: that of canary 1 / })
})
