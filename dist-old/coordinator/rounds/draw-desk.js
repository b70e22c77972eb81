/** The desk of a draw: the cohort commits, the log's head is fixed beside it, the seeds are shown. */
import { secureDraw, toHex } from '../../aggregation/index.js';
import { recordAttemptEvent, replayEvents } from './attempt-log.js';
import { applyDrawEvent } from './draw-machine.js';
import { drawPhaseOf } from './phases/index.js';
import { openStageDesk } from './stage-desk.js';
/** Opens the desk where what is recorded of the draw leaves it. */
export async function openDrawDesk(parts, facts) {
    const { ref, context, rules, openedMs } = facts;
    const opened = secureDraw.openDraw(context, rules, parts.signer);
    const replayed = await replayEvents(parts, ref, opened, applyDrawEvent);
    return openStageDesk(parts, {
        ...facts,
        parameters: context.parameters,
        fold: foldFor(parts),
        place: {},
        state: replayed.state,
        recordedEvents: replayed.recordedEvents,
        stageOpenedMs: replayed.lastClosedMs ?? openedMs,
        record: (sequence, event, organisation) => recordAttemptEvent(parts, ref, sequence, event, organisation),
        bytesOf: () => undefined,
    });
}
function foldFor(parts) {
    return {
        phaseOf: drawPhaseOf,
        apply: (state, event, identityKey) => applyDrawEvent(state, event, identityKey, parts.members.lookup),
        closing: async (state) => {
            if (state.phase === 'revealing')
                return { kind: 'cohort-cut' };
            const logHead = await parts.storage.transaction(tx => parts.log.head(tx));
            return { kind: 'cohort-closed', logHead };
        },
        isDecided: state => state.phase === 'cut' || state.phase === 'failed',
        keyAt: () => undefined,
    };
}
/** Who committed to a seed and did not show it, and so voided the draw. Read from the recorded state, so that a restart keeps it. */
export function drawDropouts(parts, desk) {
    const state = desk.state();
    if (state.phase !== 'failed')
        return [];
    return state.silent.map(key => {
        const organisation = parts.members.organisationOf(toHex(key)) ?? '';
        return { organisation, stage: 'reveal', reason: 'deadline' };
    });
}
//# sourceMappingURL=draw-desk.js.map