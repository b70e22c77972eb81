import type { Command } from 'commander'
import { benchMarket, type MarketBenchReport } from '../../simulator/bench/index.ts'
import { withAction } from '../options.ts'
import { bytesText, figureText, table } from '../output.ts'
import type { World } from '../world.ts'

interface MarketBenchOptions {
  readonly json?: boolean
  readonly quick?: boolean
}

/** `parley bench market`. */
export function addMarketBench(bench: Command, world: World): void {
  const market = bench
    .command('market')
    .description('transfers in the ledger, settlement of a large bounty, leaves of the public log, scores')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--quick', 'few of everything: shows that everything runs, says nothing about speed')
    .addHelpText(
      'after',
      `
Sixteen writers move units between a thousand accounts, on the embedded database in a folder and on a PostgreSQL server that is
started for it, where one is installed. The naive loop inserts two postings and updates two balances in one transaction, and
nothing else: no keys, no locks in order, no seals. What is compared is measured in turns; ratio is the ledger's speed over its.

Then one bounty with stakes, holdback, two epochs, a bonus and a time to challenge: replayed in memory as whoever has its log does,
and played through the coordinator on the embedded database, from posting to the last unit. settlementSeconds is the longer.

logAppendsPerSecond is of leaves of the public log, each in a transaction of its own; naive is the same row without tree and seal.
scoringSeconds is what contribution of a hundred holders over a hundred rounds takes whoever recomputes it, exactly.

Examples:
  $ parley bench market
  $ parley bench market --json > report.json`,
    )
  withAction<MarketBenchOptions>(market, world, async ({ options, output }) => {
    const { quick = false } = options
    const report = await benchMarket({ quick, nowMs: world.nowMs, report: output.note })
    output.result(report, reportText(report))
  })
}

function reportText(report: MarketBenchReport): string {
  const { machine, missing, writers, quick } = report
  return [
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, ${writers} writers in the ledger`,
    speedsText(report),
    settlementText(report),
    proofsText(report),
    scoringText(report),
    ...missing.map(({ what, reason }) => `${what} is missing: ${reason}`),
    ...(quick ? ['Measured with --quick: these figures say nothing about speed.'] : []),
  ].join('\n\n')
}

function speedsText(report: MarketBenchReport): string {
  const rows = (['pglite', 'postgres'] as const).flatMap(store => [
    [
      store,
      'transfers',
      report.ledgerTransfersPerSecond[store],
      report.naivePerSecond[store],
      report.ratio[store],
    ],
    [
      store,
      'leaves of the log',
      report.logAppendsPerSecond[store],
      report.naiveAppendsPerSecond[store],
      report.logAppendRatio[store],
    ],
    [
      store,
      `leaves, ${report.leavesTogether} together`,
      report.logAppendsPerSecondTogether[store],
      null,
      null,
    ],
  ])
  return table(
    ['database', 'what', 'a second', 'naive', 'ratio'],
    rows.map(row => row.map(cell => (typeof cell === 'string' ? cell : figureText(cell)))),
    [2, 3, 4],
  )
}

function settlementText({ holders, rounds, leaves, replaySeconds, driverSeconds, exact }: MarketBenchReport) {
  return [
    `${holders} holders, ${rounds} rounds, ${leaves} leaves; the settlement is ${exact ? 'exact' : 'WRONG'}`,
    table(
      ['settled', 'seconds'],
      [
        ['from the log alone', figureText(replaySeconds)],
        ['through the coordinator', figureText(driverSeconds)],
      ],
      [1],
    ),
  ].join('\n')
}

function proofsText({ proofs }: MarketBenchReport): string {
  return [
    `A log of ${proofs.leaves} leaves: inclusion ${bytesText(proofs.inclusionBytes)}, consistency ${bytesText(proofs.consistencyBytes)}, signed head ${bytesText(proofs.checkpointBytes)}`,
    `Inclusion in a million leaves: ${bytesText(proofs.inclusionBytesAtMillion)}; in a thousand million: ${bytesText(proofs.inclusionBytesAtBillion)}`,
  ].join('\n')
}

function scoringText({ scoring, scoringSeconds }: MarketBenchReport): string {
  const { holders, rounds, groupSize, estimator } = scoring
  return `Scores of ${holders} holders over ${rounds} rounds in groups of ${groupSize} (${estimator}): ${figureText(scoringSeconds)} s`
}
