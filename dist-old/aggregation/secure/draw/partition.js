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
import { enc, merkleRoot, taggedHash, u32, u64 } from '../../crypto/index.js';
import { hashParameters } from '../parameters.js';
import { permutationFrom } from '../permutation.js';
/** The name of a draw in every hash and signature of it, 32 bytes. */
export function hashDrawContext(context) {
    const { taskId, round, attempt, parameters, modelHash, registry } = context;
    return taggedHash('fedsa/v1/draw', enc(taskId, u64(round), u32(attempt), hashParameters(parameters), modelHash, enc(u64(registry.version), registry.root)));
}
/** What a member publishes of its seed before anyone's is known. */
export function commitToSeed(drawContext, identityKey, seed) {
    return taggedHash('fedsa/v1/seed-commitment', enc(drawContext, identityKey, seed));
}
/** Merkle root over the cohort, in the order of the identity keys. */
export function cohortRootOf(entries) {
    return merkleRoot(entries.map(({ identityKey, commitment }) => enc(identityKey, commitment)));
}
/** The seed of the partition: of everything that was fixed, and everybody's seed. */
export function partitionSeedOf(drawContext, cohortRoot, logHead, seeds) {
    return taggedHash('fedsa/v1/partition-seed', enc(drawContext, cohortRoot, u64(logHead.size), logHead.root, ...seeds));
}
/** Largest group that a cohort of at most `members` can be cut into. */
export function largestGroupOf(members, groupSize) {
    return Math.min(members, 2 * groupSize - 1);
}
/**
 * Cuts the cohort into as many groups of at least `groupSize` as there can be, sizes within one of each other: the
 * members in a random order, dealt out in turn. One group when there are too few for two.
 */
export function cutCohort(drawContext, cohortRoot, seed, members, groupSize) {
    const count = Math.max(1, Math.floor(members.length / groupSize));
    const groups = Array.from({ length: count }, () => []);
    for (const [place, member] of permutationFrom(seed, members.length).entries()) {
        groups[place % count].push(members[member]);
    }
    const hash = taggedHash('fedsa/v1/partition', enc(drawContext, cohortRoot, seed, u32(count)));
    return { hash, seed, groups };
}
//# sourceMappingURL=partition.js.map