/** `parley drill rotation`: shows on this machine that keys and certificates turn over without a pause; beside it, `parley drill replay`. */
import type { Command } from 'commander'
import { onDrillGround } from '../drill/drill-ground.ts'
import type { DrillReport } from '../drill/rotation-drill.ts'
import { ReportedFailure } from '../errors.ts'
import { readNatural, withAction } from '../options.ts'
import type { World } from '../world.ts'
import { addReplayDrill } from './drill-replay.ts'

interface DrillCommandOptions {
  readonly json?: boolean
  readonly calls: number
  readonly workers: number
  readonly postgres?: string
}

export function addDrillCommand(program: Command, world: World): void {
  const drill = program.command('drill').description('practise what must work when it is needed')
  const rotation = drill
    .command('rotation')
    .description('replace every key and certificate under load, then revoke one key and try it')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option(
      '--calls <count>',
      'calls over gRPC and TLS while everything turns over',
      readNatural(100, 1_000_000),
      10_000,
    )
    .option('--workers <count>', 'that call at the same time', readNatural(1, 64), 8)
    .option(
      '--postgres <url>',
      'an empty PostgreSQL database to use (else a server of its own, where one is installed)',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ parley drill rotation
  $ parley drill rotation --calls 500 --json

Everything is made for it, on loopback, and thrown away: a coordinator, four members, an authority. The revoked key is tried at the
coordinator's door and at another one, which knows of keys only what it reads from the database. Exit code 1 when a call failed, or
the revoked key was let in later than 5 seconds after its revocation.`,
    )
  withAction<DrillCommandOptions>(rotation, world, async ({ options, output }) => {
    const { calls, workers, postgres } = options
    await onDrillGround(postgres, output, async ground => {
      const { drillRotation } = await import('../drill/rotation-drill.ts')
      const report = await drillRotation({ ...ground, calls, workers, note: output.note }, world)
      output.result(report, reportText(report))
      if (report.failed > 0 || report.acceptedAfterDeadline > 0 || report.certificateReloads === 0)
        throw new ReportedFailure('the drill failed')
    })
  })
  addReplayDrill(drill, world)
}

function reportText(report: DrillReport): string {
  const { calls, failed, failures, rotations, certificateReloads, seconds, doors, database } = report
  const why = Object.entries(failures).map(([reason, count]) => `${count} ${reason}`)
  return [
    `${calls} calls in ${seconds} s (${Math.round(calls / seconds)} a second) on the ${database} database: ${failed} failed${why.length === 0 ? '' : ` (${why.join(', ')})`}.`,
    `${rotations} keys and the certificate, ${certificateReloads} times, were replaced meanwhile.`,
    ...Object.entries(doors).map(
      ([name, door]) =>
        `A revoked key at the ${name} door: ${door.accepted} of ${door.calls} calls let in (${door.writesAccepted} that change something), the last ${Math.round(door.effectiveAfterMs)} ms after; ${door.acceptedAfterDeadline} after the deadline.`,
    ),
  ].join('\n')
}
