/** What the host and its worker say to each other, and nothing else. */
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import type { Dataset } from '../data/dataset.ts'
import type { TrainingFault } from '../errors.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { CountsForm } from '../evaluation/metrics/counts-form.ts'
import type { ModelSpec } from '../models/model-spec.ts'
import type { BackendName } from './backends.ts'
import type { TrainingProgress, TrainingResult, TrainingSettings } from './train-locally.ts'

/** What the worker is started with. */
export interface WorkerOptions {
  /** The backend to insist on, before what the environment says. */
  readonly backend?: BackendName
}

/** Work for the worker. The dataset's arrays are shared memory: sending them copies nothing. */
export type Job =
  | { readonly kind: 'train'; readonly settings: TrainingSettings; readonly dataset: Dataset }
  | {
      readonly kind: 'evaluate'
      readonly spec: ModelSpec
      readonly parameters: ParameterVector
      readonly dataset: Dataset
      readonly hasIntervals: boolean
    }
  | {
      readonly kind: 'count'
      readonly spec: ModelSpec
      readonly parameters: ParameterVector
      readonly dataset: Dataset
      readonly form: CountsForm
    }

/** `cancelled` is one shared word; the host sets it to 1 and the worker looks between steps. */
export interface JobMessage {
  readonly kind: 'job'
  readonly id: number
  readonly job: Job
  readonly cancelled: Int32Array
}

/** `end` asks the worker to give its device back and to end, after the job under way. */
export type HostMessage = JobMessage | { readonly kind: 'end' }

export type JobResult =
  | { readonly kind: 'train'; readonly result: TrainingResult }
  | { readonly kind: 'evaluate'; readonly result: Evaluation }
  | { readonly kind: 'count'; readonly result: Float64Array }

export type WorkerMessage =
  /** Sent once, before any answer. */
  | {
      readonly kind: 'started'
      readonly backend: BackendName
      readonly detail: string
      readonly isSoftwareRenderer: boolean
    }
  /** Sent instead, as its last word, by a worker that has no backend. `reason` leaves out the backend's name. */
  | { readonly kind: 'not-started'; readonly message: string; readonly reason: string }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: TrainingProgress }
  | { readonly kind: 'done'; readonly id: number; readonly result: JobResult }
  | { readonly kind: 'cancelled'; readonly id: number }
  | {
      readonly kind: 'refused'
      readonly id: number
      readonly reason: TrainingFault
      readonly message: string
    }
