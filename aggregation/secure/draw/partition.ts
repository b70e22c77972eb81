/**
 * How a cohort is cut into groups by a seed that nobody chose. Everybody commits to a seed of its own; the coordinator
 * signs all commitments together with the head of the public log; only then are the seeds shown. To each member the
 * drawn seed is unpredictable until then, whatever all the others do, because its own part is. What is left to a
 * coalition of s members and the coordinator is to be silent: by showing or not showing each of their seeds they choose
 * among 2^s draws. Whoever is silent is out of the round and on record, and a cohort with too many silent is refused.
 */
import { enc, merkleRoot, taggedHash, u32, u64 } from '../../crypto/index.ts'
import type { Bytes } from '../messages.ts'
import { type AttemptContext, hashParameters } from '../parameters.ts'
import { permutationFrom } from '../permutation.ts'
import type { CohortEntry, LogHead } from './messages.ts'

/** An attempt before it has groups. */
export type DrawContext = Omit<AttemptContext, 'group' | 'partition'>

/** The name of a draw in every hash and signature of it, 32 bytes. */
export function hashDrawContext(context: DrawContext): Bytes {
  const { taskId, round, attempt, parameters, modelHash, registry } = context
  return taggedHash(
    'fedsa/v1/draw',
    enc(
      taskId,
      u64(round),
      u32(attempt),
      hashParameters(parameters),
      modelHash,
      enc(u64(registry.version), registry.root),
    ),
  )
}

/** What a member publishes of its seed before anyone's is known. */
export function commitToSeed(drawContext: Bytes, identityKey: Bytes, seed: Bytes): Bytes {
  return taggedHash('fedsa/v1/seed-commitment', enc(drawContext, identityKey, seed))
}

/** Merkle root over the cohort, in the order of the identity keys. */
export function cohortRootOf(entries: readonly CohortEntry[]): Bytes {
  return merkleRoot(entries.map(({ identityKey, commitment }) => enc(identityKey, commitment)))
}

/** The seed of the partition: of everything that was fixed, and every seed that was shown, silence included. */
export function partitionSeedOf(
  drawContext: Bytes,
  cohortRoot: Bytes,
  logHead: LogHead,
  seeds: readonly Bytes[],
): Bytes {
  return taggedHash(
    'fedsa/v1/partition-seed',
    enc(drawContext, cohortRoot, u64(logHead.size), logHead.root, ...seeds),
  )
}

/** A cohort cut into groups; members by their identity keys. */
export interface Partition {
  /** Enters the context of every group's attempt, 32 bytes. */
  readonly hash: Bytes
  /** What the draw came to, 32 bytes. */
  readonly seed: Bytes
  readonly groups: readonly (readonly Bytes[])[]
}

/** Largest group that a cohort of at most `members` can be cut into. */
export function largestGroupOf(members: number, groupMinimum: number): number {
  return Math.min(members, 2 * groupMinimum - 1)
}

/**
 * Cuts the members that showed their seeds into as many groups of at least `groupMinimum` as there can be, sizes within
 * one of each other: the members in a random order, dealt out in turn. One group when there are too few for two.
 */
export function cutCohort(
  drawContext: Bytes,
  cohortRoot: Bytes,
  seed: Bytes,
  members: readonly Bytes[],
  groupMinimum: number,
): Partition {
  const count = Math.max(1, Math.floor(members.length / groupMinimum))
  const order = permutationFrom(seed, members.length)
  const groups = Array.from({ length: count }, (_, group) =>
    Array.from(order)
      .filter((_, place) => place % count === group)
      .map(member => members[member]!),
  )
  const hash = taggedHash('fedsa/v1/partition', enc(drawContext, cohortRoot, seed, u32(count)))
  return { hash, seed, groups }
}
