import { eventKinds } from '../events.js';
import { maximumNameCharacters, maximumSentenceCharacters } from '../limits.js';
import { metricNames } from '../metrics.js';
import { roundPurposes } from '../terms.js';
import { amount, count, finiteNumber, id, idOrNone, natural, text, wordOf } from './fields.js';
import { message, messageWithOptionals } from './message.js';
export const watchRequestCodec = message('WatchRequest', {
    bountyId: idOrNone,
    after: natural(),
});
export const eventCodec = messageWithOptionals('Event', {
    sequence: natural(),
    atMs: natural(),
    kind: wordOf(eventKinds),
    bountyId: id,
    round: count(),
    attempt: count(),
    stage: text(maximumNameCharacters),
    organisation: text(maximumNameCharacters),
    reason: text(maximumSentenceCharacters),
    correct: natural(),
    total: natural(),
    amountUnits: amount,
    bytes: natural(),
    members: count(),
    permille: count(1000),
    group: count(),
    groups: count(),
    metric: wordOf(metricNames),
    value: finiteNumber,
    low: finiteNumber,
    high: finiteNumber,
    purpose: wordOf(roundPurposes),
    afterRound: count(),
});
//# sourceMappingURL=events.js.map