/**
 * What an experiment writes down. A run's lines say nothing of clocks or machines, so that the same run played again gives
 * the same bytes; how long rounds took stands in lines of its own.
 */

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [field: string]: JsonValue }

/** First line of a run: all that is needed to play it again. */
export interface RunLine {
  readonly kind: 'run'
  /** Names the run within its experiment: letters, digits, "-", "_" and ".". */
  readonly run: string
  readonly experiment: string
  readonly seed: number
  /** Swept fields by their dotted path, with the value that they have in this run. */
  readonly changes: Readonly<Record<string, JsonValue>>
  /** The experiment of this run, complete: its sweep applied, defaults filled in. */
  readonly settings: JsonValue
  readonly backend: string
  readonly masking: 'on' | 'off'
  readonly transport: 'memory' | 'grpc'
  readonly version: string
}

/** One completed round. */
export interface RoundLine {
  readonly kind: 'round'
  readonly run: string
  readonly round: number
  /** Of the model after the round, on the test set, by the names of the metrics: accuracy, loss, … */
  readonly metrics: Readonly<Record<string, number>>
  /** Mean over those who trained, as they met their examples; null where nobody told. */
  readonly trainingLoss: number | null
  readonly learningRate: number
  /** Holders drawn for the round, and those whose updates are in the sum. */
  readonly drawn: number
  readonly survivors: number
  /** To which the updates were clipped, where that follows them; absent, the experiment fixes it. */
  readonly clipNorm?: number
  /** Groups whose sums a robust rule left out, from 1. */
  readonly leftOut: readonly number[]
  /** L2 norm of what the model was moved by; null where only its hash is known. */
  readonly stepNorm: number | null
  /** SHA-256 of the model after the round, in hex. */
  readonly modelHash: string
}

/** Last line of a run that came to its end. */
export interface EndLine {
  readonly kind: 'end'
  readonly run: string
  readonly reason: 'rounds-done' | 'target-met' | 'out-of-patience' | 'diverged' | 'aborted'
  readonly rounds: number
  /** The round whose model was kept, with its metrics. */
  readonly kept: { readonly round: number; readonly metrics: Readonly<Record<string, number>> } | null
  readonly modelHash: string
  /** Why, where the run did not come to a model. */
  readonly detail: string
}

export type ResultLine = RunLine | RoundLine | EndLine

/** How long a round took; never among the lines of the run. */
export interface TimingLine {
  readonly kind: 'timing'
  readonly run: string
  readonly round: number
  readonly seconds: number
  /** Of it, local training and evaluation. */
  readonly trainingSeconds: number | null
  readonly evaluationSeconds: number | null
  /** Resident memory of the process at the end of the round. */
  readonly residentBytes: number
}

/** A run as it was read back. */
export interface StoredRun {
  readonly run: RunLine
  readonly rounds: readonly RoundLine[]
  /** Absent while the run is not finished. */
  readonly end: EndLine | undefined
  readonly timings: readonly TimingLine[]
}

/** Whether the run came to its end, well or not. */
export function isFinished({ end }: StoredRun): boolean {
  return end !== undefined
}
