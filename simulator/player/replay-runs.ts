/** Plays stored runs again from what their first lines say, and holds the bytes of both against each other. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { canonicalJson } from '../../aggregation/index.ts'
import { type BackendName, backendNames } from '../../learning/index.ts'
import { experimentSchema, type PlannedRun } from '../experiment/experiment.ts'
import { ExperimentFileError } from '../experiment-error.ts'
import { checkResultLine } from '../results/line-schema.ts'
import type { RunFailure } from './run-messages.ts'
import { openRunThread, type RunThread } from './run-thread.ts'

export interface Replayed {
  readonly run: string
  readonly file: string
  readonly isIdentical: boolean
  /** Of the stored file. */
  readonly lines: number
  /** The first line that differs, from 1, as it is stored and as it was played; absent where none does. */
  readonly difference?: {
    readonly line: number
    /** Fields whose values differ; none where a line is missing or is not JSON. */
    readonly fields: readonly string[]
    readonly stored: string | null
    readonly played: string | null
  }
  /** Whether its models hang on draws that are not from the seed: of groups that a rule compares, with masking on. */
  readonly isOfDrawnGroups: boolean
  /** Why it could not be played again. */
  readonly failure?: RunFailure
}

export interface ReplayOptions {
  readonly signal: AbortSignal
  readonly onRun?: (run: string) => void
  readonly onReplayed?: (replayed: Replayed) => void
}

/**
 * Replays one run by its file, or all runs in the folder of an experiment.
 *
 * @throws ExperimentFileError where there is no run to replay.
 */
export async function replayRuns(path: string, options: ReplayOptions): Promise<readonly Replayed[]> {
  const files = await filesOf(path)
  const thread = openRunThread()
  const stop = () => thread.stop()
  options.signal.addEventListener('abort', stop)
  try {
    const all: Replayed[] = []
    for (const file of files) {
      if (options.signal.aborted) break
      options.onRun?.(basename(file, '.jsonl'))
      const replayed = await replay(file, thread)
      options.onReplayed?.(replayed)
      all.push(replayed)
    }
    return all
  } finally {
    options.signal.removeEventListener('abort', stop)
    await thread.close()
  }
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [resolve(path)]
  const folder = basename(resolve(path)) === 'runs' ? path : join(path, 'runs')
  const names = await readdir(folder).catch(() => [])
  const runs = names.filter(name => name.endsWith('.jsonl') && !name.endsWith('.timing.jsonl')).sort()
  if (runs.length === 0)
    throw new ExperimentFileError(
      `${path} has no runs; name the folder of an experiment, or a file runs/RUN.jsonl in it`,
    )
  return runs.map(name => resolve(folder, name))
}

async function replay(file: string, thread: RunThread): Promise<Replayed> {
  const stored = linesOf(await readFile(file, 'utf8'))
  const { run, backend, version } = plannedFrom(file, stored[0] ?? '')
  const folder = await mkdtemp(join(tmpdir(), 'parley-replay-'))
  try {
    const reply = await thread.ask({ kind: 'play', run, folder, backend })
    const { masking, robust } = run.experiment
    const isOfDrawnGroups = masking === 'on' && robust !== undefined
    const about = { run: run.run, file, lines: stored.length, isOfDrawnGroups }
    if (reply.kind === 'failed') return { ...about, isIdentical: false, failure: reply.failure }
    if (reply.kind === 'interrupted')
      return { ...about, isIdentical: false, failure: { name: 'Interrupted', message: 'was interrupted' } }
    const [head = '', ...rounds] = linesOf(await readFile(join(folder, 'runs', `${run.run}.jsonl`), 'utf8'))
    return { ...about, ...compare(stored, [asOfVersion(head, version), ...rounds]) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The whole lines; what a kill tore off the last one is not compared. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1)
}

function plannedFrom(
  file: string,
  line: string,
): { readonly run: PlannedRun; readonly backend: BackendName; readonly version: string } {
  try {
    const head = checkResultLine(JSON.parse(line))
    if (head.kind !== 'run') throw new Error('it is of a round')
    const backend = backendNames.find(name => name === head.backend)
    if (backend === undefined) throw new Error(`there is no backend ${head.backend}`)
    const { run, seed, version } = head
    const changes = head.changes as PlannedRun['changes']
    const experiment = experimentSchema.parse(head.settings)
    return { run: { run, seed, changes, experiment }, backend, version }
  } catch (error) {
    throw new ExperimentFileError(
      `${join(basename(dirname(file)), basename(file))}, line 1 does not say what to play: ${(error as Error).message}`,
    )
  }
}

/** The first line as the version that stored it wrote it: a later one is to come to the same rounds. */
function asOfVersion(head: string, version: string): string {
  return canonicalJson({ ...JSON.parse(head), version })
}

/** Of a run that is not finished, as far as it went. */
function compare(
  stored: readonly string[],
  played: readonly string[],
): Pick<Replayed, 'isIdentical' | 'difference'> {
  const isWhole = stored.at(-1)?.includes('"kind":"end"') === true
  const length = isWhole ? Math.max(stored.length, played.length) : stored.length
  const at = Array.from({ length }, (_, i) => i).find(i => stored[i] !== played[i])
  if (at === undefined) return { isIdentical: true }
  const [before, now] = [stored[at] ?? null, played[at] ?? null]
  const difference = { line: at + 1, fields: differingFields(before, now), stored: before, played: now }
  return { isIdentical: false, difference }
}

function differingFields(stored: string | null, played: string | null): readonly string[] {
  try {
    const [left, right] = [JSON.parse(stored ?? ''), JSON.parse(played ?? '')]
    return Object.keys({ ...left, ...right }).filter(
      key => JSON.stringify(left[key]) !== JSON.stringify(right[key]),
    )
  } catch {
    return []
  }
}
