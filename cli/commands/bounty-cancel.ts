import type { Command } from 'commander'
import { cancelSigningBytes } from '../../protos/market-statements.ts'
import { stateText } from '../../protos/market-text.ts'
import type { Bounty } from '../../protos/types.ts'
import { findBounty } from '../bounty-lookup.ts'
import { signerInBounty } from '../bounty-signer.ts'
import { bountyJson, termsOf } from '../bounty-view.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { taken, withConnection } from '../connect.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { unitsText } from '../output.ts'
import type { World } from '../world.ts'

/** `parley bounty cancel BOUNTY`. */
export function addBountyCancel(bounty: Command, world: World): void {
  const cancel = withConnectionOptions(bounty.command('cancel'))
    .description('end your bounty: completed rounds stay paid, the rest of the escrow comes back')
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .option('--yes', 'cancel without being asked')
    .addHelpText(
      'after',
      '\nExample:\n  $ parley bounty cancel 3f2a90c1\n\nOnce training is over nothing is left to break off: the bounty is then settled as all rounds done.',
    )
  withAction<ConnectionOptions & ConfirmOptions>(cancel, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const { port } = connection
      const found = await findBounty(port, args[0]!)
      const { bountyId } = found
      await confirm(options, world, costText(found))
      const signature = signerInBounty(connection, found).sign(cancelSigningBytes(bountyId))
      const call = { idempotencyKey: `cancel-${bountyId}` }
      const ended = taken(await port.cancelBounty({ bountyId, signature }, call))
      output.result(bountyJson(ended), endText(ended))
    }),
  )
}

/** What a buyer gives up, before it does. */
function costText(bounty: Bounty): string {
  const { killFeeBasisPoints = 0 } = termsOf(bounty).pay
  const isOwed = bounty.state === 'running' && killFeeBasisPoints > 0
  const fee = isOwed
    ? ` and ${killFeeBasisPoints / 100} % of what the epoch has not spent on rounds goes to the holders (between two epochs, of the next one's base pay, unless a target decides whether there is one)`
    : ''
  return `You end ${bounty.bountyId} for good: completed rounds stay paid${fee}.`
}

function endText({ bountyId, state, paidUnits, refundedUnits }: Bounty): string {
  const what = state === 'challenge' ? 'Ended' : state === 'final' ? 'Training was over:' : 'Cancelled'
  return `${what} ${bountyId}: ${unitsText(paidUnits)} units are paid, ${unitsText(refundedUnits)} came back; it is ${stateText(state)}.`
}
