import { canonicalJson, fromHex, type secureDraw } from '../../aggregation/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { planOf } from '../bounties/round-plan.ts'
import type { AttemptPlace } from './open-attempt.ts'

/** What is fixed when an attempt opens, as it is stored. */
export interface StoredContext {
  readonly modelHash: string
  readonly modelBlob: string
  readonly registryVersion: number
  readonly registryRoot: string
  /** Organisations that may take part, with the examples they declared and, in hexadecimal, the key that they joined under. */
  readonly cohort: readonly {
    readonly organisation: string
    readonly examples: number
    readonly key?: string
  }[]
  /** Examples of all who could have been drawn; absent, those of the cohort. */
  readonly weightOfAll?: number
}

export function contextToText(context: StoredContext): string {
  return canonicalJson(context)
}

export function contextFromText(text: string): StoredContext {
  return JSON.parse(text) as StoredContext
}

/** The attempt's context as the protocol hashes it, before it has groups. */
export function attemptContext(
  place: AttemptPlace,
  terms: BountyTerms,
  stored: StoredContext,
): secureDraw.DrawContext {
  return {
    taskId: fromHex(place.bountyId),
    round: place.round,
    attempt: place.attempt,
    parameters: planOf(terms, place.round).parameters,
    modelHash: fromHex(stored.modelHash),
    registry: { version: stored.registryVersion, root: fromHex(stored.registryRoot) },
  }
}
