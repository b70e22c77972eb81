import { stat, statfs } from 'node:fs/promises';
import colors from 'picocolors';
import { engineReport, expansionEngine, generateSigner } from '../../aggregation/index.js';
import { showKeystore } from '../../client/index.js';
import { BackendError, backendReport, backendVariable, insistedBackend, TrainingError, } from '../../learning/index.js';
import { firstContact, targetOf } from '../connect.js';
import { ReportedFailure } from '../errors.js';
import { greetTrainer, readTrainer, trainerText } from '../holder-trainer.js';
import { withAction, withConnectionOptions } from '../options.js';
import { bytesText, table } from '../output.js';
import { homeOf, keystoreFileOf, readProfile } from '../profile.js';
const leastFreeBytes = 1024 ** 3;
/** `parley doctor`. */
export function addDoctorCommand(program, world) {
    const doctor = withConnectionOptions(program.command('doctor'))
        .description('look at this machine and say what is missing, why, and what to do')
        .option('--trainer <command|file>', 'start this trainer, as `parley client --trainer` would, and say who it is')
        .addHelpText('after', `
Examples:
  $ parley doctor --coordinator 127.0.0.1:7443
  $ parley doctor --trainer 'python3 -m parley_trainer --adapter torch'`);
    withAction(doctor, world, async ({ options, output }) => {
        const home = homeOf(options.home, world);
        const training = await examineTraining(world);
        const findings = [
            nodeFinding(process.versions.node),
            training.finding,
            ...(await trainerFindings(options.trainer, world)),
            expansionFinding(),
            await diskFinding(home),
            ...(await settingsFindings(options, home, world)),
        ];
        const isWell = findings.every(({ verdict }) => verdict !== 'fault');
        output.result({ ok: isWell, findings, backends: training.backends }, [...findings.map(findingText), backendsText(training.backends)].join('\n'));
        if (!isWell)
            throw new ReportedFailure('something must be mended, see above');
    });
}
function findingText({ check, verdict, detail, fix }) {
    const mark = { ok: colors.green('✔'), note: colors.yellow('•'), fault: colors.red('✖') }[verdict];
    return `${mark} ${check}: ${detail}${fix === '' ? '' : `\n    ${fix}`}`;
}
function nodeFinding(version) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const isFit = major > 20 || (major === 20 && minor >= 19);
    return {
        check: 'Node.js',
        verdict: isFit ? 'ok' : 'fault',
        detail: version,
        fix: isFit ? '' : 'install Node.js 20.19 or newer',
    };
}
/** Tries every backend, and says which one training uses: a fault when none can, or not the one insisted on. */
async function examineTraining(world) {
    const check = 'training backend';
    try {
        const insisted = insistedBackend(undefined, world.env);
        const backends = await backendReport(insisted);
        return { finding: { check, ...trainingVerdict(backends, insisted) }, backends };
    }
    catch (error) {
        if (!(error instanceof BackendError))
            throw error;
        const fix = `give ${backendVariable} another value, or none`;
        return { finding: { check, verdict: 'fault', detail: error.message, fix }, backends: [] };
    }
}
function trainingVerdict(backends, insisted) {
    const chosen = backends.find(({ state }) => state === 'chosen');
    if (chosen !== undefined)
        return { verdict: 'ok', detail: `${chosen.name}: ${chosen.detail}`, fix: '' };
    if (insisted === undefined) {
        return { verdict: 'fault', detail: 'none can be used', fix: 'reinstall the packages with npm ci' };
    }
    return {
        verdict: 'fault',
        detail: `${backendVariable} insists on ${insisted}, which cannot be used`,
        fix: 'see why below, or unset it',
    };
}
const stateTexts = {
    chosen: 'in use',
    available: 'works',
    'on-request': 'works if asked for',
    unavailable: 'cannot be used',
};
function backendsText(backends) {
    if (backends.length === 0)
        return '';
    const rows = backends.map(({ name, state, detail }) => [name, stateTexts[state], detail]);
    return `\nTraining backends, the fastest first:\n${table(['backend', 'here', 'why'], rows)}`;
}
/** A trainer of the holder's own, if one is named. */
async function trainerFindings(trainer, world) {
    if (trainer === undefined)
        return [];
    const check = 'trainer';
    const options = await readTrainer(trainer, world);
    try {
        const detail = trainerText(await greetTrainer(options));
        return [{ check, verdict: 'ok', detail, fix: '' }];
    }
    catch (error) {
        if (!(error instanceof TrainingError))
            throw error;
        const fix = 'run its command by hand: it must wait for a line on stdin, and print nothing else on stdout';
        return [{ check, verdict: 'fault', detail: error.message, fix }];
    }
}
/** Masking is right with any engine; without the addon it is slower. */
function expansionFinding() {
    const others = engineReport().filter(({ isAvailable }) => !isAvailable);
    const missing = others.map(({ name, reason }) => `; ${name} cannot be used: ${reason}`).join('');
    return {
        check: 'mask expansion',
        verdict: expansionEngine() === 'javascript' ? 'note' : 'ok',
        detail: `${expansionEngine()}${missing}`,
        fix: expansionEngine().startsWith('native')
            ? ''
            : 'for the fastest masking install a C compiler and the headers of Node.js, then npm run build',
    };
}
async function diskFinding(home) {
    const folder = (await stat(home).then(() => true, () => false))
        ? home
        : '.';
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const isEnough = free >= leastFreeBytes;
    return {
        check: 'free disk',
        verdict: isEnough ? 'ok' : 'note',
        detail: `${bytesText(free)} for ${folder}`,
        fix: isEnough ? '' : 'free some space: rounds keep their state on disk',
    };
}
async function settingsFindings(options, home, world) {
    const read = await readProfile(home).catch((error) => error);
    if (read instanceof Error) {
        const fault = { check: 'settings', verdict: 'fault', detail: read.message, fix: '' };
        return [fault];
    }
    return [
        keystoreFinding(options.keystore ?? keystoreFileOf(home, read)),
        await coordinatorFinding(options, home, read, world),
    ];
}
function keystoreFinding(file) {
    try {
        showKeystore(file);
        return { check: 'keystore', verdict: 'ok', detail: `${file}, for your eyes only`, fix: '' };
    }
    catch (error) {
        const { message, reason } = error;
        if (reason === undefined)
            throw error;
        return {
            check: 'keystore',
            verdict: reason === 'not-found' ? 'note' : 'fault',
            detail: message,
            fix: '',
        };
    }
}
/** Reachable, the expected one, and its clock near ours: a signed call is valid for a short time only. */
async function coordinatorFinding(options, home, profile, world) {
    const check = 'coordinator';
    if ((options.coordinator ?? world.env.PARLEY_COORDINATOR ?? profile.coordinator) === undefined) {
        return {
            check,
            verdict: 'note',
            detail: 'none is named',
            fix: 'enrol with one, or give --coordinator HOST:PORT',
        };
    }
    try {
        const target = targetOf(options, home, profile, world);
        const startMs = world.nowMs();
        const { name, environment, version } = await firstContact(target, generateSigner(world.random).signer, world);
        const tookMs = world.nowMs() - startMs;
        return {
            check,
            verdict: 'ok',
            detail: `${name} (${environment}, version ${version}) at ${target.address} answers in ${tookMs} ms and takes our clock for right`,
            fix: '',
        };
    }
    catch (error) {
        return {
            check,
            verdict: 'fault',
            detail: error.message,
            fix: 'is it running, and is the address right?',
        };
    }
}
//# sourceMappingURL=doctor.js.map