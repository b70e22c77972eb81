import type { Command } from 'commander'
import { findBounty } from '../bounty-lookup.ts'
import { bountyJson, bountyText } from '../bounty-view.ts'
import { withReader } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

/** `parley bounty show BOUNTY`. */
export function addBountyShow(bounty: Command, world: World): void {
  const show = withConnectionOptions(bounty.command('show'))
    .description('one bounty: terms, holders, who declined and why, rounds, pay')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText('after', '\nExample:\n  $ parley bounty show 3f2a90c1')
  withAction<ConnectionOptions>(show, world, ({ options, output, args }) =>
    withReader(options, world, async ({ port }) => {
      const found = await findBounty(port, args[0]!)
      output.result(bountyJson(found), bountyText(found))
    }),
  )
}
