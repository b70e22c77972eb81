/** The binary `parley`: its commands, and what becomes of an error. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import colors from 'picocolors';
import { addBenchCommand } from './commands/bench.js';
import { addBountyCommand } from './commands/bounty.js';
import { addClientCommand } from './commands/client.js';
import { addCoordinatorCommand } from './commands/coordinator.js';
import { addDataCommand } from './commands/data.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEnrollCommand } from './commands/enroll.js';
import { addEvidenceCommand } from './commands/evidence.js';
import { addKeysCommand } from './commands/keys.js';
import { addLedgerCommand } from './commands/ledger.js';
import { addModelCommand } from './commands/model.js';
import { addSimulateCommand } from './commands/simulate.js';
import { addVerifyCommand } from './commands/verify.js';
import { explain, InterruptedError, ReportedFailure } from './errors.js';
import { toJson } from './output.js';
/** The whole command line. */
export function buildProgram(world) {
    const program = new Command('parley')
        .description('Federated learning with a market: escrowed training bounties, masked updates, exact pay.')
        .version(readVersion())
        // An option belongs to the command it stands after: `enroll` and `enroll invite` both have --organisation.
        .enablePositionalOptions()
        .showHelpAfterError('(add --help to see what is possible)')
        .configureOutput({
        writeOut: text => world.stdout.write(text),
        writeErr: text => world.stderr.write(text),
    })
        .addHelpText('after', `
Examples:
  $ parley demo                                     everything on this machine, with real digits
  $ parley coordinator --data-dir ./parley          run the service
  $ parley client --data ./records --policy policy.yaml
  $ parley bounty post bounty.yaml
  $ parley simulate hello                           virtual holders in this process

Exit codes: 0 done, 2 the command or a file named in it must be corrected, 130 interrupted, 1 anything else.
PARLEY_DEBUG=1 shows where an error came from.`);
    addDemoCommand(program, world);
    addCoordinatorCommand(program, world);
    addClientCommand(program, world);
    addDataCommand(program, world);
    addKeysCommand(program, world);
    addEnrollCommand(program, world);
    addBountyCommand(program, world);
    addModelCommand(program, world);
    addLedgerCommand(program, world);
    addVerifyCommand(program, world);
    addEvidenceCommand(program, world);
    addDoctorCommand(program, world);
    addSimulateCommand(program, world);
    addBenchCommand(program, world);
    inheritSettings(program);
    return program;
}
/** Subcommands added by hand get neither the way of exiting nor the output of their parent. */
function inheritSettings(command) {
    command.exitOverride();
    for (const child of command.commands) {
        child.copyInheritedSettings(command);
        inheritSettings(child);
    }
}
function readVersion() {
    // From the source tree the file is one folder up, from the compiled tree two.
    const require = createRequire(import.meta.url);
    for (const candidate of ['../package.json', '../../package.json']) {
        try {
            return JSON.parse(readFileSync(require.resolve(candidate), 'utf8')).version;
        }
        catch { }
    }
    return 'unknown';
}
/** Whether what there is for programs has been printed. */
function isReported(error) {
    return error instanceof ReportedFailure || error instanceof InterruptedError;
}
/** Runs one command line and answers its exit code. Errors are told in a sentence, never as a stack trace. */
export async function run(args, world) {
    try {
        await buildProgram(world).parseAsync([...args], { from: 'user' });
        return 0;
    }
    catch (error) {
        const { reason, message, exitCode } = explain(error);
        // Commander has told its errors, and help is none.
        if (!(error instanceof CommanderError))
            world.stderr.write(`${colors.red('error')}: ${message}\n`);
        if (exitCode !== 0 && args.includes('--json') && !isReported(error))
            world.stdout.write(`${toJson({ error: { reason, message } })}\n`);
        if (world.env.PARLEY_DEBUG === '1' && error instanceof Error)
            world.stderr.write(`${error.stack}\n`);
        return exitCode;
    }
}
//# sourceMappingURL=program.js.map