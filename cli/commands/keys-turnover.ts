/** `parley keys list | rotate | rollback | retire | revoke`: how the keys of a home turn over at its coordinator. */
import { type Command, InvalidArgumentError } from 'commander'
import { keyIdOf, strongPasswordCost, toHex } from '../../aggregation/index.ts'
import { ownKeys, rotateRing } from '../../client/connection.ts'
import type { MemberKey } from '../../protos/types.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { type Connection, openPort, taken, withConnection, withReader } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { type SignerOptions, signerPlaceOf, withSignerOptions } from '../signer-options.ts'
import type { World } from '../world.ts'

interface ListOptions extends ConnectionOptions {
  readonly organisation: string
}

interface RotateOptions extends ConnectionOptions, SignerOptions {
  readonly inDays: number
  readonly lifeDays?: number
}

interface RetireOptions extends ConnectionOptions {
  readonly force?: boolean
}

interface RevokeOptions extends ConnectionOptions, ConfirmOptions {
  readonly reason: string
}

const dayMs = 24 * 3_600_000

export function addKeyTurnover(keys: Command, world: World): void {
  addList(keys, world)
  addRotate(keys, world)
  addRollBack(keys, world)
  addRetire(keys, world)
  addRevoke(keys, world)
}

function addList(keys: Command, world: World): void {
  const list = withConnectionOptions(keys.command('list'))
    .description('the keys that the coordinator has of you, with versions and states')
    .option('--organisation <name>', '(operator) the keys of another organisation', '')
    .addHelpText(
      'after',
      '\nExamples:\n  $ parley keys list\n  $ parley keys list --home ./parley/operator --organisation acme --json',
    )
  withAction<ListOptions>(list, world, ({ options, output }) =>
    withReader(options, world, async ({ port }) => {
      const { keys: found } = taken(await port.listKeys({ organisation: options.organisation }))
      output.result(found.map(keyJson), found.map(keyText).join('\n'))
    }),
  )
}

function addRotate(keys: Command, world: World): void {
  const rotate = withSignerOptions(withConnectionOptions(keys.command('rotate')))
    .description('put a new key in the place of this one; both are good while they overlap')
    .option('--in-days <days>', 'when the new key begins, at most 30', readDays(0, 30), 0)
    .option(
      '--life-days <days>',
      'how long it lives, at most 180 (else as the coordinator has it)',
      readDays(1, 180),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ parley keys rotate                     makes the key, registers it under both signatures, signs with it
  $ parley keys rotate --life-days 60 --json
  $ parley keys rotate --signer vault --vault-address https://vault.example.org:8200 --vault-key st-anna   moves into a vault

The new key is made where the present one lies, unless --signer says otherwise: in a vault a version of the same key, on a token a
pair of the same label. A running agent takes the new key up by itself. Broken off, the command is begun again: it goes on where it stood.
Bounties that were joined or posted under the old key stay under it: keep the folder keys, and its copies.`,
    )
  withAction<RotateOptions>(rotate, world, async ({ options, output }) => {
    const place = signerPlaceOf(options, world)
    await withConnection(options, world, async ({ ring, port, target }) => {
      const { inDays, lifeDays } = options
      const beginsMs = world.nowMs() + inDays * dayMs
      const key = taken(
        await rotateRing({
          ring,
          port,
          destination: { environment: target.environment, audience: target.coordinatorKey },
          random: world.random,
          ...(inDays === 0 ? {} : { notBeforeMs: beginsMs }),
          ...(lifeDays === undefined ? {} : { notAfterMs: beginsMs + lifeDays * dayMs }),
          cost: strongPasswordCost,
          ...(place === undefined ? {} : { place }),
        }),
      )
      const what =
        key.state === 'pending'
          ? `Key ${key.version} is registered and begins on ${dateText(key.notBeforeMs)}; a command after that takes it up.`
          : `Key ${key.version} signs from now on, until ${dateText(key.notAfterMs)}.`
      output.result(keyJson(key), `${what}\nCopy the home's folder keys to where you keep its copies.`)
    })
  })
}

function addRollBack(keys: Command, world: World): void {
  const rollBack = withConnectionOptions(keys.command('rollback'))
    .argument('[key-id]', 'the older key (else the one before the present one)')
    .description('go back to the key before, inside the overlap; the newer one is retired')
    .addHelpText('after', '\nExample:\n  $ parley keys rollback')
  withAction<ConnectionOptions>(rollBack, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const { ring, port } = connection
      const { keys: found } = taken(await port.listKeys({ organisation: '' }))
      const older = ownKeys(ring, found).findLast(({ state }) => state === 'retiring')
      const wanted = args[0] ?? (older === undefined ? undefined : toHex(older.keyId))
      if (wanted === undefined)
        throw new UsageError('no older key is left to go back to; `parley keys list` shows all')
      // Not without the file: a key that nobody can sign with would be the only one.
      if (ring.findById(wanted) === undefined)
        throw new UsageError(`the key ${wanted} is not in ${connection.home}; nothing was changed`)
      const key = taken(await port.rollBackKey({ keyId: Buffer.from(wanted, 'hex') }))
      ring.swapTo(wanted)
      output.result(keyJson(key), `Key ${key.version} signs again, until ${dateText(key.notAfterMs)}.`)
    }),
  )
}

function addRetire(keys: Command, world: World): void {
  const retire = withConnectionOptions(keys.command('retire'))
    .argument('<key-id>', 'as `parley keys list` shows it')
    .description('end a key whose successor has taken over')
    .option('--force', 'although the overlap lasts, or the key was used within the last day')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley keys retire 0f3c…\n\nIt ends by itself once the overlap of 7 days is over and nobody has used it for a day.',
    )
  withAction<RetireOptions>(retire, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const keyId = readKeyId(args[0]!)
      const key = taken(await port.retireKey({ keyId, isForced: options.force === true }))
      output.result(keyJson(key), `Key ${key.version} is retired: nothing is signed with it any more.`)
    }),
  )
}

function addRevoke(keys: Command, world: World): void {
  const revoke = withConnectionOptions(keys.command('revoke'))
    .argument('<key-id>', 'as `parley keys list` shows it')
    .description('end a key at once and for good, because somebody else may have it')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--yes', 'do it without being asked')
    .addHelpText(
      'after',
      `
Examples:
  $ parley keys revoke 0f3c… --reason "laptop stolen"
  $ parley keys revoke 0f3c… --reason "asked by acme" --home ./parley/operator --yes

Your own key signs its own revocation; where it is lost, ask the operator. Bounties that were joined or posted under it take
nothing more of you. With no other key left, ask the operator for a new invitation and enrol again.`,
    )
  withAction<RevokeOptions>(revoke, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const keyId = readKeyId(args[0]!)
      await confirm(options, world, `Key ${args[0]} will sign nothing any more, and this cannot be undone.`)
      const before = taken(await connection.port.listKeys({ organisation: '' })).keys
      const isLive = before.some(
        key => toHex(key.keyId) === args[0] && (key.state === 'active' || key.state === 'retiring'),
      )
      const revokeAt = async (port: Connection['port']) =>
        taken(await port.revokeKey({ keyId, reason: options.reason }))
      const key = isLive ? await withKey(connection, keyId, world, revokeAt) : await revokeAt(connection.port)
      takeUpOlder(connection, keyId, before)
      output.result(keyJson(key), `Key ${key.version} of ${key.organisation} is revoked.`)
    }),
  )
}

/** Signs as the key itself where the ring has it, else as this home does. */
async function withKey<T>(
  { ring, port, target, identity }: Connection,
  keyId: Uint8Array,
  world: World,
  use: (port: Connection['port']) => Promise<T>,
): Promise<T> {
  const own = ring.findById(toHex(keyId))
  if (own === undefined || toHex(keyIdOf(identity.signer.publicKey)) === toHex(keyId)) return use(port)
  const asKey = await openPort(target, () => own, world)
  try {
    return await use(asKey)
  } finally {
    await asKey.close()
  }
}

/** The key that the revoked one had replaced has its place back, where it was still live; so it has here. */
function takeUpOlder({ ring }: Connection, revoked: Uint8Array, before: readonly MemberKey[]): void {
  if (toHex(keyIdOf(ring.current().signer.publicKey)) !== toHex(revoked)) return
  const older = before.find(
    ({ supersededBy, state }) => toHex(supersededBy) === toHex(revoked) && state === 'retiring',
  )
  if (older !== undefined && ring.findById(toHex(older.keyId)) !== undefined) ring.swapTo(toHex(older.keyId))
}

function keyJson(key: MemberKey): object {
  const { keyId, publicKey, supersededBy, ...facts } = key
  return { keyId: toHex(keyId), publicKey: toHex(publicKey), supersededBy: toHex(supersededBy), ...facts }
}

function keyText(key: MemberKey): string {
  const { version, keyId, state, notBeforeMs, notAfterMs, overlapEndsAtMs, lastUsedAtMs, uses } = key
  const overlap = state === 'retiring' ? `, overlap until ${dateText(overlapEndsAtMs)}` : ''
  const used = lastUsedAtMs === 0 ? 'not used yet' : `used ${uses} times, last ${dateText(lastUsedAtMs)}`
  return `${String(version).padStart(3)}  ${toHex(keyId)}  ${state.padEnd(8)}  ${dateText(notBeforeMs)} to ${dateText(notAfterMs)}${overlap}; ${used}`
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function readKeyId(text: string): Uint8Array {
  if (/^[0-9a-f]{32}$/.test(text)) return Buffer.from(text, 'hex')
  throw new UsageError(
    `"${text}" is no key id: it has 32 lower-case hex digits; \`parley keys list\` shows them`,
  )
}

function readDays(least: number, most: number) {
  return (text: string): number => {
    const days = Number(text)
    if (/^\d{1,3}$/.test(text) && days >= least && days <= most) return days
    throw new InvalidArgumentError(`It must be a whole number of days from ${least} to ${most}.`)
  }
}
