/** Tables for spreadsheets and data frames: CSV (RFC 4180) with a header line, LF line ends, UTF-8. Pure. */
import { stringify } from 'csv-stringify/sync'
import type { RunLine, StoredRun } from './records.ts'
import { sweptFields, valueText } from './variants.ts'

type Cell = string | number | undefined

/** One line a round: the run, its seed and swept values, then what the round found. No clocks: the same runs give the same bytes. */
export function roundsCsv(runs: readonly StoredRun[]): string {
  const metrics = namesOf(runs.flatMap(({ rounds }) => rounds.map(line => line.metrics)))
  const fields = sweptFields(runs)
  const isAdaptive = runs.some(({ rounds }) => rounds.some(({ clipNorm }) => clipNorm !== undefined))
  const rows = runs.flatMap(({ run, rounds }) =>
    rounds.map(line => ({
      ...runCells(run, fields),
      round: line.round,
      ...prefixed('metric', metrics, line.metrics),
      trainingLoss: line.trainingLoss ?? undefined,
      learningRate: line.learningRate,
      drawn: line.drawn,
      survivors: line.survivors,
      ...(isAdaptive ? { clipNorm: line.clipNorm } : {}),
      leftOut: line.leftOut.join(' '),
      stepNorm: line.stepNorm ?? undefined,
      modelHash: line.modelHash,
    })),
  )
  return csv(rows)
}

/** One line a run: how it was played and how it ended. No clocks. */
export function runsCsv(runs: readonly StoredRun[]): string {
  const metrics = namesOf(runs.map(({ end }) => end?.kept?.metrics ?? {}))
  const fields = sweptFields(runs)
  const rows = runs.map(({ run, rounds, end }) => ({
    ...runCells(run, fields),
    experiment: run.experiment,
    backend: run.backend,
    masking: run.masking,
    transport: run.transport,
    version: run.version,
    state: end?.reason ?? 'unfinished',
    rounds: end?.rounds ?? rounds.at(-1)?.round ?? 0,
    keptRound: end?.kept?.round,
    ...prefixed('kept', metrics, end?.kept?.metrics ?? {}),
    modelHash: end?.modelHash,
    detail: end?.detail,
  }))
  return csv(rows)
}

/** One line a round: how long it took, and the memory of the process at its end. */
export function timingsCsv(runs: readonly StoredRun[]): string {
  const rows = runs.flatMap(({ run, timings }) =>
    timings.map(({ round, seconds, trainingSeconds, evaluationSeconds, residentBytes }) => ({
      run: run.run,
      round,
      seconds,
      trainingSeconds: trainingSeconds ?? undefined,
      evaluationSeconds: evaluationSeconds ?? undefined,
      residentBytes,
    })),
  )
  return csv(rows)
}

function runCells(run: RunLine, fields: readonly string[]): Readonly<Record<string, Cell>> {
  const texts = Object.fromEntries(
    Object.entries(run.changes).map(([field, value]) => [field, valueText(value)]),
  )
  return { run: run.run, seed: run.seed, ...prefixed('changes', fields, texts) }
}

function namesOf(records: readonly Readonly<Record<string, number>>[]): readonly string[] {
  return [...new Set(records.flatMap(record => Object.keys(record)))].sort()
}

/** A metric or a field may be called as a column is: each has its kind before it. */
function prefixed(kind: string, names: readonly string[], values: Readonly<Record<string, Cell>>) {
  return Object.fromEntries(names.map(name => [`${kind}.${name}`, values[name]]))
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csv(rows: readonly Readonly<Record<string, Cell>>[]): string {
  return stringify([...rows], { header: true, escape_formulas: true })
}
