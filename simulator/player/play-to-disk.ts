/** Plays one run and writes it down as it goes, from its beginning or from where it was interrupted. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackendName } from '../../learning/index.ts'
import { type Checkpoint, playRun } from '../engine/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import { type EndLine, openRunWriter, type RunWriter, readRun, type StoredRun } from '../results/index.ts'
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './run-checkpoint.ts'
import type { RunReport } from './run-messages.ts'

export interface DiskOptions {
  readonly folder: string
  readonly backend?: BackendName
  readonly signal: AbortSignal
  readonly nowMs: () => number
  readonly report: (report: RunReport) => void
}

/** A kill between two costs the rounds since the last, and nothing else. */
const checkpointEveryMs = 20_000

/** How the run came to its end; undefined where it was interrupted. Throws as `playRun` does, and `ResultsError` for files that cannot be continued. */
export async function playToDisk(
  run: PlannedRun,
  options: DiskOptions,
): Promise<EndLine['reason'] | undefined> {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-run-'))
  try {
    return await play(run, options, scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function play(
  run: PlannedRun,
  { folder, backend, signal, nowMs, report }: DiskOptions,
  scratch: string,
): Promise<EndLine['reason'] | undefined> {
  const stored = await readRun(folder, run.run)
  const resume = await usableCheckpoint(folder, run, stored)
  const after = resume?.rounds.at(-1)?.round ?? 0
  // Other backends round otherwise: a run goes on where it began.
  const insisted = backend ?? (resume === undefined ? undefined : (stored?.run.backend as BackendName))
  const keeper = openKeeper(folder, run, nowMs)
  let writer: RunWriter | undefined
  try {
    const { end } = await playRun(run, {
      signal,
      folder: scratch,
      ...(insisted === undefined ? {} : { backend: insisted }),
      ...(resume === undefined ? {} : { resume }),
      onStart: async head => {
        writer = await openRunWriter(folder, head, { continueAfter: after })
        report({ kind: 'started', head, after, rounds: run.experiment.training.rounds })
      },
      onRound: async (line, timing) => {
        await writer!.round(line, timing)
        report({ kind: 'round', line, timing })
      },
      onProgress: ({ round, trained, drawn }) => report({ kind: 'progress', round, trained, drawn }),
      onCheckpoint: keeper.offer,
    })
    if (end === undefined) {
      await keeper.keepLast()
      return undefined
    }
    await writer!.end(end)
    await removeCheckpoint(folder, run.run)
    return end.reason
  } finally {
    await writer?.close()
  }
}

/** One whose rounds are among the lines: lines are written first, so that others were cut off or taken away. */
async function usableCheckpoint(
  folder: string,
  run: PlannedRun,
  stored: StoredRun | undefined,
): Promise<Checkpoint | undefined> {
  const checkpoint = await readCheckpoint(folder, run)
  const last = checkpoint?.rounds.at(-1)?.round
  const isThere = last !== undefined && stored?.rounds.some(({ round }) => round === last) === true
  return isThere ? checkpoint : undefined
}

/** Keeps what is offered after a round: now and then at once, the last when the run is interrupted. */
function openKeeper(folder: string, run: PlannedRun, nowMs: () => number) {
  let keptAtMs = nowMs()
  let last: Checkpoint | undefined
  const keepLast = async () => {
    if (last !== undefined) await writeCheckpoint(folder, run, last)
    last = undefined
    keptAtMs = nowMs()
  }
  return {
    keepLast,
    offer: async (make: () => Checkpoint) => {
      last = make()
      if (nowMs() - keptAtMs >= checkpointEveryMs) await keepLast()
    },
  }
}
