/**
 * How a cohort is cut into groups by a seed that nobody chose. Everybody commits to a seed of its own; the coordinator
 * signs all commitments together with the head of the public log; only then are the seeds shown. To each member the
 * drawn seed is unpredictable until then, whatever all the others do, because its own part is in it.
 *
 * Every seed must be shown. Were some allowed to be missing, the coordinator, who has seen the seeds before anyone else,
 * could leave out whichever honest ones it likes and so choose among very many draws. One silent member therefore voids
 * the draw, and the next attempt begins without it. What is left to a coordinator, or to one silent member, is to void a
 * draw that it does not like: it chooses among as many draws as a round has attempts, three at most.
 */
import { enc, merkleRoot, taggedHash, u32, u64 } from '../../crypto/index.ts'
import type { NamedAttempt } from '../context.ts'
import type { Bytes } from '../messages.ts'
import { type AttemptContext, hashParameters } from '../parameters.ts'
import { permutationFrom } from '../permutation.ts'
import type { CohortEntry, LogHead } from './messages.ts'

/** What the terms say about a draw; everybody takes it from them. */
export interface DrawRules {
  /** Members of the smallest cohort that may be drawn from: whom the coordinator leaves out is bounded by it. */
  readonly minimumCohort: number
  /** Members of the smallest group that the cohort is cut into; a few may be lost before the group is summed. */
  readonly groupSize: number
}

/** An attempt before it has groups. */
export type DrawContext = Omit<AttemptContext, 'group' | 'partition'>

/** A draw whose parameters are known by their hash alone. */
export type NamedDraw = Omit<NamedAttempt, 'group' | 'partition'>

/** The name of a draw in every hash and signature of it, 32 bytes. */
export function hashDrawContext({ parameters, ...context }: DrawContext): Bytes {
  return hashNamedDraw({ ...context, parametersHash: hashParameters(parameters) })
}

/** The same from the hash of the parameters. */
export function hashNamedDraw(context: NamedDraw): Bytes {
  const { taskId, round, attempt, parametersHash, modelHash, registry } = context
  return taggedHash(
    'fedsa/v1/draw',
    enc(
      taskId,
      u64(round),
      u32(attempt),
      parametersHash,
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

/** The seed of the partition: of everything that was fixed, and everybody's seed. */
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
export function largestGroupOf(members: number, groupSize: number): number {
  return Math.min(members, 2 * groupSize - 1)
}

/**
 * Cuts the cohort into as many groups of at least `groupSize` as there can be, sizes within one of each other: the
 * members in a random order, dealt out in turn. One group when there are too few for two.
 */
export function cutCohort(
  drawContext: Bytes,
  cohortRoot: Bytes,
  seed: Bytes,
  members: readonly Bytes[],
  groupSize: number,
): Partition {
  const count = Math.max(1, Math.floor(members.length / groupSize))
  const groups = Array.from({ length: count }, (): Bytes[] => [])
  for (const [place, member] of permutationFrom(seed, members.length).entries()) {
    groups[place % count]!.push(members[member]!)
  }
  const hash = taggedHash('fedsa/v1/partition', enc(drawContext, cohortRoot, seed, u32(count)))
  return { hash, seed, groups }
}
