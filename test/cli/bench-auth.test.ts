import test from 'ava'
import type { AuthBenchReport } from '../../simulator/bench/index.ts'
import { openWorkplace } from './parley.ts'

test('the benchmark of authentication measures calls, the door and its rows on each database that there is', async t => {
  const { parley } = await openWorkplace(t)
  const ran = await parley(['bench', 'auth', '--quick', '--json'])
  t.is(ran.code, 0, ran.stderr)
  const report = ran.json<AuthBenchReport>()
  const { calls, rowsPerSecond, nonceRatio, nonceInSessionRatio, microseconds } = report
  t.true(report.quick)
  t.is(report.overheadRatio, calls.pglite.read.ratio)
  t.like(report.goals, [{ field: 'overheadRatio', most: 1.5, value: report.overheadRatio }])
  const lacksPostgres = report.missing.some(({ what }) => what === 'postgres')
  t.is(calls.postgres === null, lacksPostgres)
  t.is(rowsPerSecond.postgres === null, lacksPostgres)
  for (const { unsignedMs, signedMs, ratio } of Object.values(calls.pglite)) {
    t.true(unsignedMs > 0 && signedMs > 0)
    // Of one turn.
    t.true(Math.abs(ratio - signedMs / unsignedMs) < 1e-6)
  }
  const { bare, nonces, noncesInSessions, audited } = rowsPerSecond.pglite
  t.is(nonceRatio.pglite, nonces / bare)
  t.is(nonceInSessionRatio.pglite, noncesInSessions / bare)
  t.is(report.auditAddsMicroseconds.pglite, 1e6 / audited - 1e6 / noncesInSessions)
  t.is(report.verifiedPerSecondPerCore, 1e6 / microseconds.door)
  t.true(microseconds.verifying > 0 && microseconds.signing > 0 && microseconds.reading > 0)
})
