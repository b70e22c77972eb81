/** `parley drill replay`: shows on this machine that a request is let in once, and none that was altered. */
import type { Command } from 'commander'
import { onDrillGround } from '../drill/drill-ground.ts'
import type { ReplayReport } from '../drill/replay-drill.ts'
import { ReportedFailure } from '../errors.ts'
import { readNatural, withAction } from '../options.ts'
import { table } from '../output.ts'
import type { World } from '../world.ts'

interface ReplayCommandOptions {
  readonly json?: boolean
  readonly copies: number
  readonly postgres?: string
}

export function addReplayDrill(drill: Command, world: World): void {
  const replay = drill
    .command('replay')
    .description('send real requests of every method again, as they were and altered, at two doors')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--copies <count>', 'of one request at the same time', readNatural(2, 1_000), 50)
    .option(
      '--postgres <url>',
      'an empty PostgreSQL database to use (else a server of its own, where one is installed)',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ parley drill replay
  $ parley drill replay --copies 200 --json

Everything is made for it, on loopback, and thrown away: a coordinator with TLS, another door over the same database, members in every
role that is needed. Of each method a request is made, signed and let in once. Then it comes again, byte for byte, at both doors, and
a minute later (the clocks are moved on); with another key, version, time, nonce, session, number, message, method or signature; and
signed by its own member for another coordinator, under a used number or by a used transaction. Last, many copies at the same time.

acceptedTwice and acceptedForged are 0, and concurrent.accepted is concurrent.kinds, or the exit code is 1; as it is where another
check refused a request than the one that must (mismatches), or strangers were told more than one text. Reads are remembered by each
door for itself: one that is sent again elsewhere only reads again, and is counted in readsRepeatedElsewhere.`,
    )
  withAction<ReplayCommandOptions>(replay, world, async ({ options, output }) => {
    const { copies, postgres } = options
    await onDrillGround(postgres, output, async ground => {
      const { drillReplay, isPassed } = await import('../drill/replay-drill.ts')
      const report = await drillReplay({ ...ground, copies, note: output.note }, world)
      output.result(report, reportText(report))
      if (!isPassed(report)) throw new ReportedFailure('the drill failed')
    })
  })
}

function reportText(report: ReplayReport): string {
  const { captured, resent, acceptedTwice, acceptedForged, readsRepeatedElsewhere, concurrent } = report
  const { refusedBy, texts, mismatched, mismatches, seconds, database } = report
  const rows = Object.entries(refusedBy).map(([check, count]) => [check, `${count}`])
  return [
    `${captured} requests were let in, and sent again ${resent} times in ${seconds} s on the ${database} database: ${acceptedTwice} let in twice, ${acceptedForged} let in altered.`,
    `${readsRepeatedElsewhere} reads were answered once more by the other door.`,
    `${concurrent.copies} copies at the same time of ${concurrent.kinds} requests: ${concurrent.accepted} let in, at most ${concurrent.mostOfOneKind} of each.`,
    table(['refused by', 'requests'], rows, [1]),
    `Strangers were told ${texts} different texts. ${mismatched} requests were not met as they must be.`,
    ...mismatches.map(
      ({ method, what, expected, found }) => `${method}, ${what}: ${found}, where ${expected} was due`,
    ),
  ].join('\n')
}
