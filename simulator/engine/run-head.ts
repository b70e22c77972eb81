import { coordinatorVersion } from '../../coordinator/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import type { JsonValue, RunLine } from '../results/records.ts'

/** The first line of a run's record: all that is needed to play it again. */
export function headOf({ run, experiment, seed, changes }: PlannedRun, backend: string): RunLine {
  return {
    kind: 'run',
    run,
    experiment: experiment.name,
    seed,
    changes: changes as RunLine['changes'],
    settings: JSON.parse(JSON.stringify(experiment)) as JsonValue,
    backend,
    masking: experiment.masking,
    transport: experiment.transport,
    version: coordinatorVersion,
  }
}
