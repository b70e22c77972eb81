/** The desk of one group's attempt: the fold of secure aggregation, recorded under the group's number. */
import { secureServer, toHex } from '../../aggregation/index.js';
import { recordAttemptEvent, replayEvents } from './attempt-log.js';
import { applyAttemptEvent, indexOf } from './attempt-machine.js';
import { groupPhaseOf, stageWordOf } from './phases/index.js';
import { openStageDesk } from './stage-desk.js';
/** Opens the desk where what is recorded of the group leaves it. */
export async function openGroupDesk(parts, facts) {
    const { ref, context, openedMs, isDivided, minimumRoster } = facts;
    const opened = secureServer.openAttempt(context, parts.signer, minimumRoster);
    const replayed = await replayEvents(parts, ref, opened, applyAttemptEvent);
    return openStageDesk(parts, {
        ...facts,
        parameters: context.parameters,
        fold: foldFor(parts),
        place: isDivided ? { group: ref.group } : {},
        state: replayed.state,
        recordedEvents: replayed.recordedEvents,
        stageOpenedMs: replayed.lastClosedMs ?? openedMs,
        record: (sequence, event, organisation) => recordAttemptEvent(parts, ref, sequence, event, organisation),
        bytesOf: event => (event.kind === 'input' ? event.message.totalBytes : undefined),
    });
}
function foldFor(parts) {
    return {
        phaseOf: groupPhaseOf,
        apply: (state, event, identityKey) => applyAttemptEvent(state, event, identityKey, parts.members.lookup),
        closing: async (state) => {
            if (state.phase === 'finished' || state.phase === 'aborted')
                throw new Error('no stage is open');
            return { kind: 'closed', stage: state.phase };
        },
        // What follows enough shares is the sum, which the end of the round computes and records.
        isDecided: state => state.phase === 'aborted' || (state.phase === 'unmasking' && secureServer.canFinish(state)),
        keyAt: keyAtIndex,
    };
}
function keyAtIndex(state, index) {
    if (!('session' in state) || state.session === undefined)
        return undefined;
    const member = state.session.members[index - 1];
    return member === undefined ? undefined : toHex(member.identityKey);
}
/**
 * Each member that fell out of the group, at the first stage it missed; of a drawn group, also those who are not in its
 * roster. Read from the recorded state, so that a restart keeps it.
 */
export function groupDropouts(parts, desk, isDrawn) {
    const state = desk.state();
    const noted = desk.dropped();
    const found = new Map();
    for (const { organisation, identityKey } of isDrawn ? desk.cohort : []) {
        if (!('session' in state) || state.session === undefined || indexOf(state, identityKey) !== undefined)
            continue;
        found.set(organisation, { organisation, stage: 'advertise', reason: 'silent' });
    }
    for (const { stage, members } of state.absences) {
        const word = stageWordOf(stage);
        if (word === 'advertise')
            continue;
        for (const index of members) {
            const organisation = parts.members.organisationOf(keyAtIndex(state, index) ?? '') ?? '';
            const reason = noted.find(member => member.organisation === organisation)?.reason ?? 'silent';
            if (!found.has(organisation))
                found.set(organisation, { organisation, stage: word, reason });
        }
    }
    return [...found.values()];
}
//# sourceMappingURL=group-desk.js.map