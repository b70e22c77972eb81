import { TrainingError, WorkerError } from '../../errors.js';
/** The fault as the port tells it; `name` says which trainer, `stderr` is the end of what it wrote there. */
export function faultError(fault, name, stderr) {
    if (fault.kind === 'closed')
        return new WorkerError('closed', 'the trainer was closed');
    const last = stderr === '' ? 'it wrote nothing to stderr' : `its stderr ended with:\n${stderr}`;
    const message = `the trainer ${name} failed: ${fault.what}; ${last}`;
    return fault.kind === 'died'
        ? new WorkerError('crashed', message)
        : new TrainingError('trainer-failed', message);
}
/** What a trainer gave back cannot be taken. */
export class UnusableWeights extends Error {
    name = 'UnusableWeights';
}
//# sourceMappingURL=faults.js.map