/** Why holders do not take part, as rows: the latest that each said of a bounty, until it joins. */
import { maximumDeclines } from '../../protos/limits.ts'
import type { Decline, DeclineReason } from '../../protos/types.ts'
import type { Database, Transaction } from '../storage/index.ts'
import type { Reader } from './evaluation-store.ts'

/** The latest that fit a bounty's record, by time. */
export async function readDeclines(db: Reader, bountyId: string): Promise<readonly Decline[]> {
  const rows = await db
    .selectFrom('decline')
    .selectAll()
    .where('bounty_id', '=', bountyId)
    .orderBy('at_ms', 'desc')
    .orderBy('organisation', 'desc')
    .limit(maximumDeclines)
    .execute()
  return rows.reverse().map(declineOf)
}

export async function readDecline(
  tx: Transaction,
  bountyId: string,
  organisation: string,
): Promise<Decline | undefined> {
  const row = await tx
    .selectFrom('decline')
    .selectAll()
    .where('bounty_id', '=', bountyId)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row === undefined ? undefined : declineOf(row)
}

/** Writes down what a holder said, in place of what it said before. */
export async function recordDecline(
  tx: Transaction,
  bountyId: string,
  told: Pick<Decline, 'organisation' | 'reason' | 'atMs'>,
): Promise<Decline> {
  const decline = { ...told, round: await comingRound(tx, bountyId) }
  const row = { reason: decline.reason, round: decline.round, at_ms: BigInt(decline.atMs) }
  await tx
    .insertInto('decline')
    .values({ bounty_id: bountyId, organisation: decline.organisation, ...row })
    .onConflict(conflict => conflict.columns(['bounty_id', 'organisation']).doUpdateSet(row))
    .execute()
  return decline
}

/** Takes back what a holder said, if it said anything: it joins. */
export async function forgetDecline(tx: Transaction, bountyId: string, organisation: string): Promise<void> {
  await tx
    .deleteFrom('decline')
    .where('bounty_id', '=', bountyId)
    .where('organisation', '=', organisation)
    .execute()
}

/** The round that comes next: one that was given up comes again; 0 before the first is opened. */
async function comingRound(tx: Transaction, bountyId: string): Promise<number> {
  const last = await tx
    .selectFrom('attempt')
    .select(['round', 'state'])
    .where('bounty_id', '=', bountyId)
    .orderBy('round', 'desc')
    .orderBy('attempt', 'desc')
    .executeTakeFirst()
  if (last === undefined) return 0
  return last.state === 'abandoned' ? last.round : last.round + 1
}

function declineOf({ organisation, reason, round, at_ms }: Database['decline']): Decline {
  return { organisation, reason: reason as DeclineReason, round, atMs: Number(at_ms) }
}
