import { type Command, InvalidArgumentError } from 'commander'
import { type BountyState, bountyStates } from '../../protos/types.ts'
import { bountiesTable, bountyJson } from '../bounty-view.ts'
import { taken, withConnection } from '../connect.ts'
import {
  type ConnectionOptions,
  readNatural,
  readUnits,
  withAction,
  withConnectionOptions,
} from '../options.ts'
import type { World } from '../world.ts'

interface ListOptions extends ConnectionOptions {
  readonly state: readonly BountyState[]
  readonly family: string
  readonly minimumPrice?: bigint
  readonly limit: number
}

/** `parley bounty list`. */
export function addBountyList(bounty: Command, world: World): void {
  const list = withConnectionOptions(bounty.command('list'))
    .description('the bounties of the coordinator, newest first')
    .option('--state <state>', 'only these; may be given more than once', addState, [])
    .option('--family <family>', 'only models of this family: mlp, logistic, layers', '')
    .option('--minimum-price <units>', 'only bounties worth at least this', readUnits)
    .option('--limit <count>', 'at most so many', readNatural(1, 1000), 100)
    .addHelpText('after', '\nExample:\n  $ parley bounty list --state open --state running')
  withAction<ListOptions>(list, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const { bounties } = taken(
        await port.listBounties({
          states: options.state,
          modelFamily: options.family,
          minimumPriceUnits: options.minimumPrice ?? 0n,
          limit: options.limit,
          after: '',
        }),
      )
      output.result({ bounties: bounties.map(bountyJson) }, bountiesTable(bounties))
    }),
  )
}

function addState(text: string, before: readonly BountyState[]): readonly BountyState[] {
  const state = bountyStates.find(known => known === text)
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${bountyStates.join(', ')}.`)
  return [...before, state]
}
