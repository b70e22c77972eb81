import { type Command, InvalidArgumentError } from 'commander'
import {
  type ContributionReport,
  type MethodFigures,
  measureContribution,
  type SeedFigure,
  utilityNames,
} from '../../simulator/contribution/index.ts'
import { readNatural, withAction } from '../options.ts'
import { percentText, table } from '../output.ts'
import type { World } from '../world.ts'

interface ContributionCommandOptions {
  readonly json?: boolean
  readonly seeds?: number
  readonly rounds?: number
  readonly labelSkew?: number
  readonly quick?: boolean
}

/** `parley simulate contribution`. */
export function addSimulateContribution(simulate: Command, world: World): void {
  const contribution = simulate
    .command('contribution')
    .description('who contributed, told from sums of groups alone: scores beside the truth, on real digits')
    .option('--seeds <count>', 'repetitions; intervals come of them (else 5)', readNatural(1, 100))
    .option('--rounds <count>', 'rounds of training (else 30)', readNatural(2, 1_000))
    .option(
      '--label-skew <alpha>',
      "Dirichlet's alpha: the smaller, the fewer classes a holder has",
      readAlpha,
    )
    .option('--quick', 'little data, 2 seeds, 12 rounds: shows that everything runs')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .addHelpText(
      'after',
      `
Twelve holders train a softmax regression on real digits: two large, three medium and two small ones, two with wrong labels, one
that sends zeros, one that sends noise, and one that trains on another's records under a second name. In each round a public seed
cuts them into three groups; only the sums of groups are looked at, as under secure aggregation. Scores from these are held against
the Shapley values from all 2,048 coalitions of the eleven players, which nobody can know outside a simulation.

  spearman        rank correlation of scores and truth; 1 is the same order                          goal: at least 0.9
  freeRiderShare  what those who send zeros and noise get of the quality pool, together              goal: at most 0.01
  duplicateGain   what a dataset earns under two names, over what it earns under one                 goal: at most 1.1

Beside the product's method: one unknown a player (the ridge over group values), GroupSV (equal parts of a group's value),
leave-one-group-out and the cosine of a group's sum with that of all; each with the loss and with right answers as utility.

Examples:
  $ parley simulate contribution                          minutes, on one core
  $ parley simulate contribution --quick                  seconds
  $ parley simulate contribution --label-skew 1           holders that differ in what they have
  $ parley simulate contribution --seeds 10 --json > contribution.json

docs/contribution.md has the method, its formulas and what it cannot tell.`,
    )
  withAction<ContributionCommandOptions>(contribution, world, async ({ options, output }) => {
    const quick = options.quick === true
    const report = await measureContribution({
      seeds: options.seeds ?? (quick ? 2 : 5),
      rounds: options.rounds ?? (quick ? 12 : 30),
      quick,
      labelSkew: options.labelSkew,
      nowMs: world.nowMs,
      report: output.note,
    })
    output.result(report, contributionText(report))
  })
}

function readAlpha(text: string): number {
  const alpha = Number(text)
  if (text.trim() !== '' && alpha >= 0.01 && alpha <= 1000) return alpha
  throw new InvalidArgumentError('It must be a number from 0.01 to 1000.')
}

function contributionText(report: ContributionReport): string {
  const { seeds, rounds, holders, groups, heldOut, accuracy, example, seconds } = report
  const held = report.goals.map(({ figure, least, most, value, holds }) => [
    figure,
    value.toFixed(3),
    least === undefined ? `<= ${most}` : `>= ${least}`,
    holds ? 'yes' : 'no',
  ])
  const rows = example.map(({ player, truth, score, low, high, share }) => [
    player,
    ...[truth, score, low, high].map(value => (value / 1000).toFixed(1)),
    percentText(share),
  ])
  return [
    `${holders.length} holders in ${groups} groups, ${rounds} rounds, ${seeds.length} seeds, ${heldOut} held-out digits; accuracy ${percentText(accuracy.mean)} at the end`,
    table(['figure', 'measured', 'goal', 'holds'], held, [1, 2]),
    ...utilityNames.map(utility =>
      table(
        [`by ${utility}`, 'spearman', 'free riders', 'duplicate', 'truth in interval'],
        report.utilities[utility].map(methodRow),
        [1, 2, 3, 4],
      ),
    ),
    'Seed 1, in thousandths of a nat over all rounds:',
    table(['player', 'truth', 'score', 'low', 'high', 'of the pool'], rows, [1, 2, 3, 4, 5]),
    `${seconds.toFixed(0)} s`,
    ...(report.quick ? ['Measured with --quick: these figures say nothing about the method.'] : []),
  ].join('\n')
}

function methodRow({ method, spearman, freeRiderShare, duplicateGain, intervalHolds }: MethodFigures) {
  return [
    method,
    figureText(spearman),
    figureText(freeRiderShare),
    figureText(duplicateGain),
    intervalHolds === undefined ? '-' : percentText(intervalHolds.mean),
  ]
}

function figureText({ mean, interval }: SeedFigure): string {
  const bounds = interval === undefined ? '' : ` [${interval.map(bound => bound.toFixed(3)).join(', ')}]`
  return `${mean.toFixed(3)}${bounds}`
}
