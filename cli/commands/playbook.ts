/** `parley playbook`: what to do when something has happened, done in order, checked by asking again, and written down. */
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { fromHex } from '../../aggregation/index.ts'
import { type Role, roles } from '../../protos/types.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import { readHead } from '../head-file.ts'
import { readHexKey, withAction, withConnectionOptions } from '../options.ts'
import { type PlaybookOptions, play } from '../playbooks/play.ts'
import { usualWaits, type Waits } from '../playbooks/scene.ts'
import { readMoment } from '../time-option.ts'
import type { World } from '../world.ts'

interface LeakedKeyOptions extends PlaybookOptions {
  readonly since?: number
  readonly invite?: boolean
  readonly keepApiKeys?: boolean
}

interface CoordinatorKeyOptions extends PlaybookOptions {
  readonly since?: number
  readonly head?: string
  readonly out?: string
}

interface ApiKeyOptions extends PlaybookOptions {
  readonly organisation?: string
  readonly keyFile?: string
}

interface StormOptions extends PlaybookOptions {
  readonly since: number
  readonly revokeKeys?: boolean
}

interface DepartedOptions extends PlaybookOptions {
  readonly role?: Role
  readonly reason: string
  readonly successor?: boolean
}

interface CheckFolderOptions {
  readonly json?: boolean
  readonly signedBy?: string
}

const usualSpanMs = 30 * 24 * 3_600_000

/** `waits`: for drills, whose coordinator makes the batches of its audit more often. */
export function addPlaybookCommand(
  program: Command,
  world: World,
  _asked?: string,
  waits: Waits = usualWaits,
): void {
  const playbook = program
    .command('playbook')
    .description(
      '(operator, security officer) what to do when something has happened: done, checked and written down',
    )
    .addHelpText(
      'after',
      `
Each asks before it begins, checks what it did by asking again, and writes a report as JSON and as a page: steps, checks, what is left to
be done by hand, and texts to send. Broken off, the same command finds done what is done. docs/playbooks.md has one section for each.

Exit codes: 0 every check holds, 1 one does not, or a step failed.`,
    )
  addLeakedKey(playbook, world, waits)
  addLeakedCoordinatorKey(playbook, world, waits)
  addStolenApiKey(playbook, world, waits)
  addReplayStorm(playbook, world, waits)
  addDepartedEmployee(playbook, world, waits)
  addCheckFolder(playbook, world)
}

function addLeakedKey(playbook: Command, world: World, waits: Waits): void {
  const command = withReport(playbook.command('leaked-key'))
    .argument('<key-id>', 'of the key that others know: 32 hex digits, as `parley keys list` shows it')
    .description("a member's signing key is known to others")
    .option(
      '--since <time>',
      'from when on to write down what it did: a time, or 24h, 7d (else 30d)',
      readMoment(world.nowMs),
    )
    .option('--invite', 'invite the member back, where no other key of it is live')
    .option('--keep-api-keys', "list the member's API keys and leave them")
    .addHelpText(
      'after',
      '\nExample:\n  $ parley playbook leaked-key 0f3c… --since 7d --invite --home ./parley/operator',
    )
  withAction<LeakedKeyOptions>(command, world, async ({ options, output, args }) => {
    const { leakedKey } = await import('../playbooks/leaked-key.ts')
    const { since: sinceMs = world.nowMs() - usualSpanMs, invite, keepApiKeys } = options
    const keyId = args[0]!
    if (!/^[0-9a-f]{32}$/.test(keyId))
      throw new UsageError(
        `"${keyId}" is no key id: it has 32 lower-case hex digits; \`parley keys list\` shows them`,
      )
    const about = { keyId, sinceMs, isBackInvited: invite === true, keepsApiKeys: keepApiKeys === true }
    await play('leaked-key', { options, output, world, waits }, scene => leakedKey(scene, about))
  })
}

function addLeakedCoordinatorKey(playbook: Command, world: World, waits: Waits): void {
  const command = withReport(playbook.command('leaked-coordinator-key'))
    .description("the coordinator's own identity key is known to others")
    .option(
      '--since <time>',
      'from when on to export the audit: a time, or 24h, 7d (else 30d)',
      readMoment(world.nowMs),
    )
    .option(
      '--head <file>',
      'a head of the log from before: of parley log checkpoint, a receipt, a certificate',
    )
    .option('--out <folder>', 'a new folder for what is kept (else beside the report)')
    .addHelpText(
      'after',
      `
No other key can be put in the place of this one. What shows what was true is kept in a folder, under a manifest that your key signs.

Example:
  $ parley playbook leaked-coordinator-key --head last-month.txt --out ./kept --home ./parley/operator`,
    )
  withAction<CoordinatorKeyOptions>(command, world, async ({ options, output }) => {
    const { leakedCoordinatorKey } = await import('../playbooks/leaked-coordinator-key.ts')
    const { since: sinceMs = world.nowMs() - usualSpanMs, head: file, out } = options
    await play('leaked-coordinator-key', { options, output, world, waits }, async scene => {
      const head = file === undefined ? undefined : await readHead(file, fromHex(scene.coordinatorKey))
      return leakedCoordinatorKey(scene, {
        sinceMs,
        out: out ?? `${scene.base}-kept`,
        ...(head === undefined ? {} : { head }),
      })
    })
  })
}

function addStolenApiKey(playbook: Command, world: World, waits: Waits): void {
  const command = withReport(playbook.command('stolen-api-key'))
    .argument('<id>', 'of the API key, as `parley keys api list` shows it')
    .description('the text of an API key is known to others')
    .option('--organisation <name>', 'whose it is (else it is looked for)')
    .option('--key-file <file>', 'a file with the text of the key: it is tried before and after')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley playbook stolen-api-key 4fQ0aZr81LmX --key-file found.txt --home ./parley/operator',
    )
  withAction<ApiKeyOptions>(command, world, async ({ options, output, args }) => {
    const { stolenApiKey } = await import('../playbooks/stolen-api-key.ts')
    const { organisation, keyFile } = options
    const id = args[0]!
    if (!/^[0-9A-Za-z]{12}$/.test(id))
      throw new UsageError(
        '<id> has 12 letters and digits, as `parley keys api list` shows it; give the text itself in a file, by --key-file',
      )
    const text = keyFile === undefined ? undefined : (await readFile(keyFile, 'utf8')).trim()
    await play('stolen-api-key', { options, output, world, waits }, scene =>
      stolenApiKey(scene, {
        id,
        ...(organisation === undefined ? {} : { organisation }),
        ...(text === undefined ? {} : { text }),
      }),
    )
  })
}

function addReplayStorm(playbook: Command, world: World, waits: Waits): void {
  const command = withReport(playbook.command('replay-storm'))
    .description('requests come again, or in numbers, and are turned away')
    .requiredOption('--since <time>', 'from when on: a time, or 30m, 1h', readMoment(world.nowMs))
    .option(
      '--revoke-keys',
      'revoke keys whose own requests come again from a network that they were never let in from',
    )
    .addHelpText('after', '\nExample:\n  $ parley playbook replay-storm --since 1h --home ./parley/operator')
  withAction<StormOptions>(command, world, async ({ options, output }) => {
    const { replayStorm } = await import('../playbooks/replay-storm.ts')
    const about = { sinceMs: options.since, revokesKeys: options.revokeKeys === true }
    await play('replay-storm', { options, output, world, waits }, scene => replayStorm(scene, about))
  })
}

function addDepartedEmployee(playbook: Command, world: World, waits: Waits): void {
  const command = withReport(playbook.command('departed-employee'))
    .argument('<organisation>', 'whose member the person was')
    .description('somebody who had the keys of a member has left')
    .addOption(
      new Option('--role <role>', 'the member in this role alone (else every one)').choices([...roles]),
    )
    .option('--reason <text>', 'for the record', 'somebody left')
    .option('--successor', 'invite whoever follows, in the same roles')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley playbook departed-employee st-anna --role holder --successor --home ./parley/operator',
    )
  withAction<DepartedOptions>(command, world, async ({ options, output, args }) => {
    const { departedEmployee } = await import('../playbooks/departed-employee.ts')
    const { role, reason, successor } = options
    const about = {
      organisation: args[0]!,
      reason,
      hasSuccessor: successor === true,
      ...(role === undefined ? {} : { role }),
    }
    await play('departed-employee', { options, output, world, waits }, scene =>
      departedEmployee(scene, about),
    )
  })
}

function addCheckFolder(playbook: Command, world: World): void {
  const command = playbook
    .command('check-folder')
    .argument('<folder>', 'that parley playbook leaked-coordinator-key made')
    .description('check a folder of evidence: the signature of its manifest, and the SHA-256 of each file')
    .option('--json', 'print one JSON value on stdout')
    .option('--signed-by <hex>', 'the key that it has to be signed by', readHexKey)
    .addHelpText('after', '\nExample:\n  $ parley playbook check-folder ./kept')
  withAction<CheckFolderOptions>(command, world, async ({ options, output, args }) => {
    const { verifyEvidence } = await import('../playbooks/evidence-folder.ts')
    const verdict = await verifyEvidence(args[0]!, options.signedBy)
    const holds = verdict.kind === 'holds'
    output.result(
      holds
        ? { holds, by: verdict.manifest.by, files: verdict.manifest.files.length }
        : { holds, detail: verdict.detail },
      holds
        ? `Holds: ${verdict.manifest.files.length} files as ${verdict.manifest.by.organisation} signed them (key ${verdict.manifest.by.key}; compare it).`
        : `Does not hold: ${verdict.detail}.`,
    )
    if (!holds) throw new ReportedFailure('the folder is not what was signed')
  })
}

function withReport(command: Command): Command {
  return withConnectionOptions(command)
    .option(
      '--report <file>',
      'where to write the report, ending in .json; the page stands beside it (else ./playbook-NAME-TIME.json)',
    )
    .option('--dry-run', 'show the steps and do nothing')
    .option('--yes', 'begin without being asked')
}
