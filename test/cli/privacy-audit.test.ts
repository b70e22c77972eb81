import test from 'ava'
import type { AuditReport } from '../../simulator/audit/index.ts'
import { assertTold, runHere } from './parley.ts'

const quick = ['--sampling', '1', '--canaries', '80', '--records', '10']

test('an audit prints one JSON value with claim, bound and guesses, and progress on stderr', async t => {
  const ran = await runHere(['privacy', 'audit', '--epsilon', '4', '--seed', '3', '--json', ...quick])
  t.is(ran.code, 0, ran.stderr)
  const report = ran.json<AuditReport>()
  t.like(report, { claimedEpsilon: 4, delta: 1e-5, confidence: 0.95, canaries: 80, guesses: 40, seed: 3 })
  t.false(report.isRefuted)
  t.true(report.lowerBound < 4 && report.noiseMultiplier! > 1)
  t.regex(ran.stderr, /a noise multiplier of \d+\.\d+ keeps 15 steps within epsilon 4/)
})

test('the control says that it was caught, with the bound above the claim', async t => {
  const ran = await runHere(['privacy', 'audit', '--noise', 'off', '--epsilon', '1', ...quick])
  t.is(ran.code, 0, ran.stderr)
  t.regex(ran.stdout, /claimed: +epsilon 1 at delta 1e-5\nlower bound: epsilon [2-9]\.\d/)
  t.regex(ran.stdout, /The control was caught/)
})

test('the claim of a noised training stands, in words', async t => {
  const ran = await runHere(['privacy', 'audit', ...quick])
  t.regex(ran.stdout, /The claim stands: with noise multiplier/)
})

test('an audit that cannot be is refused by the flag that is wrong', async t => {
  for (const [flag, value] of [
    ['--epsilon', '0'],
    ['--delta', '1'],
    ['--confidence', '95'],
    ['--canaries', '5'],
    ['--noise', 'some'],
  ] as const)
    assertTold(t, await runHere(['privacy', 'audit', flag, value]), 2, new RegExp(flag))
})
