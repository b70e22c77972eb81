/** `parley keys api issue | list | revoke`: API keys for programs that only look. */
import { type Command, InvalidArgumentError } from 'commander'
import { apiKeyGroups } from '../../protos/api-key-scope.ts'
import type { ApiKey } from '../../protos/types.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { taken, withConnection, withReader } from '../connect.ts'
import { type ConnectionOptions, readNatural, withAction, withConnectionOptions } from '../options.ts'
import { table } from '../output.ts'
import type { World } from '../world.ts'

interface IssueOptions extends ConnectionOptions {
  readonly name: string
  readonly scope: readonly string[]
  readonly lifeDays?: number
}

interface ListOptions extends ConnectionOptions {
  readonly organisation: string
}

interface RevokeOptions extends ConnectionOptions, ConfirmOptions {
  readonly reason: string
}

const dayMs = 24 * 3_600_000

export function addApiKeys(keys: Command, world: World): void {
  const api = keys.command('api').description('API keys, for programs that only look: dashboards, exports')
  addIssue(api, world)
  addList(api, world)
  addRevoke(api, world)
}

function addIssue(api: Command, world: World): void {
  const groups = Object.entries(apiKeyGroups).map(
    ([name, methods]) => `  ${name.padEnd(9)} ${methods.join(', ')}`,
  )
  const issue = withConnectionOptions(api.command('issue'))
    .description('make an API key of yours; its text is shown once')
    .requiredOption('--name <text>', 'what it is for, such as "dashboard of the ward"')
    .requiredOption('--scope <words>', 'what it may read: groups or methods, with commas between', readWords)
    .option('--life-days <days>', 'how long it lives, at most 180 (else 90)', readNatural(1, 180))
    .addHelpText(
      'after',
      `
Groups, of which your role's methods count:
${groups.join('\n')}

Whoever has the text can read the same until the key ends: give each program a key of its own, keep it out of files that are shared
(parley secrets scan finds it there), and revoke it when in doubt. An API key ends with the last key of its owner.

Examples:
  $ parley keys api issue --name dashboard --scope bounties,log
  $ PARLEY_API_KEY=parley_… parley bounty list        reads with it: no keystore, no passphrase`,
    )
  withAction<IssueOptions>(issue, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const { name, scope, lifeDays = 0 } = options
      const { apiKey, text } = taken(await port.issueApiKey({ name, scope, lifeMs: lifeDays * dayMs }))
      output.note(
        'This is shown once. Whoever has it can read what it is for; nobody can show it to you again.',
      )
      output.result(
        { ...apiKey, text },
        `API key ${apiKey.id}, good until ${dateText(apiKey.expiresAtMs)} for ${apiKey.methods.join(', ')}:\n${text}`,
      )
    }),
  )
}

function addList(api: Command, world: World): void {
  const list = withConnectionOptions(api.command('list'))
    .description(
      'the API keys that there are of you: what for, until when, when last used; never their texts',
    )
    .option('--organisation <name>', '(operator) the API keys of another organisation', '')
    .addHelpText('after', '\nExample:\n  $ parley keys api list --json')
  withAction<ListOptions>(list, world, ({ options, output }) =>
    withReader(options, world, async ({ port }) => {
      const { apiKeys } = taken(await port.listApiKeys({ organisation: options.organisation }))
      const rows = apiKeys.map(key => [key.id, key.name, key.role, standing(key, world.nowMs()), used(key)])
      output.result(
        { apiKeys },
        rows.length === 0 ? 'No API keys.' : table(['id', 'name', 'role', 'stands', 'used'], rows),
      )
    }),
  )
}

function addRevoke(api: Command, world: World): void {
  const revoke = withConnectionOptions(api.command('revoke'))
    .argument('<id>', 'as `parley keys api list` shows it')
    .description('end an API key at once and for good')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--yes', 'do it without being asked')
    .addHelpText('after', '\nExample:\n  $ parley keys api revoke 4fQ0aZr81LmX --reason "was in a log file"')
  withAction<RevokeOptions>(revoke, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const id = args[0]!
      await confirm(options, world, `API key ${id} will read nothing any more, and this cannot be undone.`)
      const revoked = taken(await port.revokeApiKey({ id, reason: options.reason }))
      output.result(revoked, `API key ${id} (${revoked.name}) of ${revoked.organisation} is revoked.`)
    }),
  )
}

function standing({ revokedAtMs, expiresAtMs, reason }: ApiKey, nowMs: number): string {
  if (revokedAtMs > 0) return `revoked ${dateText(revokedAtMs)}${reason === '' ? '' : `: ${reason}`}`
  return `${nowMs < expiresAtMs ? 'until' : 'ended'} ${dateText(expiresAtMs)}`
}

function used({ uses, lastUsedAtMs }: ApiKey): string {
  return lastUsedAtMs === 0 ? 'not yet' : `${uses} times, last ${dateText(lastUsedAtMs)}`
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function readWords(text: string): readonly string[] {
  const words = text.split(',').map(word => word.trim())
  if (words.every(word => word !== '')) return words
  throw new InvalidArgumentError('It must be words with commas between, such as bounties,log.')
}
