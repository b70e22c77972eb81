/** One holder's part in a round without masks: the agent's own training and protection, on coins that can be drawn again. */
import {
  type AggregationParameters,
  type Coins,
  clipToNorm,
  type ParameterVector,
  parameterVector,
  type RandomSource,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { protectVectors, trainRound } from '../../client/index.ts'
import {
  type NamedVectors,
  openSeededRandom,
  parseModelSpec,
  type RoundContent,
  type Trainer,
  TrainingError,
} from '../../learning/index.ts'
import { rotationSeedOf } from '../../protos/holder-noise.ts'
import { sharedRecordPrivacyOf } from '../../protos/privacy-terms.ts'
import type { AttemptRef } from '../../protos/types.ts'
import { type AttackSettings, attackClipped, attackingTrainer } from '../attacks/index.ts'
import type { RunCast, VirtualHolder } from './cast.ts'

/** The coins of one holder's rounding in one attempt: from the seed, so that a run can be played again. */
export function coinsOf(
  seed: number,
  organisation: string,
  { round, attempt }: Pick<AttemptRef, 'round' | 'attempt'>,
): Coins {
  return unsafeFixedRandom(`coins of ${organisation}, seed ${seed}, round ${round}, attempt ${attempt}`)
}

/** The noise that the coordinator adds in one attempt: from the seed likewise, so that it protects nobody. */
export function noiseOf(
  seed: number,
  { round, attempt }: Pick<AttemptRef, 'round' | 'attempt'>,
): RandomSource {
  return unsafeFixedRandom(`noise of the coordinator, seed ${seed}, round ${round}, attempt ${attempt}`)
}

/** The trainer of a holder: an attacker's changes what comes of it, by chance that follows from the training's own seed. */
export function trainerOf(
  inner: Trainer,
  { organisation, attack }: Pick<VirtualHolder, 'organisation' | 'attack'>,
): Trainer {
  const honest = withNoiseOfSeed(inner)
  if (attack === undefined) return honest
  return {
    train: (request, onProgress, signal) => {
      const random = openSeededRandom(request.seed, `attack of ${organisation}`)
      return attackingTrainer(honest, attack, random).train(request, onProgress, signal)
    },
    close: () => inner.close(),
  }
}

/** Noise that can be drawn again, from the training's own seed: a simulation is replayed, and protects nobody. */
function withNoiseOfSeed(inner: Trainer): Trainer {
  return {
    train: (request, onProgress, signal) => {
      const { privacy, gradientSum, seed } = request
      const drawn = {
        ...request,
        ...(privacy === undefined ? {} : { privacy: { ...privacy, unsafeNoiseSeed: String(seed) } }),
        ...(gradientSum === undefined
          ? {}
          : { gradientSum: { ...gradientSum, unsafeBatchSeed: String(seed) } }),
      }
      return inner.train(drawn, onProgress, signal)
    },
    close: () => inner.close(),
  }
}

export interface LocalRound {
  readonly cast: RunCast
  readonly holder: VirtualHolder
  readonly trainer: Trainer
  readonly content: Extract<RoundContent, { readonly purpose: 'training' }>
  readonly parameters: AggregationParameters
  readonly model: { readonly parameters: ParameterVector; readonly broadcast: NamedVectors }
  readonly memory: NamedVectors
  /** Of the round, where it follows the updates. */
  readonly clipNorm: number | undefined
  readonly round: number
  /** Fewer epochs than the terms say, of a holder that cannot do more. */
  readonly epochs: number | undefined
  readonly signal: AbortSignal
}

export interface LocalShare {
  readonly integers: Int32Array
  readonly memory: NamedVectors
  readonly meanLoss: number
}

/** What the holder would mask; undefined where its training diverged, which makes an agent sit the round out. */
export async function playLocalRound(local: LocalRound): Promise<LocalShare | undefined> {
  const { cast, holder, content, parameters, model, memory, clipNorm, round, epochs, signal } = local
  const { terms, run } = cast
  const attempt = { bountyId: '' as AttemptRef['bountyId'], round, attempt: 1, group: 1 }
  const dataset = holder.records()
  const trainer = trainerOf(local.trainer, holder)
  try {
    const trained = await trainRound(
      {
        terms,
        spec: parseModelSpec(terms.model),
        parts: content.parts,
        model,
        memory,
        attempt,
        organisation: holder.organisation,
      },
      dataset,
      settings =>
        trainer.train(
          { ...settings, dataset, ...(epochs === undefined ? {} : { epochs }) },
          undefined,
          signal,
        ),
    )
    const [update, ...others] = trained.vectors as [ParameterVector, ...ParameterVector[]]
    const sent = afterClipping(update, content.parts[0]!.clipNorm, holder, run.seed, round)
    const examples = Math.min(holder.examples, terms.cohort.maximumExamples)
    const parts = [sent.part, ...content.parts.slice(1)]
    const coins = coinsOf(run.seed, holder.organisation, attempt)
    const protection = protectVectors(
      [sent.update, ...others],
      {
        parameters,
        parts: parts.map((part, i) => ({ ...content.parts[i]!, ...part })),
        examples,
        rotationSeed: rotationSeedOf(terms, round, attempt.attempt),
        isRecordSum: sharedRecordPrivacyOf(terms) !== undefined,
        ...(clipNorm === undefined ? {} : { clipNorm }),
      },
      coins,
    )
    if (protection.kind === 'refused') return undefined
    return { integers: protection.integers, memory: trained.memory, meanLoss: trained.meanLoss }
  } catch (error) {
    if (error instanceof TrainingError && error.reason === 'diverged') return undefined
    throw error
  }
}

/** An attacker whose agent skips clipping acts on the clipped update, and only the range still holds it. */
function afterClipping(
  update: ParameterVector,
  clipNorm: number,
  { organisation, attack }: VirtualHolder,
  seed: number,
  round: number,
): { readonly update: ParameterVector; readonly part: { readonly clipNorm: number } } {
  if (attack === undefined || !skipsClipping(attack)) return { update, part: { clipNorm } }
  const clipped = clipToNorm(update.values, clipNorm)
  if (clipped.kind === 'refused') return { update, part: { clipNorm } }
  const random = openSeededRandom(seed, `attack of ${organisation} in round ${round}`)
  const sent = attackClipped(parameterVector(clipped.values, update.layout), attack, random)
  return { update: sent, part: { clipNorm: 1e6 } }
}

function skipsClipping(attack: AttackSettings): boolean {
  return 'clipping' in attack && attack.clipping === 'skipped'
}
