/** Plays one planned run, by the path that its masking asks for, in the thread that calls. */
import { type BackendName, computeInThisThread } from '../../learning/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import { ExperimentError } from '../experiment-error.ts'
import type { EndLine, RoundLine, RunLine, TimingLine } from '../results/records.ts'
import { prepareRun } from './cast.ts'
import type { Checkpoint } from './checkpoint.ts'
import { playClearRun, type RunProgress } from './clear-run.ts'
import { playMaskedRun } from './masked-run.ts'
import { readRunData } from './run-data.ts'
import { headOf } from './run-head.ts'

export interface RunOptions {
  /** The backend to insist on; otherwise the fastest that works. */
  readonly backend?: BackendName
  /** Aborted, the run stops at its next step and has no end. */
  readonly signal: AbortSignal
  /** For what a masked run keeps on disk; removed by whoever made it. */
  readonly folder: string
  /** Of the same run, when it was interrupted; masked runs begin anew. */
  readonly resume?: Checkpoint
  /** Told before the first round. */
  readonly onStart?: (head: RunLine) => void | Promise<void>
  readonly onRound: (round: RoundLine, timing: TimingLine) => void | Promise<void>
  readonly onProgress?: (progress: RunProgress) => void
  /** After every round of a run without masks; `make` copies no vectors, and what it gives stays as it is. */
  readonly onCheckpoint?: (make: () => Checkpoint) => void | Promise<void>
}

export interface PlayedRun {
  readonly head: RunLine
  /** Absent when the run was interrupted. */
  readonly end: EndLine | undefined
}

/** Rejects with `ExperimentError` or `DataError` before the first round for what cannot be run. */
export async function playRun(run: PlannedRun, options: RunOptions): Promise<PlayedRun> {
  requireMode(run)
  const data = await readRunData(run.experiment)
  if (run.experiment.masking === 'on') return playMaskedRun(run, data, options)
  const cast = prepareRun(run, data)
  const { backend, trainer, evaluator } = await computeInThisThread(options.backend)
  const head = headOf(run, backend.name)
  await options.onStart?.(head)
  const { signal, resume, onRound, onProgress, onCheckpoint } = options
  const end = await playClearRun(cast, {
    trainer,
    evaluator,
    signal,
    nowMs: () => performance.now(),
    residentBytes: () => process.memoryUsage.rss(),
    onRound,
    ...(resume === undefined ? {} : { resume }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onCheckpoint === undefined ? {} : { onCheckpoint }),
  })
  return { head, end }
}

/** Refuses a run that cannot be played, as `playRun` would. */
export async function checkRun(run: PlannedRun): Promise<void> {
  requireMode(run)
  prepareRun(run, await readRunData(run.experiment))
}

/** What is drawn about virtual holders belongs to runs without agents of their own, and a network to runs with them. */
function requireMode({ experiment: { masking, transport, conditions, attack } }: PlannedRun): void {
  if (masking === 'off') {
    if (transport === 'memory') return
    throw new ExperimentError(
      'transport',
      'grpc is for runs with masking on, where every holder is an agent; set masking: on, or transport: memory',
    )
  }
  if (conditions !== undefined)
    throw new ExperimentError(
      'conditions',
      'are played with masking off only; remove them, or set masking: off',
    )
  if (attack !== undefined && 'clipping' in attack.settings && attack.settings.clipping === 'skipped')
    throw new ExperimentError(
      'attack.settings.clipping',
      'skipped is played with masking off only: the agent clips whatever its trainer gives; use kept, or masking: off',
    )
}
