import test from 'ava'
import type { MarketBenchReport } from '../../simulator/bench/index.ts'
import { openWorkplace } from './parley.ts'

test('the benchmark of the market measures ledger, settlement, log and scores, and says which database is missing', async t => {
  const { parley } = await openWorkplace(t)
  const ran = await parley(['bench', 'market', '--quick', '--json'])
  t.is(ran.code, 0, ran.stderr)
  const report = ran.json<MarketBenchReport>()
  t.like(report, { quick: true, exact: true, holders: 10, rounds: 4 })
  t.is(report.settlementSeconds, Math.max(report.replaySeconds, report.driverSeconds))
  t.true(report.scoringSeconds > 0)
  const speeds = [
    report.ledgerTransfersPerSecond,
    report.naivePerSecond,
    report.logAppendsPerSecond,
    report.logAppendsPerSecondTogether,
  ]
  const lacksPostgres = report.missing.some(({ what }) => what === 'postgres')
  for (const { pglite, postgres } of speeds) {
    t.true(pglite > 0)
    t.true(lacksPostgres ? postgres === null : postgres! > 0)
  }
  // 24 leaves: five levels; no proof of consistency has more than a hash beyond them.
  const { proofs } = report
  t.like(proofs, { leaves: 24, inclusionBytes: 160, inclusionBytesAtMillion: 640 })
  t.true(proofs.consistencyBytes <= 192 && proofs.checkpointBytes > 100)
})
