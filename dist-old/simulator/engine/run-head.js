import { coordinatorVersion } from '../../coordinator/index.js';
/** The first line of a run's record: all that is needed to play it again. */
export function headOf({ run, experiment, seed, changes }, backend) {
    return {
        kind: 'run',
        run,
        experiment: experiment.name,
        seed,
        changes: changes,
        settings: JSON.parse(JSON.stringify(experiment)),
        backend,
        masking: experiment.masking,
        transport: experiment.transport,
        version: coordinatorVersion,
    };
}
//# sourceMappingURL=run-head.js.map