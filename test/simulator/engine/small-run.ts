/** Runs that are over in a moment: some hundred digits, a handful of holders, logistic regression. */
import type { Checkpoint, PlayedRun, RunOptions } from '../../../simulator/engine/index.ts'
import { checkRun, playRun } from '../../../simulator/engine/index.ts'
import type { PlannedRun } from '../../../simulator/experiment/index.ts'
import { ExperimentError, experimentSchema } from '../../../simulator/experiment/index.ts'
import type { RoundLine, TimingLine } from '../../../simulator/results/index.ts'

type Fields = Readonly<Record<string, unknown>>

const training = { rounds: 2, localEpochs: 1, batchSize: 10, learningRate: 0.1 }

const page = {
  version: 1,
  name: 'small',
  data: { dataset: 'mnist', examples: 300, testExamples: 100 },
  holders: 4,
  partition: { kind: 'iid' },
  model: 'logistic-regression',
}

/** The small run with some fields replaced; those of `training` one by one. */
export function smallRun({ training: changed = {}, ...fields }: Fields = {}, seed = 1): PlannedRun {
  const document = { ...page, training: { ...training, ...(changed as Fields) }, ...fields }
  return { run: `s${seed}`, experiment: experimentSchema.parse(document), seed, changes: {} }
}

export interface Played extends PlayedRun {
  readonly rounds: readonly RoundLine[]
  readonly timings: readonly TimingLine[]
  /** After each round, as it was offered. */
  readonly checkpoints: readonly Checkpoint[]
  /** All lines as they are written down. */
  readonly text: string
}

export async function play(run: PlannedRun, options: Partial<RunOptions> = {}): Promise<Played> {
  const rounds: RoundLine[] = []
  const timings: TimingLine[] = []
  const checkpoints: Checkpoint[] = []
  const played = await playRun(run, {
    signal: new AbortController().signal,
    folder: '',
    onRound: (line, timing) => {
      rounds.push(line)
      timings.push(timing)
    },
    onCheckpoint: make => {
      checkpoints.push(make())
    },
    ...options,
  })
  const text = [played.head, ...rounds, played.end].map(line => JSON.stringify(line)).join('\n')
  return { ...played, rounds, timings, checkpoints, text }
}

/** The refusal of a run, by the check and by playing alike; undefined where it is not refused. */
export async function refusalOf(run: PlannedRun): Promise<ExperimentError | undefined> {
  const refusal = (error: unknown) => {
    if (error instanceof ExperimentError) return error
    throw error
  }
  return checkRun(run).then(() => undefined, refusal)
}

export function accuracyOf({ metrics }: Pick<RoundLine, 'metrics'>): number {
  return metrics.accuracy!
}
