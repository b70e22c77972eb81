import { fileURLToPath } from 'node:url';
import { initialParameters, loadDataset, openExternalTrainer, trainerEnvironment, } from '../../../learning/index.js';
import { smallDataset } from '../small-federation.js';
import { openManualTimers } from './manual-timers.js';
const script = fileURLToPath(new URL('./hostile-trainer-process.js', import.meta.url));
/** The command of a trainer with this behaviour, in an environment as a holder's would be. */
export function hostileCommand(behaviour, argument = '') {
    return {
        program: process.execPath,
        args: [script, behaviour, argument],
        env: trainerEnvironment(process.env),
        workingFolder: process.cwd(),
    };
}
/** Lengths that tell the clocks apart; they run out when a test says so. */
export const waits = { helloMs: 10_001, silenceMs: 10_002, jobMs: 10_003, graceMs: 10_004 };
/** A trainer in front of a hostile child, with clocks that stand still; closed with the test. */
export function openHostile(t, behaviour, argument = '') {
    const timers = openManualTimers();
    const command = hostileCommand(behaviour, argument);
    const trainer = openExternalTrainer({ command, waits, startTimer: timers.startTimer });
    t.teardown(() => trainer.close());
    return { trainer, timers };
}
const spec = { family: 'logistic', inputShape: [4], classes: 3 };
/** A request of twelve kernel values and three biases. */
export const smallRequest = {
    spec,
    parameters: initialParameters(spec, 3),
    dataset: loadDataset(smallDataset(30, 1)),
    epochs: 1,
    batchSize: 10,
    learningRate: 0.1,
    seed: 2 ** 47 + 1,
};
//# sourceMappingURL=hostile.js.map