/** The operations of a buyer that evaluates its bounty's models itself. */
import { granted, refused } from '../../protos/reasons.js';
import { isEvaluatedByBuyer } from '../../protos/terms.js';
import { storedTerms } from '../bounties/bounty-store.js';
import { recordedAnswer } from './evaluation-record.js';
/** No call waits longer than this; the caller asks again. */
const longestWaitMs = 25_000;
export function evaluationOperations(parts, runnerOf) {
    /** The runner of the caller's own bounty; undefined when the bounty has ended. */
    async function find(caller, bountyId) {
        const runner = runnerOf(bountyId);
        const facts = runner?.facts ?? (await readFacts(bountyId));
        if (facts === undefined)
            return refused('not-found', `there is no bounty ${bountyId}`);
        if (facts.buyer !== caller.organisation)
            return refused('forbidden', 'only the buyer who posted it evaluates the models of a bounty');
        if (!isEvaluatedByBuyer(facts.terms))
            return refused('wrong-state', 'the coordinator evaluates the models of this bounty');
        return granted(runner);
    }
    async function readFacts(bountyId) {
        const row = await parts.storage.db
            .selectFrom('bounty')
            .select(['buyer', 'terms'])
            .where('id', '=', bountyId)
            .executeTakeFirst();
        return row && { buyer: row.buyer, terms: storedTerms(Uint8Array.from(row.terms)) };
    }
    return {
        async awaitEvaluation(caller, { bountyId, afterRound, waitMs }) {
            const found = await find(caller, bountyId);
            if (found.kind === 'refused')
                return found;
            const runner = found.value;
            if (runner === undefined)
                return granted({ finished: true });
            const look = () => taskFor(runner, afterRound);
            await runner.wait(() => look() !== undefined, Math.min(waitMs, longestWaitMs));
            const task = look();
            return task === undefined
                ? refused('not-yet', 'no round waits for its evaluation; ask again')
                : granted(task);
        },
        async submitEvaluation(caller, submission) {
            const found = await find(caller, submission.bountyId);
            if (found.kind === 'refused')
                return found;
            return found.value === undefined
                ? recordedAnswer(parts.storage.db, submission)
                : found.value.evaluations.submit(submission, caller.identityKey);
        },
    };
}
function taskFor(runner, afterRound) {
    if (runner.state() !== 'open' && runner.state() !== 'running')
        return { finished: true };
    const next = runner.evaluations.nextAfter(afterRound);
    return next && { finished: false, ...next };
}
//# sourceMappingURL=evaluation-operations.js.map