import { equalBytes } from '../../aggregation/index.js';
import { granted, refused } from '../../protos/reasons.js';
import { readEvaluations } from '../bounties/evaluation-store.js';
/**
 * The answer to an evaluation of a round that does not wait for one any more. A repeat is known by its signature, which
 * binds all of it.
 */
export async function recordedAnswer(db, { bountyId, round, signature }) {
    const recorded = (await readEvaluations(db, bountyId)).get(round);
    if (recorded === undefined)
        return refused('not-found', `round ${round} waits for no evaluation`);
    const { state, signature: known } = recorded.buyerEvaluation;
    if (state === 'missed')
        return refused('too-late', `the time for the evaluation of round ${round} has passed`);
    if (state === 'done' && equalBytes(known, signature))
        return granted({});
    if (state === 'done')
        return refused('conflicting-message', `round ${round} has another evaluation already`);
    return refused('unavailable', `round ${round} is being concluded; try again`);
}
//# sourceMappingURL=evaluation-record.js.map