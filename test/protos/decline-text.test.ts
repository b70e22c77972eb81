import test from 'ava'
import { declineReasons, declineStory, declineText } from '../../protos/index.ts'

test('every reason has words of its own, and one of a newer version is shown as it is', t => {
  const words = declineReasons.map(declineText)
  t.is(new Set(words).size, declineReasons.length)
  for (const text of words) t.notRegex(text, /-/)
  t.is(declineText('moon-in-the-wrong-house'), 'moon-in-the-wrong-house')
})

test('when a holder declined is told by the round that was to come next', t => {
  const story = (round: number) => declineStory({ reason: 'privacy-budget-spent', round }, 5)
  t.is(story(0), 'privacy budget spent, before training')
  t.is(story(5), 'privacy budget spent, before round 5')
  t.is(story(6), 'privacy budget spent, after training')
})
