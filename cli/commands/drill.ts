/** `parley drill rotation | replay | playbooks`: shows on this machine that keys turn over, that requests count once, and that incidents are ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Command } from 'commander'
import { onDrillGround } from '../drill/drill-ground.ts'
import type { PlaybookDrillReport } from '../drill/playbook-drill.ts'
import type { DrillReport } from '../drill/rotation-drill.ts'
import { ReportedFailure } from '../errors.ts'
import { readNatural, withAction } from '../options.ts'
import { table } from '../output.ts'
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
  addRotation(drill, world)
  addPlaybooks(drill, world)
}

function addPlaybooks(drill: Command, world: World): void {
  const playbooks = drill
    .command('playbooks')
    .description('make each incident that there is a playbook for, and end it by its playbook')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .addHelpText(
      'after',
      `
Example:
  $ parley drill playbooks

Everything is made for it, on loopback, and thrown away: a coordinator over TLS, members, a machine on the way that captures requests, and
thieves that go on while the playbooks run. Exit code 1 when a check does not hold, or a thief was let in after it was contained.`,
    )
  withAction<{ readonly json?: boolean }>(playbooks, world, async ({ output }) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-drill-'))
    try {
      const { drillPlaybooks } = await import('../drill/playbook-drill.ts')
      const { addPlaybookCommand } = await import('./playbook.ts')
      const report = await drillPlaybooks(
        { folder, addPlaybooks: addPlaybookCommand, note: output.note },
        world,
      )
      output.result(report, playbooksText(report))
      if (!report.allChecksHold || report.acceptedAfter > 0) throw new ReportedFailure('the drill failed')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

function playbooksText({ playbooks, acceptedAfter, seconds }: PlaybookDrillReport): string {
  const rows = Object.entries(playbooks).map(([name, each]) => [
    name,
    `${each.held} of ${each.checks}`,
    each.secondsToContain === null ? 'not' : `${each.secondsToContain.toFixed(2)} s`,
    `${each.tries}`,
    `${each.acceptedBefore}`,
    `${each.acceptedAfter}`,
  ])
  const head = ['playbook', 'checks that hold', 'contained after', "thief's calls", 'let in before', 'after']
  return `${table(head, rows, [2, 3, 4, 5])}\nLet in after it was contained: ${acceptedAfter}. All in ${seconds.toFixed(1)} s.`
}

function addRotation(drill: Command, world: World): void {
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
