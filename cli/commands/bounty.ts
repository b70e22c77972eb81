import type { Command } from 'commander'
import type { World } from '../world.ts'
import { addBountyCancel } from './bounty-cancel.ts'
import { addBountyEvaluate } from './bounty-evaluate.ts'
import { addBountyInit } from './bounty-init.ts'
import { addBountyList } from './bounty-list.ts'
import { addBountyLog } from './bounty-log.ts'
import { addBountyPost } from './bounty-post.ts'
import { addBountyShow } from './bounty-show.ts'
import { addBountyWatch } from './bounty-watch.ts'

/** `parley bounty …`: the buyer's side, and what anyone enrolled may look at. */
export function addBountyCommand(program: Command, world: World): void {
  const bounty = program
    .command('bounty')
    .description('training bounties: write, post, look at, evaluate, cancel')
  addBountyInit(bounty, world)
  addBountyPost(bounty, world)
  addBountyList(bounty, world)
  addBountyShow(bounty, world)
  addBountyLog(bounty, world)
  addBountyWatch(bounty, world)
  addBountyEvaluate(bounty, world)
  addBountyCancel(bounty, world)
}
