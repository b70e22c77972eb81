import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { drillRotation } from '../../cli/drill/rotation-drill.ts'
import type { World } from '../../cli/world.ts'

test('every key and the certificate turn over under load without a failed call, and a revoked key is let in no more', async t => {
  t.timeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'parley-drill-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const { stdin, stdout, stderr } = process
  const world: World = {
    ...{ env: {}, stdin, stdout, stderr, random: systemRandom, nowMs: Date.now },
    stop: new AbortController().signal,
    endLifetime: () => undefined,
  }
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
