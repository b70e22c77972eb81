/** Everything that is made of an experiment's results, beside them. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredRun } from './records.ts'
import { type ReportOptions, reportPage } from './report/index.ts'
import { readRuns } from './run-files.ts'
import { eventFileName, tensorboardEvents } from './tensorboard.ts'
import { roundsCsv, runsCsv, timingsCsv } from './write-csv.ts'
import { resultsJsonl } from './write-results.ts'

/**
 * Reads the runs of `folder`, finished or not, and writes `results.jsonl`, `rounds.csv`, `runs.csv`, `timings.csv`,
 * `tensorboard/<run>/…` and `report.html` beside them, in place of what was there. Answers their paths within the folder.
 *
 * @param nowMs when it is written: the report says so, and TensorBoard shows the runs as begun then.
 * @throws ResultsError where a run cannot be read, RangeError for options that the report cannot show; nothing is written then.
 */
export async function writeAll(
  folder: string,
  options: ReportOptions,
  nowMs: number,
): Promise<readonly string[]> {
  const runs = await readRuns(folder)
  const files = filesOf(runs, options, nowMs)
  await removeEvents(folder)
  for (const [path, content] of files) await replace(join(folder, path), content)
  return files.map(([path]) => path)
}

function filesOf(
  runs: readonly StoredRun[],
  options: ReportOptions,
  nowMs: number,
): readonly (readonly [path: string, content: string | Uint8Array])[] {
  return [
    ['results.jsonl', resultsJsonl(runs)],
    ['rounds.csv', roundsCsv(runs)],
    ['runs.csv', runsCsv(runs)],
    ['timings.csv', timingsCsv(runs)],
    ...runs.map(
      run => [join('tensorboard', run.run.run, eventFileName(nowMs)), tensorboardEvents(run, nowMs)] as const,
    ),
    ['report.html', reportPage(runs, options, nowMs)],
  ]
}

/** Ours of an earlier time: TensorBoard would draw both into one curve. */
async function removeEvents(folder: string): Promise<void> {
  const tensorboard = join(folder, 'tensorboard')
  const paths = await readdir(tensorboard, { recursive: true }).catch(() => [])
  const ours = paths.filter(path => /events\.out\.tfevents\.\d+\.parley$/.test(path))
  for (const path of ours) await rm(join(tensorboard, path))
}

/** Whole or not at all: a page may be open while it is written again. */
async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.new`, content)
  await rename(`${path}.new`, path)
}
