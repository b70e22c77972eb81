/** Plays one planned run, by the path that its masking asks for, in the thread that calls. */
import { computeInThisThread } from '../../learning/index.js';
import { prepareRun } from './cast.js';
import { playClearRun } from './clear-run.js';
import { playMaskedRun } from './masked-run.js';
import { readRunData } from './run-data.js';
import { headOf } from './run-head.js';
/** Rejects with `ExperimentError` or `DataError` before the first round for what cannot be run. */
export async function playRun(run, options) {
    const data = await readRunData(run.experiment);
    if (run.experiment.masking === 'on' || run.experiment.transport === 'grpc')
        return playMaskedRun(run, data, options);
    const cast = prepareRun(run, data);
    const { backend, trainer, evaluator } = await computeInThisThread(options.backend);
    const head = headOf(run, backend.name);
    await options.onStart?.(head);
    const { signal, resume, onRound, onProgress, onCheckpoint } = options;
    const end = await playClearRun(cast, {
        trainer,
        evaluator,
        signal,
        nowMs: () => performance.now(),
        residentBytes: () => process.memoryUsage.rss(),
        onRound,
        ...(resume === undefined ? {} : { resume }),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(onCheckpoint === undefined ? {} : { onCheckpoint }),
    });
    return { head, end };
}
/** Refuses a run that cannot be played, as `playRun` would. */
export async function checkRun(run) {
    prepareRun(run, await readRunData(run.experiment));
}
//# sourceMappingURL=play-run.js.map