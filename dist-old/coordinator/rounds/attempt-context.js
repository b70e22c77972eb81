import { canonicalJson, fromHex } from '../../aggregation/index.js';
import { planOf } from '../bounties/round-plan.js';
export function contextToText(context) {
    return canonicalJson(context);
}
export function contextFromText(text) {
    return JSON.parse(text);
}
/** The attempt's context as the protocol hashes it, before it has groups. */
export function attemptContext(place, terms, stored) {
    return {
        taskId: fromHex(place.bountyId),
        round: place.round,
        attempt: place.attempt,
        parameters: planOf(terms, place.round).parameters,
        modelHash: fromHex(stored.modelHash),
        registry: { version: stored.registryVersion, root: fromHex(stored.registryRoot) },
    };
}
//# sourceMappingURL=attempt-context.js.map