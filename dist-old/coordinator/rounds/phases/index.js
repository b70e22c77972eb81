import { advertising } from './advertising.js';
import { certifying } from './certifying.js';
import { collectingInputs } from './collecting-inputs.js';
import { committing } from './committing.js';
import { revealing } from './revealing.js';
import { sharing } from './sharing.js';
import { unmasking } from './unmasking.js';
export { stageWords } from './phase.js';
// Each phase takes the state of its own stage; the pairing is made here and nowhere else.
const groupPhases = { advertising, sharing, masking: collectingInputs, certifying, unmasking };
/** What a stage of the protocol is called outside. */
export function stageWordOf(stage) {
    return groupPhases[stage].stage;
}
/** The phase a group's attempt is in; undefined once it is over. */
export function groupPhaseOf(state) {
    if (state.phase === 'finished' || state.phase === 'aborted')
        return undefined;
    return groupPhases[state.phase];
}
/** The phase a draw is in; undefined once it is over. */
export function drawPhaseOf(state) {
    const phases = { committing, revealing };
    if (state.phase === 'cut' || state.phase === 'failed')
        return undefined;
    return phases[state.phase];
}
//# sourceMappingURL=index.js.map