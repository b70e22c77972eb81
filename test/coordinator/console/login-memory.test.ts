import test from 'ava'
import { systemRandom } from '../../../aggregation/index.ts'
import { attemptMs, openLoginMemory } from '../../../coordinator/console/login-memory.ts'

test('a login under way is driven out by nobody, comes back once, in time, and to the process that began it', t => {
  let nowMs = 1_000
  const clock = { nowMs: () => nowMs, after: () => () => undefined }
  const memory = openLoginMemory(systemRandom, clock)
  const mine = memory.beginAttempt()
  for (let other = 0; other < 3_000; other++) memory.beginAttempt()
  const altered = `${mine.id.slice(0, -2)}${mine.id.endsWith('A') ? 'B' : 'A'}A`
  for (const id of [undefined, '', 'x', altered, 'A'.repeat(2_000)]) t.is(memory.takeAttempt(id), undefined)
  t.is(openLoginMemory(systemRandom, clock).takeAttempt(mine.id), undefined)
  t.deepEqual(memory.takeAttempt(mine.id), mine.attempt)
  t.is(memory.takeAttempt(mine.id), undefined)
  const late = memory.beginAttempt()
  nowMs += attemptMs
  t.is(memory.takeAttempt(late.id), undefined)
})
