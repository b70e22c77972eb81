import { findBounty } from '../bounty-lookup.js';
import { bountyJson, bountyText } from '../bounty-view.js';
import { withConnection } from '../connect.js';
import { withAction, withConnectionOptions } from '../options.js';
/** `parley bounty show BOUNTY`. */
export function addBountyShow(bounty, world) {
    const show = withConnectionOptions(bounty.command('show'))
        .description('one bounty: terms, holders, rounds, pay')
        .argument('<bounty>', 'its id, or the first eight digits or more')
        .addHelpText('after', '\nExample:\n  $ parley bounty show 3f2a90c1');
    withAction(show, world, ({ options, output, args }) => withConnection(options, world, async ({ port }) => {
        const found = await findBounty(port, args[0]);
        output.result(bountyJson(found), bountyText(found));
    }));
}
//# sourceMappingURL=bounty-show.js.map