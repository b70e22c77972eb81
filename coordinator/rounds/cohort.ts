/** Who takes part in an attempt, and who of them is there. */
import type { World } from '../world.ts'

/** A holder that takes part in the bounty. */
export interface CohortMember {
  readonly organisation: string
  readonly identityKey: Uint8Array
  readonly examples: number
}

/** A member that fell out of an attempt, at the first stage it missed. */
export interface DroppedMember {
  readonly organisation: string
  readonly stage: string
  readonly reason: string
}

/** When each member was last heard of. */
export interface Presence {
  touch(organisation: string): void
  /** Not heard of for longer than the coordinator waits for anybody, if the others are enough. */
  isSilent(organisation: string): boolean
}

/** Everybody counts as heard of when the attempt is opened. */
export function openPresence(
  cohort: readonly CohortMember[],
  { nowMs }: Pick<World, 'nowMs'>,
  silenceMs: number,
): Presence {
  const heardMs = new Map(cohort.map(({ organisation }) => [organisation, nowMs()]))
  return {
    touch: organisation => void heardMs.set(organisation, nowMs()),
    isSilent: organisation => nowMs() - (heardMs.get(organisation) ?? 0) > silenceMs,
  }
}
