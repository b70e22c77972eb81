import { InvalidArgumentError } from 'commander';
import { bountyStates } from '../../protos/types.js';
import { bountiesTable, bountyJson } from '../bounty-view.js';
import { taken, withConnection } from '../connect.js';
import { readNatural, readUnits, withAction, withConnectionOptions, } from '../options.js';
/** `parley bounty list`. */
export function addBountyList(bounty, world) {
    const list = withConnectionOptions(bounty.command('list'))
        .description('the bounties of the coordinator, newest first')
        .option('--state <state>', 'only these; may be given more than once', addState, [])
        .option('--family <family>', 'only models of this family: mlp, logistic, layers', '')
        .option('--minimum-price <units>', 'only bounties worth at least this', readUnits)
        .option('--limit <count>', 'at most so many', readNatural(1, 1000), 100)
        .addHelpText('after', '\nExample:\n  $ parley bounty list --state open --state running');
    withAction(list, world, ({ options, output }) => withConnection(options, world, async ({ port }) => {
        const { bounties } = taken(await port.listBounties({
            states: options.state,
            modelFamily: options.family,
            minimumPriceUnits: options.minimumPrice ?? 0n,
            limit: options.limit,
            after: '',
        }));
        output.result({ bounties: bounties.map(bountyJson) }, bountiesTable(bounties));
    }));
}
function addState(text, before) {
    const state = bountyStates.find(known => known === text);
    if (state === undefined)
        throw new InvalidArgumentError(`It must be one of ${bountyStates.join(', ')}.`);
    return [...before, state];
}
//# sourceMappingURL=bounty-list.js.map