/** The coordinator's half of the draw: deterministic, so that whoever records its messages can play them again. */
import { compareBytes, equalBytes, toHex, verifySignature } from '../../crypto/index.js';
import { emptyTable, withEntry } from '../table.js';
import { accept, reject } from '../verdict.js';
import { cohortRootOf, commitToSeed, cutCohort, hashDrawContext, partitionSeedOf, } from './partition.js';
import { cohortPayload, commitmentPayload, partitionPayload } from './signing.js';
export function openDraw(context, rules, coordinator) {
    const drawContext = hashDrawContext(context);
    return { phase: 'committing', drawContext, rules, coordinator, commitments: emptyTable() };
}
function failed({ drawContext, rules, coordinator }, reason, silent) {
    return { phase: 'failed', drawContext, rules, coordinator, reason, silent };
}
/** Takes one member's commitment; the same again changes nothing, another is a conflict. */
export function receiveCommitment(state, message, registry) {
    const { drawContext, identityKey, commitment, signature } = message;
    const key = toHex(identityKey);
    if (!equalBytes(drawContext, state.drawContext)) {
        return reject('wrong-context', 'sender', 'the commitment was made for another draw');
    }
    if (registry(identityKey) === undefined) {
        return reject('unregistered-identity', 'sender', `the registry has no ${key}`);
    }
    if (!verifySignature(identityKey, commitmentPayload(drawContext, commitment), signature)) {
        return reject('bad-signature', 'sender', 'the commitment is not signed by its identity');
    }
    const recorded = state.commitments.get(key);
    if (recorded === undefined) {
        return accept({ ...state, commitments: withEntry(state.commitments, key, message) }, undefined);
    }
    if (equalBytes(recorded.commitment, commitment))
        return accept(state, undefined);
    return reject('conflicting-message', 'sender', 'this identity has committed to another seed in this draw');
}
/** Whether the cohort can be closed: it is as large as the terms ask. */
export function canCloseCommitments({ commitments, rules }) {
    return commitments.size >= Math.max(rules.minimumCohort, rules.groupSize);
}
/** Fixes the cohort and the head of the log together, before any seed is known; fails when it is too small. */
export function closeCommitments(state, logHead) {
    const { drawContext, rules, coordinator, commitments } = state;
    if (!canCloseCommitments(state))
        return failed(state, 'too-few-members', []);
    const entries = [...commitments.values()]
        .sort((left, right) => compareBytes(left.identityKey, right.identityKey))
        .map(({ identityKey, commitment }) => ({ identityKey, commitment }));
    const cohortRoot = cohortRootOf(entries);
    const signature = coordinator.sign(cohortPayload(drawContext, cohortRoot, logHead));
    const cohort = { drawContext, entries, logHead, signature };
    const places = new Map(entries.map(({ identityKey }, place) => [toHex(identityKey), place]));
    const draw = { drawContext, rules, coordinator };
    return { phase: 'revealing', ...draw, cohort, cohortRoot, places, seeds: emptyTable() };
}
/** Takes a seed, which must be the one that its sender committed to; the same again changes nothing. */
export function receiveReveal(state, identityKey, message) {
    const { drawContext, cohort, places, seeds } = state;
    const key = toHex(identityKey);
    const place = places.get(key);
    if (place === undefined)
        return reject('unknown-member', 'sender', 'the sender is not in the cohort');
    if (!equalBytes(message.drawContext, drawContext)) {
        return reject('wrong-context', 'sender', 'the seed belongs to another draw');
    }
    const { commitment } = cohort.entries[place];
    if (!equalBytes(commitToSeed(drawContext, identityKey, message.seed), commitment)) {
        return reject('wrong-seed', 'sender', 'the seed is not the one that was committed to');
    }
    if (seeds.has(key))
        return accept(state, undefined);
    return accept({ ...state, seeds: withEntry(seeds, key, message.seed) }, undefined);
}
/** Cuts the cohort by everybody's seeds; void when one is missing, with those who owe theirs. */
export function closeReveals(state) {
    const { drawContext, rules, coordinator, cohort, cohortRoot, places } = state;
    const members = cohort.entries.map(({ identityKey }) => identityKey);
    const silent = members.filter(key => !state.seeds.has(toHex(key)));
    if (silent.length > 0)
        return failed(state, 'silent-in-draw', silent);
    const seeds = members.map(key => state.seeds.get(toHex(key)));
    const seed = partitionSeedOf(drawContext, cohortRoot, cohort.logHead, seeds);
    const partition = cutCohort(drawContext, cohortRoot, seed, members, rules.groupSize);
    const signature = coordinator.sign(partitionPayload(drawContext, seed));
    const revealed = { drawContext, seeds, signature };
    const draw = { drawContext, rules, coordinator, cohort, cohortRoot, places };
    return { phase: 'cut', ...draw, revealed, partition };
}
//# sourceMappingURL=server.js.map