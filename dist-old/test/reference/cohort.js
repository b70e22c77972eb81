/** A draw of groups from one description, by the product's own halves: everything that is said in it, by name. */
import { fromHex, secureDraw, signerFromSeed, toHex, } from '../../aggregation/index.js';
import { accepted, testParameters } from '../aggregation/secure/group.js';
/** Commits everybody, shows every seed, and cuts. Every member must come to the same partition. */
export function playDraw(description) {
    const coordinator = signerFromSeed(fromHex(description.coordinatorSeed));
    const context = contextOf(description);
    const { size, root } = description.logHead;
    const logHead = { size, root: fromHex(root) };
    const trust = {
        coordinatorKey: coordinator.publicKey,
        registry: toHex,
        leastLogSize: size,
    };
    const { rules } = description;
    let committing = secureDraw.openDraw(context, rules, coordinator);
    const said = { drawContext: toHex(committing.drawContext) };
    const committed = description.members.map(({ identitySeed, seed }) => {
        const signer = signerFromSeed(fromHex(identitySeed));
        const { state, message } = secureDraw.commitSeed(context, rules, signer, { bytes: () => fromHex(seed) });
        committing = accepted(secureDraw.receiveCommitment(committing, message, toHex)).state;
        said[`commitment ${toHex(signer.publicKey)}`] = toHex(message.commitment);
        said[`commitment signature ${toHex(signer.publicKey)}`] = toHex(message.signature);
        return state;
    });
    const closed = secureDraw.closeCommitments(committing, logHead);
    if (closed.phase !== 'revealing')
        throw new Error('the cohort is too small');
    let revealing = closed;
    const { cohort, cohortRoot } = revealing;
    const shown = [];
    for (const state of committed) {
        const { state: next, output } = accepted(secureDraw.revealSeed(state, cohort, trust));
        revealing = accepted(secureDraw.receiveReveal(revealing, state.identityKey, output)).state;
        shown.push(next);
    }
    const cut = secureDraw.closeReveals(revealing);
    if (cut.phase !== 'cut')
        throw new Error('too few showed their seeds');
    for (const state of shown) {
        const { partition } = accepted(secureDraw.acceptPartition(state, cut.revealed, trust)).state;
        if (toHex(partition.hash) !== toHex(cut.partition.hash))
            throw new Error('a member cut otherwise');
    }
    return {
        ...said,
        cohortRoot: toHex(cohortRoot),
        'cohort signature': toHex(cohort.signature),
        partitionSeed: toHex(cut.partition.seed),
        'partition signature': toHex(cut.revealed.signature),
        partition: toHex(cut.partition.hash),
        groups: cut.partition.groups.map(group => group.map(toHex)),
    };
}
function contextOf({ context, parameters }) {
    const { taskId, round, attempt, modelHash, registry } = context;
    return {
        taskId: fromHex(taskId),
        round,
        attempt,
        parameters,
        modelHash: fromHex(modelHash),
        registry: { version: registry.version, root: fromHex(registry.root) },
    };
}
/** Secrets and choices of a draw among `size` holders. */
export function drawCohort(size, groupSize, random) {
    const hex = () => toHex(random.bytes(32));
    return {
        context: { taskId: hex(), round: 3, attempt: 2, modelHash: hex(), registry: { version: 5, root: hex() } },
        parameters: testParameters(),
        rules: { minimumCohort: size, groupSize },
        coordinatorSeed: hex(),
        logHead: { size: 1234, root: hex() },
        members: Array.from({ length: size }, () => ({ identitySeed: hex(), seed: hex() })),
    };
}
//# sourceMappingURL=cohort.js.map