/** A member's half of the draw. As everywhere: write the new state down, then send. */
import { compareBytes, equalBytes, toHex, verifySignature, } from '../../crypto/index.js';
import { accept, firstRejection, reject } from '../verdict.js';
import { cohortRootOf, commitToSeed, cutCohort, hashDrawContext, partitionSeedOf, } from './partition.js';
import { cohortPayload, commitmentPayload, partitionPayload } from './signing.js';
/** Draws this member's part of the seed and commits to it. */
export function commitSeed(context, rules, signer, random) {
    const drawContext = hashDrawContext(context);
    const seed = random.bytes(32);
    const identityKey = signer.publicKey;
    const commitment = commitToSeed(drawContext, identityKey, seed);
    const signature = signer.sign(commitmentPayload(drawContext, commitment));
    const message = { drawContext, identityKey, commitment, signature };
    return {
        state: { phase: 'seed-committed', drawContext, rules, identityKey, seed, message },
        message,
    };
}
/**
 * Checks the cohort that the coordinator fixed and shows the seed to it, and to no other: asked again with the same
 * cohort a member that has shown its seed gives the same answer, with another it refuses.
 */
export function revealSeed(state, cohort, trust) {
    const { drawContext, rules, seed, identityKey } = state;
    const cohortRoot = cohortRootOf(cohort.entries);
    if (state.phase === 'seed-revealed')
        return revealAgain(state, cohort, cohortRoot);
    const rejection = firstRejection(() => checkCohortHead(state, cohort, cohortRoot, trust), () => checkEntries(state, cohort, trust));
    if (rejection !== undefined)
        return rejection;
    const { entries, logHead, signature: cohortSignature } = cohort;
    const own = { drawContext, rules, identityKey, seed };
    const fixed = { entries, cohortRoot, logHead, cohortSignature };
    return accept({ phase: 'seed-revealed', ...own, ...fixed }, { drawContext, seed });
}
function revealAgain(state, cohort, cohortRoot) {
    const { drawContext, seed, logHead } = state;
    const isSame = equalBytes(cohortRoot, state.cohortRoot) &&
        cohort.logHead.size === logHead.size &&
        equalBytes(cohort.logHead.root, logHead.root);
    if (isSame)
        return accept(state, { drawContext, seed });
    return reject('second-cohort', 'coordinator', 'this member has shown its seed to another cohort of this draw');
}
function checkCohortHead(state, cohort, cohortRoot, trust) {
    if (!equalBytes(cohort.drawContext, state.drawContext)) {
        return reject('wrong-context', 'coordinator', 'the cohort belongs to another draw');
    }
    const payload = cohortPayload(state.drawContext, cohortRoot, cohort.logHead);
    if (!verifySignature(trust.coordinatorKey, payload, cohort.signature)) {
        return reject('bad-signature', 'coordinator', 'the cohort is not signed by the pinned coordinator');
    }
    if (cohort.logHead.size >= trust.leastLogSize)
        return undefined;
    const detail = `the log's head is of ${cohort.logHead.size} leaves; this member has seen ${trust.leastLogSize}`;
    return reject('stale-log', 'coordinator', detail);
}
function checkEntries(state, { entries }, trust) {
    const least = Math.max(state.rules.minimumCohort, state.rules.groupSize);
    if (entries.length < least) {
        return reject('cohort-too-small', 'coordinator', `a cohort of ${entries.length}; the terms ask for ${least}`);
    }
    for (const [i, { identityKey }] of entries.entries()) {
        if (trust.registry(identityKey) === undefined) {
            return reject('unregistered-identity', 'coordinator', `the registry has no ${toHex(identityKey)}`);
        }
        if (i > 0 && compareBytes(entries[i - 1].identityKey, identityKey) >= 0) {
            return reject('roster-order', 'coordinator', 'the cohort is not in the order of its identity keys');
        }
    }
    const own = entries.find(({ identityKey }) => equalBytes(identityKey, state.identityKey));
    if (own !== undefined && equalBytes(own.commitment, state.message.commitment))
        return undefined;
    return reject('own-entry-altered', 'coordinator', 'the cohort does not hold what this member committed to');
}
/** Checks every seed that was shown and cuts the cohort, as everybody else does. */
export function acceptPartition(state, revealed, trust) {
    const { drawContext, cohortRoot, logHead, entries } = state;
    const rejection = checkSeeds(state, revealed);
    if (rejection !== undefined)
        return rejection;
    const seed = partitionSeedOf(drawContext, cohortRoot, logHead, revealed.seeds);
    if (!verifySignature(trust.coordinatorKey, partitionPayload(drawContext, seed), revealed.signature)) {
        return reject('bad-signature', 'coordinator', 'the partition is not signed by the pinned coordinator');
    }
    const members = entries.map(({ identityKey }) => identityKey);
    const partition = cutCohort(drawContext, cohortRoot, seed, members, state.rules.groupSize);
    const group = partition.groups.findIndex(one => one.some(key => equalBytes(key, state.identityKey)));
    const { signature } = revealed;
    return accept({ phase: 'drawn', drawContext, partition, group, signature }, undefined, [state.seed]);
}
function checkSeeds({ drawContext, entries }, revealed) {
    if (!equalBytes(revealed.drawContext, drawContext)) {
        return reject('wrong-context', 'coordinator', 'the partition belongs to another draw');
    }
    const { seeds } = revealed;
    if (seeds.length !== entries.length) {
        return reject('malformed', 'coordinator', `${seeds.length} seeds for a cohort of ${entries.length}`);
    }
    // One that is missing fits no commitment: whoever could leave seeds out could choose among draws.
    const wrong = entries.find(({ identityKey, commitment }, i) => !equalBytes(commitToSeed(drawContext, identityKey, seeds[i]), commitment));
    if (wrong === undefined)
        return undefined;
    const whose = toHex(wrong.identityKey);
    return reject('wrong-seed', 'coordinator', `the seed of ${whose} is not the one it committed to`);
}
//# sourceMappingURL=client.js.map