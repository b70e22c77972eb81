import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openExternalTrainer, trainerEnvironment, } from '../../../learning/index.js';
import { findPython } from '../python.js';
import { repositoryRoot } from '../repository.js';
/**
 * A Python for an adapter: PARLEY_TRAINER_PYTHON_TORCH and the like name one; else the environment of the tests, which has
 * numpy.
 */
export function findPythonFor(adapter) {
    const variable = `PARLEY_TRAINER_PYTHON_${adapter.toUpperCase()}`;
    const named = process.env[variable];
    if (named !== undefined && spawnSync(named, ['-c', `import numpy, ${adapter}`]).status === 0)
        return { python: named };
    const found = findPython(['numpy', adapter]);
    return 'python' in found ? found : { missing: `no Python with ${adapter}; name one with ${variable}` };
}
/** The command that a holder would write, with the reference module of this repository. */
export function pythonCommand(python, adapter) {
    const added = {
        PYTHONPATH: join(repositoryRoot, 'trainers', 'python'),
        PYTHONDONTWRITEBYTECODE: '1',
    };
    return {
        program: python,
        args: ['-m', 'parley_trainer', '--adapter', adapter],
        env: trainerEnvironment(process.env, added),
        workingFolder: repositoryRoot,
    };
}
/** A trainer that is closed with the test. */
export function pythonTrainer(t, found, adapter) {
    if ('missing' in found)
        throw new Error(found.missing);
    const trainer = openExternalTrainer({ command: pythonCommand(found.python, adapter) });
    t.teardown(() => trainer.close());
    return trainer;
}
//# sourceMappingURL=python-trainer.js.map