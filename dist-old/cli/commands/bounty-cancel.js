import { findBounty } from '../bounty-lookup.js';
import { bountyJson } from '../bounty-view.js';
import { taken, withConnection } from '../connect.js';
import { withAction, withConnectionOptions } from '../options.js';
import { unitsText } from '../output.js';
/** `parley bounty cancel BOUNTY`. */
export function addBountyCancel(bounty, world) {
    const cancel = withConnectionOptions(bounty.command('cancel'))
        .description('end your bounty: completed rounds stay paid, the rest of the escrow comes back')
        .argument('<bounty>', 'its id, or the first eight digits or more')
        .addHelpText('after', '\nExample:\n  $ parley bounty cancel 3f2a90c1');
    withAction(cancel, world, ({ options, output, args }) => withConnection(options, world, async ({ port }) => {
        const { bountyId } = await findBounty(port, args[0]);
        const ended = taken(await port.cancelBounty({ bountyId }, { idempotencyKey: `cancel-${bountyId}` }));
        output.result(bountyJson(ended), `Cancelled ${bountyId}: ${unitsText(ended.paidUnits)} units stay paid, ${unitsText(ended.refundedUnits)} came back.`);
    }));
}
//# sourceMappingURL=bounty-cancel.js.map