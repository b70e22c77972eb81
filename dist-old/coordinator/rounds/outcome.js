/** How the groups of a completed round ended, as it is stored with the attempt: what its members ask for afterwards. */
import { fromHex, toHex } from '../../aggregation/index.js';
export function outcomeToText(summed, failures) {
    const results = summed.map(({ group, result }) => ({
        group,
        sessionId: toHex(result.sessionId),
        survivors: toHex(result.survivors),
        sumHash: toHex(result.sumHash),
        transcriptHash: toHex(result.transcriptHash),
        signature: toHex(result.signature),
    }));
    return JSON.stringify({ results, failures });
}
/** The groups of a completed round that were not summed. */
export function failuresFrom(text) {
    return JSON.parse(text).failures;
}
/** The end of one group: its result, or why it has none; undefined when the attempt had no such group. */
export function groupOutcomeFrom(text, group) {
    const { results, failures } = JSON.parse(text);
    const stored = results.find(one => one.group === group);
    if (stored === undefined)
        return failures.find(one => one.group === group);
    return {
        sessionId: fromHex(stored.sessionId),
        survivors: fromHex(stored.survivors),
        sumHash: fromHex(stored.sumHash),
        transcriptHash: fromHex(stored.transcriptHash),
        signature: fromHex(stored.signature),
    };
}
//# sourceMappingURL=outcome.js.map