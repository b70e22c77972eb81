/** `parley keys recovery new | set | show | start | sign | send`: coming back by k of n recovery keys. */
import { type Command, InvalidArgumentError } from 'commander'
import { fromHex, strongPasswordCost, toHex } from '../../aggregation/index.ts'
import { createKeystore } from '../../client/connection.ts'
import type { RecoveryPolicy } from '../../protos/types.ts'
import { writeNew } from '../../verifier/index.ts'
import { taken, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import {
  type CommonOptions,
  type ConnectionOptions,
  readHexKey,
  readNatural,
  withAction,
  withConnectionOptions,
} from '../options.ts'
import { readPassphrase } from '../passphrase.ts'
import { encodeStatement, unsignedFile } from '../recovery-statement.ts'
import type { World } from '../world.ts'
import { addRecoveryStatements } from './keys-recovery-statements.ts'

interface NewOptions extends CommonOptions {
  readonly description: string
  readonly passphraseFile?: string
}

interface SetOptions extends ConnectionOptions {
  readonly threshold: number
  readonly statement?: string
}

export function addRecovery(keys: Command, world: World): void {
  const recovery = keys
    .command('recovery')
    .description(
      'come back, when all keys are lost, by the signatures of several people of your organisation',
    )
    .addHelpText(
      'after',
      `
Once, while all is well:
  $ parley keys recovery new ada.json            each of n people, on a machine of their own; keeps the file offline
  $ parley keys recovery set --threshold 2 KEY KEY KEY

When the keys of the home are lost or stolen:
  $ parley keys new --home ./new-home
  $ parley keys recovery start recover.json --home ./new-home --coordinator HOST:PORT --organisation st-anna --role holder
  $ parley keys recovery sign recover.json --keystore ada.json       as many people as the threshold says, one after the other
  $ parley keys recovery send recover.json --home ./new-home`,
    )
  addNew(recovery, world)
  addSet(recovery, world)
  addShow(recovery, world)
  addRecoveryStatements(recovery, world)
}

function addNew(recovery: Command, world: World): void {
  const create = recovery
    .command('new')
    .description('make a recovery key in a keystore file, for one person to keep offline')
    .argument('<file>', 'where to write it; never replaces a file')
    .option('--passphrase-file <file>', 'file that holds the passphrase (else PARLEY_PASSPHRASE, else asked)')
    .option('--description <text>', 'a note kept in the file', 'recovery key')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley keys recovery new ada.json --description "Ada, board"\n\nIt signs nothing but recovery statements. It has a passphrase of its own, which its keeper alone knows.',
    )
  withAction<NewOptions>(create, world, async ({ options, output, args }) => {
    const file = args[0]!
    const passphrase = await readPassphrase(options, world, `the recovery key ${file}`, true)
    const { description } = options
    const { label } = createKeystore(file, {
      ...{ passphrase, description, random: world.random, cost: strongPasswordCost },
    })
    const publicKey = toHex(label.publicKey)
    output.result(
      { file, publicKey, description },
      `Made ${file}. Its public key, for parley keys recovery set:\n${publicKey}`,
    )
  })
}

function addSet(recovery: Command, world: World): void {
  const set = withConnectionOptions(recovery.command('set'))
    .description('name the recovery keys of this member, or write what those that stand sign to change them')
    .argument('<key...>', 'public keys, 64 hex digits each, 2 to 9', readKeys)
    .requiredOption('--threshold <count>', 'how many of them must sign, at least 2', readNatural(2, 9))
    .option(
      '--statement <file>',
      'where to write the statement, once there are recovery keys; never replaces',
    )
    .addHelpText(
      'after',
      `
The first time this member's own signature is enough. From then on nobody with a key of the member changes them, but as many of the recovery
keys as were agreed on: this writes the statement, they sign it (recovery sign), and recovery send brings it.

Examples:
  $ parley keys recovery set --threshold 2 5e5c… 91ab… c07d…
  $ parley keys recovery set --threshold 3 5e5c… 91ab… c07d… 44f0… --statement change.json`,
    )
  withAction<SetOptions>(set, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port, profile, target }) => {
      const { threshold, statement: file } = options
      const setting = { threshold, keys: args.map(fromHex), counter: world.nowMs() }
      const present = taken(await port.getRecovery({}))
      if (present.threshold === 0) {
        const policy = taken(await port.setRecovery({ ...setting, signatures: [] }))
        output.result(policyJson(policy), policyText(policy))
        return
      }
      const { organisation, role } = profile
      if (organisation === undefined || role === undefined)
        throw new UsageError('whose recovery keys? enrol from this home, so that its member is known')
      if (file === undefined)
        throw new UsageError(
          `there are recovery keys already, of which ${present.threshold} must sign a change: give --statement FILE to write it`,
        )
      const unsigned = unsignedFile({
        ...{ kind: 'set-recovery', environment: target.environment, coordinatorKey: target.coordinatorKey },
        ...{ organisation, role, counter: setting.counter, threshold, keys: [...args] },
      })
      await writeNew(file, encodeStatement(unsigned), '--statement')
      output.result(
        { file, needed: present.threshold },
        `Wrote ${file}. ${present.threshold} of the present recovery keys sign it: parley keys recovery sign ${file} --keystore FILE\nThen: parley keys recovery send ${file}`,
      )
    }),
  )
}

function addShow(recovery: Command, world: World): void {
  const show = withConnectionOptions(recovery.command('show'))
    .description('the recovery keys of this member, as the coordinator has them')
    .addHelpText('after', '\nExample:\n  $ parley keys recovery show')
  withAction<ConnectionOptions>(show, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const policy = taken(await port.getRecovery({}))
      output.result(policyJson(policy), policyText(policy))
    }),
  )
}

function policyJson({ threshold, keys, counter, setAtMs }: RecoveryPolicy): object {
  return { threshold, keys: keys.map(toHex), counter, setAtMs }
}

function policyText({ threshold, keys, setAtMs }: RecoveryPolicy): string {
  if (threshold === 0)
    return 'This member has no recovery keys: parley keys recovery --help says how to name some.'
  const since = new Date(setAtMs).toISOString().slice(0, 10)
  return `${threshold} of these ${keys.length} recovery keys bring this member back, since ${since}:\n${keys.map(toHex).join('\n')}`
}

/** Commander hands over one at a time, with what came before. */
function readKeys(text: string, before: readonly string[] | undefined): readonly string[] {
  const key = readHexKey(text)
  if (before?.includes(key) === true) throw new InvalidArgumentError('It is named twice.')
  return [...(before ?? []), key]
}
