import { stat, statfs } from 'node:fs/promises'
import type { Command } from 'commander'
import colors from 'picocolors'
import { engineReport, expansionEngine, generateSigner, utf8 } from '../../aggregation/index.ts'
import { openSigners, placeName, placeOf, readKeyFile } from '../../client/connection.ts'
import {
  type BackendEntry,
  BackendError,
  type BackendName,
  backendReport,
  backendVariable,
  insistedBackend,
  TrainingError,
} from '../../learning/index.ts'
import { firstContact, targetOf } from '../connect.ts'
import { ReportedFailure } from '../errors.ts'
import { greetTrainer, readTrainer, trainerText } from '../holder-trainer.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { bytesText, table } from '../output.ts'
import { homeOf, keystoreFileOf, type Profile, readProfile } from '../profile.ts'
import { storeFindings } from '../store-findings.ts'
import type { World } from '../world.ts'

/** `ok`: fine. `note`: good to know. `fault`: must be mended; the exit code is 1. */
interface Finding {
  readonly check: string
  readonly verdict: 'ok' | 'note' | 'fault'
  readonly detail: string
  /** What to do; empty when there is nothing to do. */
  readonly fix: string
}

interface DoctorOptions extends ConnectionOptions {
  readonly trainer?: string
  readonly config?: string
}

const leastFreeBytes = 1024 ** 3

/** `parley doctor`. */
export function addDoctorCommand(program: Command, world: World): void {
  const doctor = withConnectionOptions(program.command('doctor'))
    .description('look at this machine and say what is missing, why, and what to do')
    .option(
      '--trainer <command|file>',
      'start this trainer, as `parley client --trainer` would, and say who it is',
    )
    .option('--config <file>', '(operator) try every place of the model store in this parley.yaml')
    .addHelpText(
      'after',
      `
Examples:
  $ parley doctor --coordinator 127.0.0.1:7443
  $ parley doctor --config parley.yaml
  $ parley doctor --trainer 'python3 -m parley_trainer --adapter torch'`,
    )
  withAction<DoctorOptions>(doctor, world, async ({ options, output }) => {
    const home = homeOf(options.home, world)
    const training = await examineTraining(world)
    const findings = [
      nodeFinding(process.versions.node),
      training.finding,
      ...(await trainerFindings(options.trainer, world)),
      expansionFinding(),
      await diskFinding(home),
      ...(options.config === undefined ? [] : await storeFindings(options.config)),
      ...(await settingsFindings(options, home, world)),
    ]
    const isWell = findings.every(({ verdict }) => verdict !== 'fault')
    output.result(
      { ok: isWell, findings, backends: training.backends },
      [...findings.map(findingText), backendsText(training.backends)].join('\n'),
    )
    if (!isWell) throw new ReportedFailure('something must be mended, see above')
  })
}

function findingText({ check, verdict, detail, fix }: Finding): string {
  const mark = { ok: colors.green('✔'), note: colors.yellow('•'), fault: colors.red('✖') }[verdict]
  return `${mark} ${check}: ${detail}${fix === '' ? '' : `\n    ${fix}`}`
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isFit = major > 20 || (major === 20 && minor >= 19)
  return {
    check: 'Node.js',
    verdict: isFit ? 'ok' : 'fault',
    detail: version,
    fix: isFit ? '' : 'install Node.js 20.19 or newer',
  }
}

interface Training {
  readonly finding: Finding
  readonly backends: readonly BackendEntry[]
}

/** Tries every backend, and says which one training uses: a fault when none can, or not the one insisted on. */
async function examineTraining(world: World): Promise<Training> {
  const check = 'training backend'
  try {
    const insisted = insistedBackend(undefined, world.env)
    const backends = await backendReport(insisted)
    return { finding: { check, ...trainingVerdict(backends, insisted) }, backends }
  } catch (error) {
    if (!(error instanceof BackendError)) throw error
    const fix = `give ${backendVariable} another value, or none`
    return { finding: { check, verdict: 'fault', detail: error.message, fix }, backends: [] }
  }
}

function trainingVerdict(
  backends: readonly BackendEntry[],
  insisted: BackendName | undefined,
): Omit<Finding, 'check'> {
  const chosen = backends.find(({ state }) => state === 'chosen')
  if (chosen !== undefined) return { verdict: 'ok', detail: `${chosen.name}: ${chosen.detail}`, fix: '' }
  if (insisted === undefined) {
    return { verdict: 'fault', detail: 'none can be used', fix: 'reinstall the packages with npm ci' }
  }
  return {
    verdict: 'fault',
    detail: `${backendVariable} insists on ${insisted}, which cannot be used`,
    fix: 'see why below, or unset it',
  }
}

const stateTexts: Readonly<Record<BackendEntry['state'], string>> = {
  chosen: 'in use',
  available: 'works',
  'on-request': 'works if asked for',
  unavailable: 'cannot be used',
}

function backendsText(backends: readonly BackendEntry[]): string {
  if (backends.length === 0) return ''
  const rows = backends.map(({ name, state, detail }) => [name, stateTexts[state], detail])
  return `\nTraining backends, the fastest first:\n${table(['backend', 'here', 'why'], rows)}`
}

/** A trainer of the holder's own, if one is named. */
async function trainerFindings(trainer: string | undefined, world: World): Promise<readonly Finding[]> {
  if (trainer === undefined) return []
  const check = 'trainer'
  const options = await readTrainer(trainer, world)
  try {
    const detail = trainerText(await greetTrainer(options))
    return [{ check, verdict: 'ok', detail, fix: '' }]
  } catch (error) {
    if (!(error instanceof TrainingError)) throw error
    const fix = 'run its command by hand: it must wait for a line on stdin, and print nothing else on stdout'
    return [{ check, verdict: 'fault', detail: error.message, fix }]
  }
}

/** Masking is right with any engine; without the addon it is slower. */
function expansionFinding(): Finding {
  const others = engineReport().filter(({ isAvailable }) => !isAvailable)
  const missing = others.map(({ name, reason }) => `; ${name} cannot be used: ${reason}`).join('')
  return {
    check: 'mask expansion',
    verdict: expansionEngine() === 'javascript' ? 'note' : 'ok',
    detail: `${expansionEngine()}${missing}`,
    fix: expansionEngine().startsWith('native')
      ? ''
      : 'for the fastest masking install a C compiler and the headers of Node.js, then npm run build',
  }
}

async function diskFinding(home: string): Promise<Finding> {
  const folder = (await stat(home).then(
    () => true,
    () => false,
  ))
    ? home
    : '.'
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const isEnough = free >= leastFreeBytes
  return {
    check: 'free disk',
    verdict: isEnough ? 'ok' : 'note',
    detail: `${bytesText(free)} for ${folder}`,
    fix: isEnough ? '' : 'free some space: rounds keep their state on disk',
  }
}

async function settingsFindings(
  options: ConnectionOptions,
  home: string,
  world: World,
): Promise<readonly Finding[]> {
  const read = await readProfile(home).catch((error: Error) => error)
  if (read instanceof Error) {
    const fault: Finding = { check: 'settings', verdict: 'fault', detail: read.message, fix: '' }
    return [fault]
  }
  return [
    keystoreFinding(keystoreFileOf(options, home, read, world), world),
    await coordinatorFinding(options, home, read, world),
  ]
}

/** A key in a vault or on a token is asked for one signature, of words that mean nothing anywhere else. */
function keystoreFinding(file: string, world: World): Finding {
  try {
    const found = readKeyFile(file)
    const isHere = found.kind === 'keystore'
    if (!isHere) openSigners({ env: world.env }).open(found.document).sign(utf8('parley doctor'))
    const detail = isHere
      ? `${file}, for your eyes only`
      : `${file}: ${placeName(placeOf(found.document))} signs`
    return { check: 'keystore', verdict: 'ok', detail, fix: '' }
  } catch (error) {
    const { message, reason } = error as Error & { reason?: string }
    if (reason === undefined) throw error
    return {
      check: 'keystore',
      verdict: reason === 'not-found' ? 'note' : 'fault',
      detail: message,
      fix: '',
    }
  }
}

/** Reachable, the expected one, and its clock near ours: a signed call is valid for a short time only. */
async function coordinatorFinding(
  options: ConnectionOptions,
  home: string,
  profile: Profile,
  world: World,
): Promise<Finding> {
  const check = 'coordinator'
  if ((options.coordinator ?? world.env.PARLEY_COORDINATOR ?? profile.coordinator) === undefined) {
    return {
      check,
      verdict: 'note',
      detail: 'none is named',
      fix: 'enrol with one, or give --coordinator HOST:PORT',
    }
  }
  try {
    const target = targetOf(options, home, profile, world)
    const startMs = world.nowMs()
    const { name, environment, version } = await firstContact(
      target,
      generateSigner(world.random).signer,
      world,
    )
    const tookMs = world.nowMs() - startMs
    return {
      check,
      verdict: 'ok',
      detail: `${name} (${environment}, version ${version}) at ${target.address} answers in ${tookMs} ms and takes our clock for right`,
      fix: '',
    }
  } catch (error) {
    return {
      check,
      verdict: 'fault',
      detail: (error as Error).message,
      fix: 'is it running, and is the address right?',
    }
  }
}
