import { addBountyCancel } from './bounty-cancel.js';
import { addBountyEvaluate } from './bounty-evaluate.js';
import { addBountyInit } from './bounty-init.js';
import { addBountyList } from './bounty-list.js';
import { addBountyPost } from './bounty-post.js';
import { addBountyShow } from './bounty-show.js';
import { addBountyWatch } from './bounty-watch.js';
/** `parley bounty …`: the buyer's side, and what anyone enrolled may look at. */
export function addBountyCommand(program, world) {
    const bounty = program
        .command('bounty')
        .description('training bounties: write, post, look at, evaluate, cancel');
    addBountyInit(bounty, world);
    addBountyPost(bounty, world);
    addBountyList(bounty, world);
    addBountyShow(bounty, world);
    addBountyWatch(bounty, world);
    addBountyEvaluate(bounty, world);
    addBountyCancel(bounty, world);
}
//# sourceMappingURL=bounty.js.map