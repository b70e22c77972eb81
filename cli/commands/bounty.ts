import type { Command } from 'commander'
import type { World } from '../world.ts'

type AddPart = (bounty: Command, world: World) => void

/** In the order in which help tells them. One that is asked for is loaded alone: some train, most only ask. */
const parts: Readonly<Record<string, () => Promise<AddPart>>> = {
  init: async () => (await import('./bounty-init.ts')).addBountyInit,
  post: async () => (await import('./bounty-post.ts')).addBountyPost,
  fund: async () => (await import('./bounty-fund.ts')).addBountyFund,
  list: async () => (await import('./bounty-list.ts')).addBountyList,
  show: async () => (await import('./bounty-show.ts')).addBountyShow,
  log: async () => (await import('./bounty-log.ts')).addBountyLog,
  watch: async () => (await import('./bounty-watch.ts')).addBountyWatch,
  money: async () => (await import('./bounty-money.ts')).addBountyMoney,
  evaluate: async () => (await import('./bounty-evaluate.ts')).addBountyEvaluate,
  score: async () => (await import('./bounty-score.ts')).addBountyScore,
  accept: async () => (await import('./bounty-accept.ts')).addBountyAccept,
  dispute: async () => (await import('./bounty-dispute.ts')).addBountyDispute,
  evidence: async () => (await import('./bounty-dispute.ts')).addBountyEvidence,
  record: async () => (await import('./bounty-record.ts')).addBountyRecord,
  appeal: async () => (await import('./bounty-dispute.ts')).addBountyAppeal,
  ruling: async () => (await import('./bounty-rule.ts')).addBountyRuling,
  rule: async () => (await import('./bounty-rule.ts')).addBountyRule,
  release: async () => (await import('./bounty-money.ts')).addBountyRelease,
  fault: async () => (await import('./bounty-money.ts')).addBountyFault,
  cancel: async () => (await import('./bounty-cancel.ts')).addBountyCancel,
}

/** `parley bounty …`: the buyer's side, and what anyone enrolled may look at. */
export async function addBountyCommand(program: Command, world: World, asked?: string): Promise<void> {
  const bounty = program
    .command('bounty')
    .description('training bounties: write, post, fund, look at, evaluate, accept, dispute, cancel')
  const names = asked !== undefined && Object.hasOwn(parts, asked) ? [asked] : Object.keys(parts)
  for (const add of await Promise.all(names.map(name => parts[name]!()))) add(bounty, world)
}
