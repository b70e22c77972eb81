import type { PlannedRun } from '../experiment/experiment.ts'
import type { PlayedRun, RunOptions } from './play-run.ts'
import type { RunData } from './run-data.ts'

export async function playMaskedRun(
  _run: PlannedRun,
  _data: RunData,
  _options: RunOptions,
): Promise<PlayedRun> {
  throw new Error('not yet')
}
