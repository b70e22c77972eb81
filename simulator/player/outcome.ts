/** What an experiment came to, as figures for programs and for the table at the end. Pure. */

import type { Experiment, PlannedRun } from '../experiment/experiment.ts'
import { publishedBeside } from '../experiment/plan-runs.ts'
import { roundsTo, type StoredRun, summarize, type VariantSummary } from '../results/index.ts'

export interface RunOutcome {
  readonly run: string
  readonly seed: number
  readonly changes: StoredRun['run']['changes']
  /** Why it ended; null while it has not. */
  readonly reason: string | null
  readonly rounds: number
  /** Accuracies; null where no round was evaluated for it. */
  readonly best: number | null
  readonly final: number | null
  /** Of a backdoor, after the last round: the share of triggered examples taken for its target. */
  readonly attackSuccess: number | null
  readonly secondsPerRound: number | null
  readonly peakResidentBytes: number | null
  /** Rounds until an accuracy was reached, by accuracy; null where it was not. */
  readonly roundsTo: Readonly<Record<string, number | null>>
}

/** Medians over the seeds; by name also `roundsTo97` and the like. */
export interface VariantOutcome {
  readonly variant: string
  readonly changes: StoredRun['run']['changes']
  readonly seeds: readonly number[]
  /** Runs whose training diverged; their accuracies are among the medians as far as they went. */
  readonly diverged: number
  readonly rounds: number | null
  readonly bestAccuracy: number | null
  readonly finalAccuracy: number | null
  readonly attackSuccess: number | null
  readonly secondsPerRound: number | null
  readonly peakResidentBytes: number | null
  readonly roundsTo: Readonly<Record<string, number | null>>
  readonly published: Experiment['published']
}

/** Accuracies that rounds are counted to, whatever the experiment aims at. */
const usual = [0.97, 0.99]

/** Of the stored runs those that the experiment plans, as figures. */
export function outcomeOf(
  experiment: Experiment,
  planned: readonly PlannedRun[],
  stored: readonly StoredRun[],
) {
  const byName = new Map(planned.map(run => [run.run, run]))
  const storedByName = new Map(stored.map(run => [run.run.run, run]))
  // As they are planned, not as their files are listed.
  const runs = planned.flatMap(({ run }) => storedByName.get(run) ?? [])
  const targets = targetsOf(experiment)
  const variants = summarize(runs).map(summary =>
    variantOutcome(summary, targets, publishedBeside(experiment, byName.get(summary.runs[0]!.run.run)!)),
  )
  return {
    runs: runs.map(run => runOutcome(run, targets)),
    variants,
    targets,
    ...(variants.length === 1 ? shortcuts(variants[0]!) : {}),
  }
}

export type Outcome = ReturnType<typeof outcomeOf>

/** Accuracies that rounds are counted to, ascending: the usual ones, the target, and what was published. */
function targetsOf({ target, published }: Experiment): readonly number[] {
  const told = published.flatMap(({ figure }) => /^roundsTo(.+)$/.exec(figure)?.[1] ?? [])
  const all = [
    ...usual,
    ...(target === undefined ? [] : [target.at]),
    ...told.map(text => Number(text) / 100),
  ]
  return [...new Set(all.map(at => Number(at.toFixed(8))))].sort((left, right) => left - right)
}

function runOutcome(run: StoredRun, targets: readonly number[]): RunOutcome & Record<string, unknown> {
  const accuracies = accuraciesOf(run)
  const reached = roundsByTarget([run], targets)
  return {
    run: run.run.run,
    seed: run.run.seed,
    changes: run.run.changes,
    reason: run.end?.reason ?? null,
    rounds: run.rounds.length,
    best: accuracies.length === 0 ? null : Math.max(...accuracies),
    final: accuracies.at(-1) ?? null,
    attackSuccess: attackSuccessOf(run) ?? null,
    secondsPerRound: median(run.timings.map(({ seconds }) => seconds)),
    peakResidentBytes: peakOf([run]),
    roundsTo: reached,
    ...namedRounds(reached),
  }
}

function variantOutcome(
  { label, changes, runs, seeds, diverged }: VariantSummary,
  targets: readonly number[],
  published: Experiment['published'],
): VariantOutcome & Record<string, unknown> {
  const evaluated = runs.map(accuraciesOf).filter(values => values.length > 0)
  const reached = roundsByTarget(runs, targets)
  return {
    variant: label,
    changes,
    seeds,
    diverged,
    rounds: median(runs.map(({ rounds }) => rounds.length)),
    bestAccuracy: median(evaluated.map(values => Math.max(...values))),
    finalAccuracy: median(evaluated.map(values => values.at(-1)!)),
    attackSuccess: median(runs.flatMap(run => attackSuccessOf(run) ?? [])),
    secondsPerRound: median(runs.flatMap(({ timings }) => timings.map(({ seconds }) => seconds))),
    peakResidentBytes: peakOf(runs),
    roundsTo: reached,
    ...namedRounds(reached),
    published,
  }
}

/** Of an experiment that varies nothing but the seed, the figures without a list around them. */
function shortcuts({ variant: _, changes: __, seeds: ___, rounds: ____, ...figures }: VariantOutcome) {
  return figures
}

function roundsByTarget(runs: readonly StoredRun[], targets: readonly number[]) {
  return Object.fromEntries(targets.map(at => [String(at), roundsTo(runs, at).rounds ?? null]))
}

/** `{ "0.97": 87 }` as `{ roundsTo97: 87 }`. */
function namedRounds(reached: Readonly<Record<string, number | null>>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(reached).map(([at, rounds]) => [
      `roundsTo${Number((100 * Number(at)).toFixed(6))}`,
      rounds,
    ]),
  )
}

function accuraciesOf({ rounds }: StoredRun): readonly number[] {
  return rounds.flatMap(({ metrics }) => metrics.accuracy ?? [])
}

function attackSuccessOf({ rounds }: StoredRun): number | undefined {
  return rounds.at(-1)?.metrics.attackSuccess
}

function peakOf(runs: readonly StoredRun[]): number | null {
  const peak = runs
    .flatMap(({ timings }) => timings)
    .reduce((most, { residentBytes }) => Math.max(most, residentBytes), 0)
  return peak === 0 ? null : peak
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
