/** Training for one attempt, beside the protocol: it starts with the attempt and is waited for when its result is due. */
import { enc, type ParameterVector, taggedHash, u32, utf8 } from '../../aggregation/index.ts'
import { type LoadedDataset, type Trainer, TrainingError, WorkerError } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { AttemptRef } from '../../protos/types.ts'
import type { BountyPapers } from './bounty-papers.ts'
import type { AgentEvent } from './events.ts'

export type TrainingOutcome =
  | {
      readonly kind: 'trained'
      readonly update: ParameterVector
      readonly meanLoss: number
      readonly durationMs: number
    }
  | { readonly kind: 'failed'; readonly reason: 'diverged' | 'training-failed'; readonly detail: string }

export interface LocalTraining {
  /** Never rejects. */
  readonly outcome: Promise<TrainingOutcome>
  permille(): number
  isOver(): boolean
  stop(): void
}

/**
 * Seed of one attempt's training, 48 bits: another one in every attempt, so that an attempt that is repeated sums an
 * update made afresh and never the same one twice.
 */
export function trainingSeed(terms: BountyTerms, attempt: AttemptRef, organisation: string): number {
  const { round, attempt: number } = attempt
  const fields = enc(u32(terms.training.seed), u32(round), u32(number), utf8(organisation))
  const hash = taggedHash('parley/v1/training-seed', fields)
  return hash.subarray(0, 6).reduce((seed, byte) => seed * 256 + byte, 0)
}

/** Starts training from the round's model. */
export function startTraining(
  trainer: Trainer,
  dataset: LoadedDataset,
  papers: BountyPapers,
  parameters: ParameterVector,
  attempt: AttemptRef,
  organisation: string,
  report: (event: AgentEvent) => void,
): LocalTraining {
  const { localEpochs, batchSize, learningRate } = papers.terms.training
  const seed = trainingSeed(papers.terms, attempt, organisation)
  const request = {
    spec: papers.spec,
    parameters,
    epochs: localEpochs,
    batchSize,
    learningRate,
    seed,
    dataset,
  }
  const stopping = new AbortController()
  let permille = 0
  let isOver = false
  const train = () =>
    trainer.train(
      request,
      ({ step, steps, meanLoss }) => {
        permille = Math.floor((1000 * step) / steps)
        report({ kind: 'training', attempt, permille, meanLoss })
      },
      stopping.signal,
    )
  const outcome = run(train).finally(() => {
    isOver = true
  })
  return { outcome, permille: () => permille, isOver: () => isOver, stop: () => stopping.abort() }
}

async function run(train: () => ReturnType<Trainer['train']>): Promise<TrainingOutcome> {
  try {
    const { update, meanLoss, durationMs } = await trainOrTryAgain(train)
    return { kind: 'trained', update, meanLoss, durationMs }
  } catch (error) {
    const isDivergence = error instanceof TrainingError && error.reason === 'diverged'
    return {
      kind: 'failed',
      reason: isDivergence ? 'diverged' : 'training-failed',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}

/** A worker that crashed is started anew once; the same request gives the same result. */
async function trainOrTryAgain(train: () => ReturnType<Trainer['train']>) {
  try {
    return await train()
  } catch (error) {
    if (error instanceof WorkerError && error.reason === 'crashed') return train()
    throw error
  }
}
