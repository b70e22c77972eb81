/** `parley keys recovery start | sign | send`: a statement is begun, goes from person to person, and is brought to the coordinator. */
import { type Command, Option } from 'commander'
import { fromHex, toHex } from '../../aggregation/index.ts'
import { openKeystoreFile } from '../../client/connection.ts'
import { type Role, roles } from '../../protos/types.ts'
import { writeNew } from '../../verifier/index.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { firstContact, openIdentity, openPort, taken, targetOf, withConnection } from '../connect.ts'
import { pinProfile } from '../enrolment.ts'
import { UsageError } from '../errors.ts'
import {
  type CommonOptions,
  type ConnectionOptions,
  readNatural,
  withAction,
  withConnectionOptions,
} from '../options.ts'
import type { Output } from '../output.ts'
import { readPassphrase } from '../passphrase.ts'
import {
  addSignature,
  encodeStatement,
  type RecoveryFile,
  type RecoveryStatement,
  readStatement,
  signaturesIn,
  statementBytes,
  statementText,
  unsignedFile,
} from '../recovery-statement.ts'
import type { World } from '../world.ts'

interface StartOptions extends ConnectionOptions {
  readonly organisation?: string
  readonly role?: Role
  readonly lifeDays: number
}

interface SignOptions extends CommonOptions, ConfirmOptions {
  readonly keystore: string
  readonly passphraseFile?: string
}

type Recovery = Extract<RecoveryStatement, { kind: 'recover-key' }>

const dayMs = 24 * 3_600_000

export function addRecoveryStatements(recovery: Command, world: World): void {
  addStart(recovery, world)
  addSign(recovery, world)
  addSend(recovery, world)
}

function addStart(recovery: Command, world: World): void {
  const start = withConnectionOptions(recovery.command('start'))
    .description('write the statement that brings the member back under the key of this home')
    .argument('<file>', 'where to write it; never replaces a file')
    .option('--organisation <name>', 'which member (else as this home has it)')
    .addOption(new Option('--role <role>', 'in which role (else as this home has it)').choices([...roles]))
    .option(
      '--life-days <days>',
      'how long the new key lives, from now, at most 180',
      readNatural(1, 180),
      90,
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ parley keys new --home ./new-home\n  $ parley keys recovery start recover.json --home ./new-home --coordinator fl.example.org:7443 --ca ca.pem --organisation st-anna --role holder\n\nGive --coordinator-key where you know it: a stranger in between could have you sign for another coordinator.',
    )
  withAction<StartOptions>(start, world, async ({ options, output, args }) => {
    const file = args[0]!
    const { home, profile, identity } = await openIdentity(options, world)
    const { organisation = profile.organisation, role = profile.role, lifeDays } = options
    if (organisation === undefined || role === undefined)
      throw new UsageError('which member is to come back? give --organisation NAME and --role ROLE')
    const found = await firstContact(targetOf(options, home, profile, world), identity.signer, world)
    const nowMs = world.nowMs()
    const statement: Recovery = {
      ...{ kind: 'recover-key', environment: found.environment, coordinatorKey: toHex(found.identityKey) },
      ...{ organisation, role, counter: nowMs, newKey: toHex(identity.signer.publicKey) },
      notAfterMs: nowMs + lifeDays * dayMs,
    }
    await writeNew(file, encodeStatement(unsignedFile(statement)), 'FILE')
    output.result(
      { file, ...statement },
      `${statementText(statement)}\nWrote ${file}. Now each: parley keys recovery sign ${file} --keystore FILE`,
    )
  })
}

function addSign(recovery: Command, world: World): void {
  const sign = recovery
    .command('sign')
    .description('sign a statement with a recovery key; needs no network')
    .argument('<file>', 'the statement; the signature is added to it')
    .requiredOption('--keystore <file>', 'the recovery key, as recovery new made it')
    .option('--passphrase-file <file>', 'file that holds the passphrase (else PARLEY_PASSPHRASE, else asked)')
    .option('--yes', 'sign without being asked')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley keys recovery sign recover.json --keystore ada.json\n\nRead what it says first, and ask whoever sent it by a way that you know: with enough signatures it is done.',
    )
  withAction<SignOptions>(sign, world, async ({ options, output, args }) => {
    const path = args[0]!
    const file = await readStatement(path)
    // Not onto a statement that was changed under those who signed before.
    signaturesIn(file)
    output.note(statementText(file.statement))
    await confirm(options, world, 'This is what you sign.')
    const passphrase = await readPassphrase(options, world, options.keystore)
    const { signer } = openKeystoreFile(options.keystore, passphrase).identity
    const { signatures } = await addSignature(path, file, signer)
    output.result(
      { file: path, key: toHex(signer.publicKey), signatures: signatures.length },
      `Signed. ${path} has ${signatures.length} ${signatures.length === 1 ? 'signature' : 'signatures'}.`,
    )
  })
}

function addSend(recovery: Command, world: World): void {
  const send = withConnectionOptions(recovery.command('send'))
    .description('bring a signed statement to the coordinator: then it is done')
    .argument('<file>', 'the statement, signed by enough recovery keys')
    .addHelpText('after', '\nExample:\n  $ parley keys recovery send recover.json --home ./new-home')
  withAction<ConnectionOptions>(send, world, async ({ options, output, args }) => {
    const file = await readStatement(args[0]!)
    if (file.statement.kind === 'recover-key')
      await sendRecovery(file.statement, file, options, output, world)
    else await sendSetting(file.statement, file, options, output, world)
  })
}

async function sendRecovery(
  statement: Recovery,
  file: RecoveryFile,
  options: ConnectionOptions,
  output: Output,
  world: World,
): Promise<void> {
  const { environment, coordinatorKey, organisation, role, counter, newKey, notAfterMs } = statement
  const { home, profile, ring, identity } = await openIdentity(options, world)
  const { signer } = identity
  if (toHex(signer.publicKey) !== newKey)
    throw new UsageError(
      `the key in ${home} is not the one that the statement brings, ${newKey}: name its home`,
    )
  const target = { ...targetOf(options, home, profile, world), environment, coordinatorKey }
  await firstContact(target, signer, world)
  const port = await openPort(target, signer, world)
  try {
    const key = taken(
      await port.recoverKey({
        ...{ organisation, role, counter, newKey: fromHex(newKey), notAfterMs },
        newSignature: signer.sign(statementBytes(statement)),
        signatures: signaturesIn(file),
      }),
    )
    await pinProfile(home, target, statement, options.keystore)
    if (key.version > 1) ring.noteVersion(key.version)
    output.result(
      { organisation, role, version: key.version, notAfterMs: key.notAfterMs },
      `${organisation} is back as ${role}, under key ${key.version}; every other key and API key of it is revoked.`,
    )
  } finally {
    await port.close()
  }
}

async function sendSetting(
  { threshold, keys, counter }: Extract<RecoveryStatement, { kind: 'set-recovery' }>,
  file: RecoveryFile,
  options: ConnectionOptions,
  output: Output,
  world: World,
): Promise<void> {
  await withConnection(options, world, async ({ port }) => {
    const request = { threshold, keys: keys.map(fromHex), counter, signatures: signaturesIn(file) }
    taken(await port.setRecovery(request))
    output.result(
      { threshold, keys },
      `${threshold} of ${keys.length} recovery keys bring this member back now.`,
    )
  })
}
