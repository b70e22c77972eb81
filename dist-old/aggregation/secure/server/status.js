import { everyone } from '../graph.js';
/** The status of an attempt. */
export function statusOf(state) {
    switch (state.phase) {
        case 'advertising': {
            const { minimumGroup, maximumGroup } = state.context.parameters;
            const receivedCount = state.advertisements.size;
            const { phase } = state;
            return { phase, expectedCount: maximumGroup, receivedCount, neededCount: minimumGroup, missing: [] };
        }
        case 'sharing':
            return waiting(state, everyone(state.session.size), state.dealt);
        case 'masking':
            return waiting(state, state.sharers.members, state.headers);
        case 'certifying':
            return waiting(state, state.survivors.members, state.signatures);
        case 'unmasking':
            return waiting(state, state.survivors.members, state.openings);
        case 'finished':
            return { phase: state.phase, expectedCount: 0, receivedCount: 0, neededCount: 0, missing: [] };
        case 'aborted': {
            const { phase, missing } = state;
            return { phase, expectedCount: 0, receivedCount: 0, neededCount: 0, missing };
        }
        default:
            return state;
    }
}
function waiting(state, expected, received) {
    return {
        phase: state.phase,
        expectedCount: expected.length,
        receivedCount: received.size,
        neededCount: state.session.leastSurvivors,
        missing: expected.filter(index => !received.has(index)),
    };
}
//# sourceMappingURL=status.js.map