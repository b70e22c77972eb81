import { setTimeout as sleep } from 'node:timers/promises';
import { findBounty } from '../bounty-lookup.js';
import { withConnection } from '../connect.js';
import { narrate } from '../narration.js';
import { withAction, withConnectionOptions } from '../options.js';
const reconnectMs = 1000;
/** `parley bounty watch BOUNTY`. */
export function addBountyWatch(bounty, world) {
    const watch = withConnectionOptions(bounty.command('watch'))
        .description('tell what happens, from the beginning to the end of the bounty; with --json one event a line')
        .argument('<bounty>', 'its id, or the first eight digits or more')
        .addHelpText('after', '\nExample:\n  $ parley bounty watch 3f2a90c1');
    withAction(watch, world, ({ options, output, args }) => withConnection(options, world, async ({ port }) => {
        const { bountyId } = await findBounty(port, args[0]);
        for await (const event of eventsOf(port, bountyId, world.stop))
            tell(output, event);
    }));
}
function tell(output, event) {
    const line = narrate(event);
    if (!output.isJson && line === '')
        return;
    output.event(event, `${new Date(event.atMs).toISOString().slice(11, 19)}  ${line}`);
}
/** The bounty's events from the first, over broken connections and restarts, until it has ended. */
export async function* eventsOf(port, bountyId, signal) {
    let after = 0;
    while (!signal.aborted) {
        for await (const event of port.watch({ bountyId, after }, signal)) {
            after = event.sequence;
            yield event;
            if (event.kind === 'bounty-ended')
                return;
        }
        await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
}
//# sourceMappingURL=bounty-watch.js.map