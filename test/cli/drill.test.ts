import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { drillReplay, isPassed, type ReplayReport } from '../../cli/drill/replay-drill.ts'
import { drillRotation } from '../../cli/drill/rotation-drill.ts'
import type { World } from '../../cli/world.ts'

const { stdin, stdout, stderr } = process
const world: World = {
  ...{ env: {}, stdin, stdout, stderr, random: systemRandom, nowMs: Date.now },
  stop: new AbortController().signal,
  endLifetime: () => undefined,
}

test('every key and the certificate turn over under load without a failed call, and a revoked key is let in no more', async t => {
  t.timeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'parley-drill-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const report = await drillRotation(
    { folder, calls: 60, workers: 4, pauseMs: 200, note: text => t.log(text) },
    world,
  )
  t.like(report, {
    calls: 60,
    failed: 0,
    failures: {},
    rotations: 4,
    certificateReloads: 2,
    revoked: 1,
    acceptedAfterDeadline: 0,
    database: 'embedded',
  })
  // The door that revoked knows at once; the other one reads it, and lets no change in before it has.
  t.is(report.doors.own?.accepted, 0)
  t.is(report.doors.further?.writesAccepted, 0)
  t.true(report.effectiveAfterMs < 5_000)
})

test('a request is let in once, whichever way it comes again, and refused by the check that is there for it', async t => {
  t.timeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'parley-drill-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  // One of each kind; the command takes all.
  const operations = [
    ...(['describe', 'enrol', 'beginSession', 'deposit', 'uploadBlob'] as const),
    ...(['postBounty', 'getBalances', 'downloadBlob', 'watch'] as const),
  ]
  const report = await drillReplay({ folder, operations, copies: 6, note: text => t.log(text) }, world)
  t.deepEqual(report.mismatches, [])
  t.true(isPassed(report))
  t.like(report, {
    captured: 18,
    acceptedTwice: 0,
    acceptedForged: 0,
    // Two of each method that only reads.
    readsRepeatedElsewhere: 8,
    // One of each method that changes something, those under one number and those by one transaction.
    concurrent: { kinds: 7, copies: 6, accepted: 7, mostOfOneKind: 1 },
    texts: 1,
    mismatched: 0,
    database: 'embedded',
  })
  // Late, at each door, of nine methods; of the three that keys or money hang on those signed ahead too, whose window is narrower.
  t.is(report.refusedBy['time-window'], 24)
  t.like(report.refusedBy, {
    'unknown-key': 9,
    'key-state': 7,
    sequence: 3,
    session: 6,
    transaction: 4,
  })
})

test('the drill fails by one request that is let in twice, by one that is let in altered, by a second text and by a wrong check', t => {
  const report: ReplayReport = {
    ...{ captured: 2, resent: 9, acceptedTwice: 0, acceptedForged: 0, readsRepeatedElsewhere: 1 },
    concurrent: { kinds: 3, copies: 5, accepted: 3, mostOfOneKind: 1 },
    ...{ refusedBy: {}, texts: 1, mismatched: 0, mismatches: [], seconds: 1, database: 'embedded' },
  }
  t.true(isPassed(report))
  const faults: readonly Partial<ReplayReport>[] = [
    ...[{ acceptedTwice: 1 }, { acceptedForged: 1 }, { texts: 2 }, { mismatched: 1 }],
    { concurrent: { ...report.concurrent, accepted: 2 } },
    { concurrent: { ...report.concurrent, mostOfOneKind: 2 } },
  ]
  for (const fault of faults) t.false(isPassed({ ...report, ...fault }))
})
