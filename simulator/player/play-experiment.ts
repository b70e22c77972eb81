/** Plays an experiment: its runs over worker threads, each written down as it goes, and what is made of all of them. */

import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { BackendName } from '../../learning/index.ts'
import type { Experiment, PlannedRun } from '../experiment/experiment.ts'
import { planRuns, publishedBeside } from '../experiment/plan-runs.ts'
import { ExperimentError } from '../experiment-error.ts'
import {
  isFinished,
  type PublishedFigure,
  type RunLine,
  readRuns,
  summarize,
  writeAll,
} from '../results/index.ts'
import { checkExperimentFolder, claimExperimentFolder } from './experiment-folder.ts'
import { lockFolder } from './folder-lock.ts'
import type { RunFailure, RunReply, RunReport } from './run-messages.ts'
import { openRunThread, type RunThread } from './run-thread.ts'

export interface PlayOptions {
  /** Where results go. */
  readonly folder: string
  /** Threads, each of which plays one run at a time; absent, one for each processor. */
  readonly workers?: number
  readonly backend?: BackendName
  /** Plays all runs again, whatever the folder holds. */
  readonly isFresh?: boolean
  /** Aborted: runs stop at their next step, and go on when the same experiment is played again. */
  readonly signal: AbortSignal
  readonly nowMs: () => number
  readonly onEvent?: (event: PlayEvent) => void
}

export type PlayEvent =
  | { readonly kind: 'planned'; readonly runs: number; readonly finished: number; readonly workers: number }
  | { readonly kind: 'report'; readonly run: string; readonly report: RunReport }
  | { readonly kind: 'ended'; readonly run: string; readonly reply: RunReply }

export interface PlayedExperiment {
  readonly planned: readonly PlannedRun[]
  readonly failures: readonly { readonly run: string; readonly failure: RunFailure }[]
  readonly isInterrupted: boolean
  readonly workers: number
  /** By the wall clock, from the first run to the last. */
  readonly seconds: number
  /** The same counted for each run by itself, and added up. */
  readonly runSeconds: number
  /** Within the folder. */
  readonly files: readonly string[]
}

/**
 * Plays every run that is not finished yet. A run that fails does not stop the others.
 *
 * @throws ExperimentError or ExperimentFileError before the first round for what cannot be played.
 */
export async function playExperiment(
  experiment: Experiment,
  options: PlayOptions,
): Promise<PlayedExperiment> {
  const { folder, signal, nowMs, onEvent = () => undefined } = options
  const planned = planRuns(experiment)
  const isFresh = options.isFresh === true
  await checkExperimentFolder(folder, experiment, isFresh)
  const stored = isFresh ? [] : await readRuns(folder)
  const finished = new Set(stored.filter(isFinished).map(({ run }) => run.run))
  const open = planned.filter(({ run }) => !finished.has(run))
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), open.length))
  onEvent({ kind: 'planned', runs: planned.length, finished: planned.length - open.length, workers })
  const threads = Array.from({ length: workers }, openRunThread)
  const stop = () => {
    for (const thread of threads) thread.stop()
  }
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  let unlock = async () => {}
  try {
    await checkAll(firstOfEach(open), threads, nowMs)
    await mkdir(folder, { recursive: true })
    unlock = await lockFolder(folder)
    await claimExperimentFolder(folder, experiment, isFresh)
    const startedMs = nowMs()
    const replies = await playAll(open, threads, options)
    const seconds = (nowMs() - startedMs) / 1000
    const files = await writeAll(folder, reportOptions(experiment, planned), nowMs())
    return { planned, workers, seconds, files: ['experiment.json', ...files], ...sumUp(replies) }
  } finally {
    signal.removeEventListener('abort', stop)
    await Promise.all(threads.map(thread => thread.close()))
    await unlock()
  }
}

/** The first run of every variant: seeds change little of what can be wrong. */
function firstOfEach(runs: readonly PlannedRun[]): readonly PlannedRun[] {
  const seen = new Set<string>()
  return runs.filter(({ changes }) => {
    const variant = JSON.stringify(changes)
    return !seen.has(variant) && seen.add(variant) !== undefined
  })
}

/** Long enough for most experiments; what is left is checked when it is played. */
const checkingMs = 10_000

/** Refuses before the first round what would be refused after hours. */
async function checkAll(
  runs: readonly PlannedRun[],
  threads: readonly RunThread[],
  nowMs: () => number,
): Promise<void> {
  const endMs = nowMs() + checkingMs
  const queue = runs.values()
  await Promise.all(
    threads.map(async thread => {
      for (const run of queue) {
        const reply = await thread.ask({ kind: 'check', run })
        if (reply.kind === 'failed') throw errorOf(reply.failure, run)
        if (nowMs() >= endMs) return
      }
    }),
  )
}

function errorOf({ name, message, field }: RunFailure, { changes }: PlannedRun): Error {
  const text =
    field !== undefined && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
  const where = Object.keys(changes).length === 0 ? '' : ` (where ${JSON.stringify(changes)})`
  if (name === 'ExperimentError') return new ExperimentError(field ?? 'experiment', `${text}${where}`)
  return Object.assign(new Error(`${message}${where}`), { name })
}

type EndedRun = { readonly run: string; readonly reply: RunReply }

async function playAll(
  runs: readonly PlannedRun[],
  threads: readonly RunThread[],
  { folder, backend, onEvent = () => undefined }: PlayOptions,
): Promise<readonly EndedRun[]> {
  const queue = runs.values()
  const ended: EndedRun[] = []
  await Promise.all(
    threads.map(async thread => {
      for (const run of queue) {
        const order = { kind: 'play', run, folder, ...(backend === undefined ? {} : { backend }) } as const
        const reply = await thread.ask(order, report => onEvent({ kind: 'report', run: run.run, report }))
        ended.push({ run: run.run, reply })
        onEvent({ kind: 'ended', run: run.run, reply })
      }
    }),
  )
  return ended
}

function sumUp(ended: readonly EndedRun[]) {
  return {
    failures: ended.flatMap(({ run, reply }) =>
      reply.kind === 'failed' ? [{ run, failure: reply.failure }] : [],
    ),
    isInterrupted: ended.some(({ reply }) => reply.kind === 'interrupted'),
    runSeconds: ended.reduce((sum, { reply }) => sum + (reply.kind === 'checked' ? 0 : reply.seconds), 0),
  }
}

/** What the report shows of an experiment. */
function reportOptions(experiment: Experiment, planned: readonly PlannedRun[]) {
  const { title, name, description, target } = experiment
  return {
    title: title ?? name,
    description: description ?? '',
    targets: target === undefined ? [] : [target.at],
    published: publishedFigures(experiment, planned),
  }
}

/** Each figure for each variant that it belongs beside; once, where it belongs beside all. */
function publishedFigures(
  experiment: Experiment,
  planned: readonly PlannedRun[],
): readonly PublishedFigure[] {
  const told = ({ figure, value, source }: Experiment['published'][number], variant?: string) =>
    ({ figure, value, source, ...(variant === undefined ? {} : { variant }) }) as PublishedFigure
  return experiment.published.flatMap(each => {
    if (each.when === undefined) return [told(each)]
    const beside = firstOfEach(planned).filter(run => publishedBeside(experiment, run).includes(each))
    return beside.map(run => told(each, labelOf(run)))
  })
}

/** What the results call the variant of a run. */
function labelOf({ run, experiment, changes, seed }: PlannedRun): string {
  const { name, masking, transport } = experiment
  const line: RunLine = {
    ...{ kind: 'run', run, experiment: name, seed, changes, masking, transport },
    ...{ settings: null, backend: '', version: '' },
  }
  return summarize([{ run: line, rounds: [], end: undefined, timings: [] }])[0]!.label
}
