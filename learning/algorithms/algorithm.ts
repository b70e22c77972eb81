/**
 * A federated-learning algorithm is two halves: how a holder trains in a round, and how the mean of what the holders sent
 * steps the model. In between is the masked sum, so that the second half sees means over many holders and nothing else.
 */
import type { z } from 'zod'
import type { ServerState, ServerStep } from '../../aggregation/rules/index.ts'
import type { NamedVectors } from '../models/named-vectors.ts'
import type { TrainingResult, TrainingSettings } from '../training/train-locally.ts'

/** One vector of what a holder sends, as long as the model. */
export interface TravellingPart {
  readonly name: string
  /** L2 norm to which it is clipped. */
  readonly clipNorm: number
  /** Largest absolute value of a coordinate; larger ones saturate. */
  readonly range: number
}

/** What the terms say of training, as far as algorithms ask. */
export interface AlgorithmTerms {
  readonly localEpochs: number
  readonly batchSize: number | 'all'
  readonly learningRate: number
  readonly momentum?: number | undefined
  readonly clipNorm: number
  readonly range: number
}

/** One round at one holder. */
export interface LocalTask {
  /** As the terms have them for this round; `parameters` are those of the round's model. */
  readonly settings: TrainingSettings
  /** What travels, with its bounds. */
  readonly parts: readonly TravellingPart[]
  /** What came with the model: the vectors that the server half broadcasts. Empty before the first round. */
  readonly broadcast: NamedVectors
  /** What this holder remembers of the last round whose sum it was in; empty before. */
  readonly memory: NamedVectors
  /** Trains on the holder's records; as often as wished. */
  readonly train: (settings: TrainingSettings) => Promise<TrainingResult>
}

export interface LocalOutcome extends Pick<TrainingResult, 'steps' | 'meanLoss' | 'durationMs'> {
  /** In the order of `parts`. */
  readonly vectors: readonly Float32Array[]
  /** What to remember if these vectors get into the sum. */
  readonly memory: NamedVectors
}

/** The holder's half. */
export interface ClientAlgorithm {
  /** What travels; the first part is the update of the parameters. */
  parts(training: AlgorithmTerms): readonly TravellingPart[]
  train(task: LocalTask): Promise<LocalOutcome>
}

/** The model and what the server half keeps beside it. */
export interface ServerBefore {
  readonly values: Float32Array
  readonly state: ServerState
  /** From 1. */
  readonly round: number
  /** Of the examples of all who take part in the bounty, those of the holders in this sum: above 0, at most 1. */
  readonly share: number
}

/** The server's half. */
export interface ServerAlgorithm {
  /** Names of the vectors kept from round to round. */
  readonly keeps: readonly string[]
  /** Those of them that go to the holders with the model, and into its hash. */
  readonly broadcasts: readonly string[]
  /** `means` are weighted by examples, in the order of the parts. The same arguments give the same bits. */
  step(before: ServerBefore, means: readonly Float32Array[]): ServerStep
}

export interface Algorithm {
  readonly name: string
  readonly client: ClientAlgorithm
  readonly server: ServerAlgorithm
}

/** An algorithm that terms may name: its settings, and what it makes of them. */
export interface AlgorithmKind<Settings = unknown> {
  readonly name: string
  /** Of the fields beside `name`. */
  readonly settings: z.ZodType<Settings>
  make(settings: Settings): Omit<Algorithm, 'name'>
  /** What of the terms it cannot work under; undefined when nothing. */
  faultOf?(training: AlgorithmTerms): AlgorithmFault | undefined
}

export interface AlgorithmFault {
  /** Of the terms: "training.batchSize". */
  readonly field: string
  readonly message: string
}
