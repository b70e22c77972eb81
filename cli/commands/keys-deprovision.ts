/** `parley keys deprovision ORGANISATION`: shows what a member has, ends all of it, and looks whether anything is left. */
import { type Command, Option } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { type ApiKey, type MemberKey, type OpenInvitation, type Role, roles } from '../../protos/types.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { taken, withConnection } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface DeprovisionOptions extends ConnectionOptions, ConfirmOptions {
  readonly role?: Role
  readonly reason: string
}

/** What is not revoked of a member. */
interface Standing {
  readonly keys: readonly MemberKey[]
  readonly apiKeys: readonly ApiKey[]
  readonly invitations: readonly OpenInvitation[]
}

export function addDeprovision(keys: Command, world: World): void {
  const deprovision = withConnectionOptions(keys.command('deprovision'))
    .argument('<organisation>', 'whose members to end')
    .description('(operator, security officer) end all that a member has: keys, API keys, open invitations')
    .addOption(
      new Option('--role <role>', 'the member in this role alone (else every one)').choices([...roles]),
    )
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--yes', 'do it without being asked')
    .addHelpText(
      'after',
      `
It happens in one transaction, for good, with a leaf of the public log for each key; then everything is listed again. Open streams end.
Bounties that were joined or posted under its keys take nothing more of it; what was not earned goes back at their end, and balances
stay. The member comes back by a new invitation only.

Example:
  $ parley keys deprovision st-anna --reason "left the federation" --home ./parley/operator

Exit codes: 0 nothing live is left, 1 something is, or it was refused.`,
    )
  withAction<DeprovisionOptions>(deprovision, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const { role, reason } = options
      const organisation = args[0]!
      const before = await standingOf(port, organisation, role)
      output.note(standingText(before) || `Nothing of ${organisation} is live.`)
      await confirm(options, world, `All of this ends at once, and cannot be undone.`)
      const request = { organisation, reason, ...(role === undefined ? {} : { role }) }
      const ended = taken(await port.revokeMember(request))
      const left = await standingOf(port, organisation, role)
      const counts = countsOf(ended)
      const isOver = Object.values(countsOf(left)).every(count => count === 0)
      if (!isOver)
        throw new CommandError(
          `something of ${organisation} is live, given out while this ran; run it again:\n${standingText(left)}`,
          'something-left',
        )
      output.result(
        { organisation, role: role ?? null, ended: counts, left: countsOf(left) },
        `Ended ${counts.keys} keys, ${counts.apiKeys} API keys and ${counts.invitations} invitations of ${organisation}. ` +
          'Listed again: nothing live is left.',
      )
    }),
  )
}

async function standingOf(
  port: CoordinatorPort,
  organisation: string,
  role: Role | undefined,
): Promise<Standing> {
  const isMeant = (each: { readonly role: Role }) => role === undefined || each.role === role
  const { keys } = taken(await port.listKeys({ organisation }))
  const { apiKeys } = taken(await port.listApiKeys({ organisation }))
  const { invitations } = taken(await port.listInvitations({ organisation }))
  return {
    keys: keys.filter(key => isMeant(key) && key.state !== 'revoked'),
    apiKeys: apiKeys.filter(key => isMeant(key) && key.revokedAtMs === 0),
    invitations: invitations.filter(isMeant),
  }
}

function countsOf({ keys, apiKeys, invitations }: Standing) {
  return { keys: keys.length, apiKeys: apiKeys.length, invitations: invitations.length }
}

function standingText({ keys, apiKeys, invitations }: Standing): string {
  return [
    ...keys.map(
      ({ role, keyId, version, state }) => `key ${version} of its ${role}, ${state}  ${toHex(keyId)}`,
    ),
    ...apiKeys.map(({ role, id, name }) => `API key ${id} of its ${role}: ${name}`),
    ...invitations.map(({ role, id }) => `invitation${id === '' ? '' : ` ${id}`} as ${role}`),
  ].join('\n')
}
