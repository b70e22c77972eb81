/** Holders join and leave. Joining is a signed consent to exact terms; leaving counts from the next round. */
import { verifySignature } from '../../aggregation/index.js';
import { granted, refused } from '../../protos/reasons.js';
import { consentSigningBytes } from '../../protos/terms.js';
import { readParticipants } from './bounty-store.js';
export async function joinBounty(parts, bounty, caller, request) {
    const { bountyId, examples, datasetRoot, signature } = request;
    const { terms, termsBytes } = bounty.facts;
    const signed = consentSigningBytes(bountyId, termsBytes, datasetRoot, examples);
    if (!verifySignature(caller.identityKey, signed, signature)) {
        return refused('signature-invalid', 'the consent is not signed by the key that joins', {
            field: 'signature',
        });
    }
    if (!Number.isSafeInteger(examples) || examples < 1 || examples > terms.cohort.maximumExamples) {
        return refused('malformed', `a holder joins with 1 to ${terms.cohort.maximumExamples} examples, not ${examples}`, { field: 'examples' });
    }
    const before = await participationOf(parts, bountyId, caller.organisation);
    if (before !== undefined && !before.left)
        return granted(before);
    if (bounty.state() !== 'open' && bounty.state() !== 'running') {
        return refused('wrong-state', `the bounty is ${bounty.state()}; holders join while it is open or running`);
    }
    const answer = await parts.storage.transaction(async (tx) => {
        const present = (await readParticipants(tx, parts.members, bountyId)).filter(({ left }) => !left);
        if (present.length >= terms.cohort.maximum) {
            return refused('bounty-full', `the bounty has its ${terms.cohort.maximum} holders`);
        }
        const row = {
            examples: BigInt(examples),
            dataset_root: Buffer.from(datasetRoot),
            signature: Buffer.from(signature),
            joined_at_ms: BigInt(parts.world.nowMs()),
            left_at_ms: null,
        };
        await tx
            .insertInto('participation')
            .values({ bounty_id: bountyId, organisation: caller.organisation, ...row })
            .onConflict(conflict => conflict.columns(['bounty_id', 'organisation']).doUpdateSet(row))
            .execute();
        return granted({});
    });
    if (answer.kind === 'refused')
        return answer;
    parts.events.publish({ kind: 'holder-joined', bountyId, organisation: caller.organisation });
    bounty.participantsChanged();
    return granted((await participationOf(parts, bountyId, caller.organisation)));
}
export async function leaveBounty(parts, bounty, caller) {
    const { bountyId } = bounty.facts;
    const before = await participationOf(parts, bountyId, caller.organisation);
    if (before === undefined)
        return refused('not-found', `${caller.organisation} has not joined this bounty`);
    if (before.left)
        return granted(before);
    await parts.storage.transaction(tx => tx
        .updateTable('participation')
        .set({ left_at_ms: BigInt(parts.world.nowMs()) })
        .where('bounty_id', '=', bountyId)
        .where('organisation', '=', caller.organisation)
        .execute());
    parts.events.publish({ kind: 'holder-left', bountyId, organisation: caller.organisation });
    bounty.participantsChanged();
    return granted({ ...before, left: true });
}
async function participationOf(parts, bountyId, organisation) {
    const all = await readParticipants(parts.storage.db, parts.members, bountyId);
    return all.find(participant => participant.organisation === organisation);
}
//# sourceMappingURL=participation.js.map