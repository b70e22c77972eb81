/** The holders' agents, each in a process of its own: started, drilled, and started again when they die. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.js';
import { binary } from './service.js';
const mostRestarts = 5;
export function startHolders({ folder, cast, drills, narrator, onLine, onLost }) {
    const entries = new Map();
    const waiting = new Set();
    let isStopping = false;
    const launch = (organisation, drill) => {
        const entry = entries.get(organisation);
        entry.state = 'running';
        entry.child = startChild({
            name: organisation,
            args: argumentsFor(folder, organisation, drill),
            env: {},
            logFile: path.join(folder.logs, `${organisation}.log`),
            onLine: line => {
                onLine(organisation, line);
                if (line.kind === 'holding' && drill !== undefined)
                    void killHolding(organisation, drill);
            },
            onExit: ({ code, signal, wasAsked }) => {
                if (isStopping || wasAsked)
                    return;
                if (code === 0)
                    return finish(entry);
                void revive(organisation, signal ?? `code ${code}`);
            },
        });
    };
    const killHolding = async (organisation, drill) => {
        const entry = entries.get(organisation);
        entry.state = 'killed';
        narrator.drill(`Drill: ${organisation} is killed in round ${drill.round} (SIGKILL), ${drill.stage === 'shared' ? 'its masks shared, its update not yet sent' : 'its update sent, the survivors not yet agreed'}.`);
        await entry.child?.kill();
    };
    const revive = async (organisation, how) => {
        const entry = entries.get(organisation);
        entry.restarts += 1;
        if (entry.restarts > mostRestarts) {
            return onLost(new Error(`${organisation} died ${entry.restarts} times (${how}); see its log in ${folder.logs}`));
        }
        narrator.drill(`${organisation} died (${how}); it is started again.`);
        await sleep(500 * entry.restarts);
        if (!isStopping)
            launch(organisation, undefined);
    };
    const finish = (entry) => {
        entry.state = 'done';
        if ([...entries.values()].every(({ state }) => state === 'done'))
            for (const wake of waiting)
                wake();
    };
    for (const { organisation } of cast) {
        entries.set(organisation, { child: undefined, restarts: 0, state: 'running' });
    }
    for (const { organisation } of cast) {
        launch(organisation, drills.find(drill => drill.organisation === organisation));
    }
    return {
        restart: organisation => {
            if (entries.get(organisation)?.state === 'killed')
                launch(organisation, undefined);
        },
        killed: () => [...entries].filter(([, { state }]) => state === 'killed').map(([name]) => name),
        allDone: () => new Promise(resolve => {
            waiting.add(resolve);
            if ([...entries.values()].every(({ state }) => state === 'done'))
                resolve();
        }),
        stop: async () => {
            isStopping = true;
            await Promise.all([...entries.values()].map(({ child, state }) => (state === 'running' ? child?.stop() : undefined)));
        },
    };
}
function argumentsFor(folder, organisation, drill) {
    const home = folder.holder(organisation);
    return [
        ...[binary, 'client', '--json', '--once', '--exit-with-parent', '--home', home],
        ...['--data', path.join(home, 'records'), '--policy', path.join(home, 'policy.yaml')],
        ...['--passphrase-file', folder.passphraseFile],
        ...(drill === undefined ? [] : ['--drill-hold', `${drill.round}:${drill.stage}`]),
    ];
}
//# sourceMappingURL=holders.js.map