/**
 * Sums of the same counts, with and without a holder, tell that holder's. So this holder's records go into the statistics
 * of one bounty unless its policy says otherwise, and are evaluated under one model in one round; where that would happen
 * again it sits the round out, rather than send what singles the others out.
 */
import { toHex } from '../../aggregation/index.js';
/** The key of the one decision about statistics: of all records of a home, since other columns or rows tell as much. */
const anyRecords = 'any records';
/** The bounty whose statistics records of this home went into; undefined where there is none. */
export function statisticsOf(store) {
    return store.decided('statistics', anyRecords);
}
/** Why the counts of a round may not leave; undefined where they may, or where it counts nothing. */
export function checkCounts(store, { statistics }, { content }, assignment) {
    const { bountyId, round } = assignment.attempt;
    if (content.purpose === 'statistics') {
        const before = statisticsOf(store) ?? bountyId;
        if (statistics === 'always' || (statistics === 'once' && before === bountyId))
            return undefined;
        const why = statistics === 'never' ? 'never' : `once, which bounty ${before.slice(0, 8)} was`;
        return { reason: 'statistics-not-allowed', detail: `the policy lets records into statistics ${why}` };
    }
    if (content.metrics === undefined)
        return undefined;
    const before = store.decided('evaluation', evaluationKey(assignment)) ?? String(round);
    if (before === String(round))
        return undefined;
    return {
        reason: 'model-repeated',
        detail: `the model of the round is the one that was evaluated in round ${before}`,
    };
}
/** Written down before counts are masked. */
export function noteCounts(store, { content }, assignment) {
    const { bountyId, round } = assignment.attempt;
    if (content.purpose === 'statistics')
        store.decideOnce('statistics', anyRecords, bountyId);
    else if (content.metrics !== undefined)
        store.decideOnce('evaluation', evaluationKey(assignment), String(round));
}
function evaluationKey({ attempt, modelHash }) {
    return `${attempt.bountyId} ${toHex(modelHash)}`;
}
//# sourceMappingURL=counted-once.js.map