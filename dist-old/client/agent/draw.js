/**
 * The draw that cuts a cohort into groups, from the holder's side: commit to a seed, check the cohort and the head of the
 * log that are fixed beside it, show the seed, cut the cohort. Then the attempt of the holder's own group begins.
 */
import { cohortStatement, equalBytes, partitionStatement, secureClient, secureDraw, toHex, verifyConsistency, } from '../../aggregation/index.js';
import { contextOf } from './assignment.js';
import { deliver, lost, obtain, reach, satOut, stageEndMs, writeDown, } from './attempt-steps.js';
import { keepStatement, proveContradiction } from './contradiction.js';
import { holdersOf } from './known-registry.js';
export async function playSeedCommitted(attempt, state, isRepeated) {
    const { world, ref } = attempt;
    const { port } = world;
    attempt.stage = 'commit';
    const sent = await deliver(attempt, 'advertise', isRepeated, options => port.commitSeed({ attempt: ref, seedCommitment: state.message }, options));
    const reached = sent.kind === 'over' ? sent : await reach(attempt, 'committed');
    if (reached.kind === 'over')
        return reached;
    const cohort = await obtainCohort(attempt);
    if (cohort.kind === 'over')
        return cohort;
    const step = secureDraw.revealSeed(state, cohort.value, trustOf(attempt));
    if (step.kind === 'rejected')
        return satOut(step);
    const checked = await checkLog(attempt, cohort.value.logHead);
    if (checked.kind === 'over')
        return checked;
    writeDown(attempt, step);
    return { kind: 'phase', state: step.state };
}
export async function playSeedRevealed(attempt, state, isRepeated) {
    const { world, ref } = attempt;
    const { port } = world;
    const { drawContext, seed } = state;
    attempt.stage = 'reveal';
    // Kept first: whatever comes later is compared with it.
    keepStatement(attempt, drawContext, 'cohort', cohortOf(state));
    const again = isRepeated ? await isSameCohort(attempt, state) : undefined;
    if (again !== undefined)
        return satOut(again);
    // Late is no loss if it was taken before; whether it was, the partition tells.
    const sent = await deliver(attempt, 'advertise', isRepeated, options => port.revealSeed({ attempt: ref, seedReveal: { drawContext, seed } }, options));
    const reached = sent.kind === 'over' ? sent : await reach(attempt, 'seed-shown');
    if (reached.kind === 'over')
        return reached;
    const revealed = await obtain(attempt, stageEndMs(attempt, 'advertise'), (waitMs, options) => port.awaitPartition({ attempt: ref, waitMs }, options));
    if (revealed.kind === 'over')
        return revealed;
    const drawn = secureDraw.acceptPartition(state, revealed.value, trustOf(attempt));
    if (drawn.kind === 'rejected')
        return satOut(drawn);
    return enterGroup(attempt, drawn.state, drawn.spent);
}
/** Begins the attempt of the group that was drawn; the seed is wiped once that is written down. */
function enterGroup(attempt, drawn, spent) {
    const { world, papers } = attempt;
    const { partition, group, drawContext, signature } = drawn;
    const statement = partitionStatement(drawContext, partition.seed, signature);
    if (!keepStatement(attempt, drawContext, 'partition', statement)) {
        const detail = 'the coordinator has signed another partition of this draw';
        return lost({ how: 'sat-out', reason: 'two-partitions', detail });
    }
    const ownGroup = groupAmong(partition, group, registryOf(attempt));
    attempt.ownGroup = ownGroup;
    attempt.ref = { ...attempt.ref, group: group + 1 };
    attempt.assignment = { ...attempt.assignment, attempt: attempt.ref };
    const context = contextOf(attempt.assignment, papers, ownGroup);
    const { state } = secureClient.advertise(context, world.signer, world.random);
    writeDown(attempt, { state, spent });
    const { length: members } = ownGroup.members;
    const { length: groups } = partition.groups;
    world.report({ kind: 'group-drawn', attempt: attempt.ref, members, groups });
    return { kind: 'phase', state };
}
function groupAmong(partition, group, registry) {
    const nameOf = holdersOf(registry);
    return {
        partition: partition.hash,
        partitionSeed: partition.seed,
        members: partition.groups[group],
        organisations: partition.groups.map(keys => keys.map(key => nameOf(key) ?? '')),
    };
}
function obtainCohort(attempt) {
    const { world, ref, assignment } = attempt;
    const deadlineMs = Math.max(assignment.deadlineMs, world.clock.nowMs());
    return obtain(attempt, deadlineMs, (waitMs, options) => world.port.awaitCohort({ attempt: ref, waitMs }, options));
}
/** The cohort again, after a restart: another than the one that got the seed is refused, and its signature kept as proof. */
async function isSameCohort(attempt, state) {
    const cohort = await obtainCohort(attempt);
    // One that cannot be had any more changes nothing: what follows decides.
    if (cohort.kind === 'over')
        return undefined;
    const step = secureDraw.revealSeed(state, cohort.value, trustOf(attempt));
    if (step.kind !== 'rejected')
        return undefined;
    const { drawContext } = state;
    const { entries, logHead, signature } = cohort.value;
    const root = secureDraw.cohortRootOf(entries);
    proveContradiction(attempt, drawContext, 'cohort', cohortStatement(drawContext, root, logHead, signature));
    return step;
}
function cohortOf({ drawContext, cohortRoot, logHead, cohortSignature }) {
    return cohortStatement(drawContext, cohortRoot, logHead, cohortSignature);
}
/** The log's head beside the cohort goes on from the latest that this holder has seen; else the coordinator has two logs. */
async function checkLog(attempt, head) {
    const { port, store } = attempt.world;
    const known = store.logHead();
    if (known !== undefined && !(known.size === head.size && equalBytes(known.root, head.root))) {
        const sizes = { first: known.size, second: head.size };
        const deadlineMs = stageEndMs(attempt, 'advertise');
        const proof = await obtain(attempt, deadlineMs, (_waitMs, options) => port.getConsistencyProof(sizes, options));
        if (proof.kind === 'over')
            return proof;
        if (!verifyConsistency(known.size, head.size, known.root, head.root, proof.value.hashes)) {
            const detail = `the log of ${head.size} leaves does not go on from the ${known.size} that this holder has seen (root ${toHex(known.root).slice(0, 12)}…)`;
            return lost({ how: 'sat-out', reason: 'log-not-consistent', detail });
        }
    }
    store.noteLogHead(head);
    return { kind: 'got', value: undefined };
}
function trustOf(attempt) {
    const { coordinatorKey, store } = attempt.world;
    return {
        coordinatorKey,
        registry: holdersOf(registryOf(attempt)),
        leastLogSize: store.logHead()?.size ?? 0,
    };
}
function registryOf({ registry }) {
    if (registry === undefined)
        throw new Error('an attempt without a roster has no registry');
    return registry;
}
//# sourceMappingURL=draw.js.map