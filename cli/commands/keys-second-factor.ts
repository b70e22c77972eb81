/** `parley keys second-factor`: one-time codes beside the key, for what money and keys hang on. */
import { type Command, Option } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import { type Role, roles } from '../../protos/types.ts'
import { askCode } from '../code-prompt.ts'
import { taken, withConnection } from '../connect.ts'
import { CommandError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface ResetOptions extends ConnectionOptions {
  readonly role: Role
}

export function addSecondFactor(keys: Command, world: World): void {
  const factor = keys
    .command('second-factor')
    .description('one-time codes of an authenticator, beside the key')
    .addHelpText(
      'after',
      `
Deposits, rulings and the ending of members are asked for under a code by whoever has a second factor. In the environment live nobody
does them without one. Commands ask for the code, or take it from PARLEY_CODE.`,
    )
  addAdd(factor, world)
  addConfirm(factor, world)
  addReset(factor, world)
}

function addAdd(factor: Command, world: World): void {
  const add = withConnectionOptions(factor.command('add'))
    .description('make one, or another in the place of the one that you have')
    .addHelpText(
      'after',
      `
Examples:
  $ parley keys second-factor add          shows what to scan, then asks for the first code
  $ parley keys second-factor add --json   and then: parley keys second-factor confirm

What is shown is shown once. Whoever sees it can make your codes.`,
    )
  withAction<ConnectionOptions>(add, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const first = await port.addSecondFactor({ code: '' })
      const isAsked = first.kind === 'refused' && first.reason === 'code-needed'
      const code = isAsked ? await askCode(world, 'The code of the second factor that you have') : undefined
      const { uri } = taken(code === undefined ? first : await port.addSecondFactor({ code }))
      output.result(
        { uri },
        `${renderUnicodeCompact(uri)}\n\nScan it with an authenticator, or type into it:\n  ${uri}`,
      )
      if (output.isJson || !world.stdin.isTTY) {
        output.note('It counts from when you have run `parley keys second-factor confirm`.')
        return
      }
      taken(await port.confirmSecondFactor({ code: (await askCode(world, 'The code that it shows')) ?? '' }))
      output.note('From now on your code is asked for where money and keys hang on a call.')
    }),
  )
}

function addConfirm(factor: Command, world: World): void {
  const confirm = withConnectionOptions(factor.command('confirm'))
    .description('give the first code of the one that you have added: from then on it counts')
    .addHelpText('after', '\nExample:\n  $ PARLEY_CODE=123456 parley keys second-factor confirm')
  withAction<ConnectionOptions>(confirm, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const code = await askCode(world, 'The code that the authenticator shows')
      if (code === undefined) throw new CommandError('there is no code: set PARLEY_CODE', 'code-needed')
      taken(await port.confirmSecondFactor({ code }))
      output.result({ confirmed: true }, 'The second factor counts from now on.')
    }),
  )
}

function addReset(factor: Command, world: World): void {
  const reset = withConnectionOptions(factor.command('reset'))
    .argument('<organisation>', 'of the member that has lost it')
    .addOption(new Option('--role <role>', 'its role').choices(roles).makeOptionMandatory())
    .description('(operator, security officer) take away the second factor of a member that has lost it')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley keys second-factor reset acme --role buyer --home ./parley/operator',
    )
  withAction<ResetOptions>(reset, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const organisation = args[0]!
      const { role } = options
      taken(await port.resetSecondFactor({ organisation, role }))
      output.result({ organisation, role }, `${organisation} has no second factor as ${role} any more.`)
    }),
  )
}
