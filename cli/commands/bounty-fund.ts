import type { Command } from 'commander'
import { stateText } from '../../protos/market-text.ts'
import { findBounty } from '../bounty-lookup.ts'
import { bountyJson } from '../bounty-view.ts'
import { taken, withConnection } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { unitsText } from '../output.ts'
import type { World } from '../world.ts'

/** `parley bounty fund BOUNTY`. */
export function addBountyFund(bounty: Command, world: World): void {
  const fund = withConnectionOptions(bounty.command('fund'))
    .description('pay the price of your draft into escrow; from then on holders see it')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley bounty fund 3f2a90c1\n\nRepeated, it pays once. A draft that nobody pays in for 30 days is void.',
    )
  withAction<ConnectionOptions>(fund, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const funded = taken(await port.fundBounty({ bountyId }, { idempotencyKey: `fund-${bountyId}` }))
      output.result(
        bountyJson(funded),
        `The price of ${unitsText(funded.escrowedUnits)} units is paid in. ${bountyId} is ${stateText(funded.state)}.`,
      )
    }),
  )
}
