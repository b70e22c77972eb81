import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openNarrator } from '../demo/narrator.js';
import { resultsPage } from '../demo/results-page.js';
import { resultsText } from '../demo/results-text.js';
import { ReportedFailure, UsageError } from '../errors.js';
import { untilStopped } from '../lifetime.js';
import { readNatural, withAction } from '../options.js';
import { toJson } from '../output.js';
/** `parley demo`. */
export function addDemoCommand(program, world) {
    const demo = program
        .command('demo')
        .description('everything on this machine: a coordinator, a buyer and six hospitals, real digits, two deaths, the books')
        .option('--json', 'print one JSON value with the results on stdout; the story goes to stderr')
        .option('--dir <dir>', 'where everything is kept; replaces an earlier demonstration', './parley-demo')
        .option('--holders <count>', 'how many hospitals', readNatural(5, 16), 6)
        .option('--rounds <count>', 'at most so many rounds', readNatural(1, 50), 6)
        .option('--seed <number>', 'of the cut of the data and of the initial model', readNatural(0, 0xffff_ffff), 7)
        .option('--no-drills', 'nobody is killed')
        .option('--kill-coordinator <round>', 'kill the coordinator too, in this round', readNatural(1, 50))
        .option('--stay', 'keep the coordinator and its console up until Ctrl-C')
        .addHelpText('after', `
Examples:
  $ parley demo
  $ parley demo --kill-coordinator 4 --stay
  $ parley demo --json --dir /tmp/demo

It takes about a minute and a half on two cores, needs no network, and exits 0 only if everything held.`);
    withAction(demo, world, async ({ options, output }) => {
        const { killCoordinator, rounds } = options;
        if (killCoordinator !== undefined && killCoordinator > rounds)
            throw new UsageError(`--kill-coordinator ${killCoordinator} is past the last of ${rounds} rounds`);
        const narrator = openNarrator(world, output.isJson ? world.stderr : world.stdout);
        // Certificates, training and the rest are loaded when they are wanted: the other commands start at once.
        const { runDemo } = await import('../demo/run-demo.js');
        const finished = await runDemo(settingsOf(options), world, narrator);
        try {
            const { outcome, folder } = finished;
            await writeFile(path.join(folder.root, 'results.html'), resultsPage(outcome));
            await writeFile(path.join(folder.root, 'results.json'), `${toJson(outcome.result)}\n`);
            output.result(outcome.result, resultsText(outcome, path.relative('.', folder.root) || '.'));
            if (options.stay === true)
                await stay(finished, output.note, world);
            requireHeld(outcome);
        }
        finally {
            narrator.close();
            await finished.close();
        }
    });
}
function settingsOf({ dir, holders, rounds, seed, drills, killCoordinator }) {
    return { folder: dir, holders, rounds, seed, drills, killCoordinatorInRound: killCoordinator };
}
async function stay({ consoleUrl }, note, world) {
    note(`The console stays up at ${consoleUrl}\nCtrl-C ends it.`);
    await untilStopped(world);
}
function requireHeld({ checks }) {
    const failed = checks.filter(({ held }) => !held);
    if (failed.length === 0)
        return;
    throw new ReportedFailure(`not everything held:\n${failed.map(({ name, detail }) => `  ${name}: ${detail}`).join('\n')}`);
}
//# sourceMappingURL=demo.js.map