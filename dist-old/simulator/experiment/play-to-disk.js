/** Plays one run and writes it down as it goes, from its beginning or from where it was interrupted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playRun } from '../engine/index.js';
import { openRunWriter, readRun } from '../results/index.js';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './run-checkpoint.js';
/** A kill between two costs the rounds since the last, and nothing else. */
const checkpointEveryMs = 20_000;
/** Whether the run came to its end. Throws as `playRun` does, and `ResultsError` for files that cannot be continued. */
export async function playToDisk(run, options) {
    const scratch = await mkdtemp(join(tmpdir(), 'parley-run-'));
    try {
        return await play(run, options, scratch);
    }
    finally {
        await rm(scratch, { recursive: true, force: true });
    }
}
async function play(run, { folder, backend, signal, nowMs, report }, scratch) {
    const stored = await readRun(folder, run.run);
    const resume = await usableCheckpoint(folder, run, stored);
    const after = resume?.rounds.at(-1)?.round ?? 0;
    // Other backends round otherwise: a run goes on where it began.
    const insisted = backend ?? (resume === undefined ? undefined : stored?.run.backend);
    const keeper = openKeeper(folder, run, nowMs);
    let writer;
    try {
        const { end } = await playRun(run, {
            signal,
            folder: scratch,
            ...(insisted === undefined ? {} : { backend: insisted }),
            ...(resume === undefined ? {} : { resume }),
            onStart: async (head) => {
                writer = await openRunWriter(folder, head, { continueAfter: after });
                report({ kind: 'started', head, after, rounds: run.experiment.training.rounds });
            },
            onRound: async (line, timing) => {
                await writer.round(line, timing);
                report({ kind: 'round', line, timing });
            },
            onProgress: ({ round, trained, drawn }) => report({ kind: 'progress', round, trained, drawn }),
            onCheckpoint: keeper.offer,
        });
        if (end === undefined) {
            await keeper.keepLast();
            return false;
        }
        await writer.end(end);
        await removeCheckpoint(folder, run.run);
        return true;
    }
    finally {
        await writer?.close();
    }
}
/** One whose rounds are among the lines: lines are written first, so that others were cut off or taken away. */
async function usableCheckpoint(folder, run, stored) {
    const checkpoint = await readCheckpoint(folder, run);
    const last = checkpoint?.rounds.at(-1)?.round;
    const isThere = last !== undefined && stored?.rounds.some(({ round }) => round === last) === true;
    return isThere ? checkpoint : undefined;
}
/** Keeps what is offered after a round: now and then at once, the last when the run is interrupted. */
function openKeeper(folder, run, nowMs) {
    let keptAtMs = nowMs();
    let last;
    const keepLast = async () => {
        if (last !== undefined)
            await writeCheckpoint(folder, run, last);
        last = undefined;
        keptAtMs = nowMs();
    };
    return {
        keepLast,
        offer: async (make) => {
            last = make();
            if (nowMs() - keptAtMs >= checkpointEveryMs)
                await keepLast();
        },
    };
}
//# sourceMappingURL=play-to-disk.js.map