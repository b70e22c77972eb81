import type { Command } from 'commander'
import type { World } from '../world.ts'
import { addBountyAccept } from './bounty-accept.ts'
import { addBountyCancel } from './bounty-cancel.ts'
import { addBountyAppeal, addBountyDispute, addBountyEvidence } from './bounty-dispute.ts'
import { addBountyEvaluate } from './bounty-evaluate.ts'
import { addBountyFund } from './bounty-fund.ts'
import { addBountyInit } from './bounty-init.ts'
import { addBountyList } from './bounty-list.ts'
import { addBountyLog } from './bounty-log.ts'
import { addBountyFault, addBountyMoney, addBountyRelease } from './bounty-money.ts'
import { addBountyPost } from './bounty-post.ts'
import { addBountyRecord } from './bounty-record.ts'
import { addBountyRule, addBountyRuling } from './bounty-rule.ts'
import { addBountyScore } from './bounty-score.ts'
import { addBountyShow } from './bounty-show.ts'
import { addBountyWatch } from './bounty-watch.ts'

/** `parley bounty …`: the buyer's side, and what anyone enrolled may look at. */
export function addBountyCommand(program: Command, world: World): void {
  const bounty = program
    .command('bounty')
    .description('training bounties: write, post, fund, look at, evaluate, accept, dispute, cancel')
  addBountyInit(bounty, world)
  addBountyPost(bounty, world)
  addBountyFund(bounty, world)
  addBountyList(bounty, world)
  addBountyShow(bounty, world)
  addBountyLog(bounty, world)
  addBountyWatch(bounty, world)
  addBountyMoney(bounty, world)
  addBountyEvaluate(bounty, world)
  addBountyScore(bounty, world)
  addBountyAccept(bounty, world)
  addBountyDispute(bounty, world)
  addBountyEvidence(bounty, world)
  addBountyRecord(bounty, world)
  addBountyAppeal(bounty, world)
  addBountyRuling(bounty, world)
  addBountyRule(bounty, world)
  addBountyRelease(bounty, world)
  addBountyFault(bounty, world)
  addBountyCancel(bounty, world)
}
