/** What the coordinator's thread and the threads of the virtual clients say to each other. Messages travel as bytes. */
import type { AttemptContext, PolicyFloors } from '../../aggregation/index.ts'

/** A client by its place, 0..clients - 1; every secret of it is drawn from the seed and this number. */
export type ClientNumber = number

export interface CrewSetup {
  readonly seed: string
  readonly clients: number
  readonly context: AttemptContext
  readonly coordinatorKey: Uint8Array
  readonly floors: PolicyFloors
  /** Identity key of client i at i: the registry, in which every client is an organisation of its own. */
  readonly identityKeys: readonly Uint8Array[]
}

export const largeRoundStages = ['advertise', 'share', 'input', 'survivors', 'unmask'] as const
export type LargeRoundStage = (typeof largeRoundStages)[number]

/** One batch of clients, with what each of them is sent at this stage (nothing when they advertise). */
export interface StageOrder {
  readonly stage: LargeRoundStage
  readonly clients: readonly ClientNumber[]
  readonly downlink: readonly Uint8Array[]
}

/** What each client of the batch sent: one message, and at the stage `input` the packed vector beside it. */
export interface StageReply {
  readonly uplink: readonly (readonly Uint8Array[])[]
}
