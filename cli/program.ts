/** The binary `parley`: its commands, and what becomes of an error. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import colors from 'picocolors'
import { explain, InterruptedError, ReportedFailure } from './errors.ts'
import { toJson } from './output.ts'
import type { World } from './world.ts'

/** `asked` is the word after the command: one that has many parts may load that one alone. */
type AddCommand = (program: Command, world: World, asked?: string) => void | Promise<void>

/**
 * The commands, in the order in which help tells them. Each is loaded when it is asked for: what one of them needs (a database, a
 * library for tensors) takes the others seconds to start.
 */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
  coordinator: async () => (await import('./commands/coordinator.ts')).addCoordinatorCommand,
  client: async () => (await import('./commands/client.ts')).addClientCommand,
  data: async () => (await import('./commands/data.ts')).addDataCommand,
  keys: async () => (await import('./commands/keys.ts')).addKeysCommand,
  approvals: async () => (await import('./commands/approvals.ts')).addApprovalsCommand,
  secrets: async () => (await import('./commands/secrets.ts')).addSecretsCommand,
  enroll: async () => (await import('./commands/enroll.ts')).addEnrollCommand,
  bounty: async () => (await import('./commands/bounty.ts')).addBountyCommand,
  model: async () => (await import('./commands/model.ts')).addModelCommand,
  ledger: async () => (await import('./commands/ledger.ts')).addLedgerCommand,
  verify: async () => (await import('./commands/verify.ts')).addVerifyCommand,
  log: async () => (await import('./commands/log.ts')).addLogCommand,
  audit: async () => (await import('./commands/audit.ts')).addAuditCommand,
  webhooks: async () => (await import('./commands/webhooks.ts')).addWebhooksCommand,
  playbook: async () => (await import('./commands/playbook.ts')).addPlaybookCommand,
  evidence: async () => (await import('./commands/evidence.ts')).addEvidenceCommand,
  drill: async () => (await import('./commands/drill.ts')).addDrillCommand,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctorCommand,
  privacy: async () => (await import('./commands/privacy.ts')).addPrivacyCommand,
  simulate: async () => (await import('./commands/simulate.ts')).addSimulateCommand,
  bench: async () => (await import('./commands/bench.ts')).addBenchCommand,
}

/** The command line: the command that is asked for where it is one of ours, else all of them, which help and mistakes need. */
export async function buildProgram(world: World, asked?: string, askedPart?: string): Promise<Command> {
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
    .addHelpText(
      'after',
      `
Examples:
  $ parley demo                                     everything on this machine, with real digits
  $ parley coordinator --data-dir ./parley          run the service
  $ parley client --data ./records --policy policy.yaml
  $ parley bounty post bounty.yaml
  $ parley simulate hello                           virtual holders in this process

Exit codes: 0 done, 2 the command or a file named in it must be corrected, 130 interrupted, 1 anything else.
PARLEY_DEBUG=1 shows where an error came from.`,
    )
  const names = namesFor(asked)
  for (const add of await Promise.all(names.map(name => commands[name]!())))
    await add(program, world, askedPart)
  inheritSettings(program)
  return program
}

function namesFor(asked: string | undefined): readonly string[] {
  if (asked === '--version' || asked === '-V') return []
  return asked !== undefined && Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands)
}

/** Subcommands added by hand get neither the way of exiting nor the output of their parent. */
function inheritSettings(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inheritSettings(child)
  }
}

function readVersion(): string {
  // From the source tree the file is one folder up, from the compiled tree two.
  const require = createRequire(import.meta.url)
  for (const candidate of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(require.resolve(candidate), 'utf8')) as { version: string }).version
    } catch {}
  }
  return 'unknown'
}

/** Whether what there is for programs has been printed. */
function isReported(error: unknown): boolean {
  return error instanceof ReportedFailure || error instanceof InterruptedError
}

/** Runs one command line and answers its exit code. Errors are told in a sentence, never as a stack trace. */
export async function run(args: readonly string[], world: World): Promise<number> {
  try {
    const program = await buildProgram(world, args[0], args[1])
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    const { reason, message, exitCode } = explain(error)
    // Commander has told its errors, and help is none.
    if (!(error instanceof CommanderError)) world.stderr.write(`${colors.red('error')}: ${message}\n`)
    if (exitCode !== 0 && args.includes('--json') && !isReported(error))
      world.stdout.write(`${toJson({ error: { reason, message } })}\n`)
    if (world.env.PARLEY_DEBUG === '1' && error instanceof Error) world.stderr.write(`${error.stack}\n`)
    return exitCode
  }
}
