import test from 'ava'
import type { RawAnswer } from '../../client/index.ts'
import { openRequestStage, type SentRequest } from './request-stage.ts'
import { faultIn, openTally, playCase } from './requests.ts'

test('of 1,500 requests that no client sends none is let in that has not earned it, and strangers are told one thing', async t => {
  t.timeout(120_000)
  const seed = 'a run for tests'
  const stage = await openRequestStage(seed)
  t.teardown(() => stage.close())
  const tally = openTally()
  for (let number = 0; number < 1_500; number++) await playCase(stage, seed, number, tally)
  t.deepEqual(tally.faults, [])
  t.is(tally.strangersTold.size, 1)
  // Neither a door that refuses all nor one check that refuses before the others come to it.
  t.true(tally.admitted > 150, `${tally.admitted}`)
  for (const check of [
    ...['edge', 'time-window', 'unknown-key', 'key-state', 'signature'],
    ...['nonce', 'session', 'sequence', 'transaction', 'role'],
  ])
    t.true((tally.refusedBy[check] ?? 0) > 0, check)
})

test('control: a door that lets in too much or too little, and a coordinator that breaks or answers anyway, are caught', t => {
  const answered: RawAnswer = { status: 16, text: 'no', messages: [] }
  const sent = (more: Partial<SentRequest>): SentRequest => ({
    ...{ answer: answered, outcome: 'signature', failures: [] },
    ...more,
  })
  const odd = { isSound: false }
  const sound = { isSound: true }
  t.is(faultIn(odd, 0, sent({}), undefined), undefined)
  t.is(faultIn(sound, 0, sent({ outcome: 'admitted' }), 'earned'), undefined)
  t.regex(faultIn(odd, 0, sent({ outcome: 'admitted' }), 'authentic') ?? '', /let in/)
  t.regex(faultIn(odd, 0, sent({ outcome: 'role' }), 'not authentic') ?? '', /as far as role/)
  t.regex(faultIn(odd, 0, sent({ outcome: 'nonce' }), 'earned') ?? '', /is earned/)
  t.regex(faultIn(sound, 0, sent({}), 'authentic') ?? '', /is sound/)
  t.regex(faultIn(odd, 0, sent({ failures: ['x is undefined'] }), undefined) ?? '', /broke inside/)
  t.regex(faultIn(odd, 0, sent({ answer: { ...answered, status: 13 } }), undefined) ?? '', /answered with 13/)
  t.regex(faultIn(odd, 0, sent({ answer: { ...answered, status: 0 } }), undefined) ?? '', /all the same/)
})
