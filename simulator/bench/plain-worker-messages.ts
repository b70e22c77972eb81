/** What the host and the thread of the plain loops say to each other. */
import type { BackendName, ClassDataset } from '../../learning/index.ts'
import type { Network } from './plain-loops.ts'

export interface PlainWorkerOptions {
  readonly backend: BackendName
}

export type PlainRequest =
  | {
      readonly kind: 'epoch'
      readonly network: Network
      readonly dataset: ClassDataset
      readonly batchSize: number
    }
  | { readonly kind: 'end' }

export interface PlainAnswer {
  readonly seconds: number
  readonly loss: number
}
