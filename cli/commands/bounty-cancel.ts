import type { Command } from 'commander'
import { cancelSigningBytes } from '../../protos/market-statements.ts'
import { findBounty } from '../bounty-lookup.ts'
import { bountyJson } from '../bounty-view.ts'
import { taken, withConnection } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { unitsText } from '../output.ts'
import type { World } from '../world.ts'

/** `parley bounty cancel BOUNTY`. */
export function addBountyCancel(bounty: Command, world: World): void {
  const cancel = withConnectionOptions(bounty.command('cancel'))
    .description('end your bounty: completed rounds stay paid, the rest of the escrow comes back')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addHelpText('after', '\nExample:\n  $ parley bounty cancel 3f2a90c1')
  withAction<ConnectionOptions>(cancel, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port, identity }) => {
      const { bountyId } = await findBounty(port, args[0]!)
      const signature = identity.signer.sign(cancelSigningBytes(bountyId))
      const options = { idempotencyKey: `cancel-${bountyId}` }
      const ended = taken(await port.cancelBounty({ bountyId, signature }, options))
      output.result(
        bountyJson(ended),
        `Cancelled ${bountyId}: ${unitsText(ended.paidUnits)} units stay paid, ${unitsText(ended.refundedUnits)} came back.`,
      )
    }),
  )
}
