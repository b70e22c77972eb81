/**
 * Holders join, leave, and decline. Joining is a signed consent to exact terms; leaving counts from the next round;
 * declining tells a reason from a closed list, and leaves where the holder takes part.
 */
import { holdbackShare, toHex, verifySignature } from '../../aggregation/index.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller } from '../../protos/service.ts'
import { type BountyTerms, consentSigningBytes } from '../../protos/terms.ts'
import type { Decline, DeclineBountyRequest, JoinBountyRequest, Participation } from '../../protos/types.ts'
import { isLive } from '../auth/key-states.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import type { OpenBounty } from './bounty-facts.ts'
import { readParticipants } from './bounty-store.ts'
import { forgetDecline, readDecline, recordDecline } from './decline-store.ts'
import { attempt, MarketRefusal } from './market.ts'
import { readReputation } from './reputation-store.ts'

export async function joinBounty(
  parts: Parts,
  bounty: OpenBounty,
  caller: Caller,
  request: JoinBountyRequest,
): Promise<Answer<Participation>> {
  const { bountyId, examples, datasetRoot, signature } = request
  const { terms, termsBytes } = bounty.facts
  const signed = consentSigningBytes(bountyId, termsBytes, datasetRoot, examples)
  const key = consentKey(parts, caller, signed, signature)
  if (key === undefined) {
    return refused('signature-invalid', 'the consent is not signed by the key that joins', {
      field: 'signature',
    })
  }
  if (!Number.isSafeInteger(examples) || examples < 1 || examples > terms.cohort.maximumExamples) {
    return refused(
      'malformed',
      `a holder joins with 1 to ${terms.cohort.maximumExamples} examples, not ${examples}`,
      { field: 'examples' },
    )
  }
  const before = await participationOf(parts, bountyId, caller.organisation)
  if (before !== undefined && !before.left) return granted(before)
  if (bounty.state() !== 'open' && bounty.state() !== 'running') {
    return refused('wrong-state', `the bounty is ${bounty.state()}; holders join while it is open or running`)
  }
  const reputation = await readReputation(parts.storage.db, caller.organisation)
  const least = terms.cohort.minimumReputation ?? 0
  if (reputation < least) {
    return refused(
      'forbidden',
      `the bounty asks for a reputation of ${least} and ${caller.organisation} has ${reputation}; it grows with every round that is delivered`,
    )
  }
  const tried = await attempt(() =>
    parts.storage.transaction(async tx => {
      const present = (await readParticipants(tx, bountyId)).filter(({ left }) => !left)
      if (present.length >= terms.cohort.maximum) {
        return refused('bounty-full', `the bounty has its ${terms.cohort.maximum} holders`)
      }
      const row = {
        examples: BigInt(examples),
        dataset_root: Buffer.from(datasetRoot),
        signature: Buffer.from(signature),
        joined_at_ms: BigInt(parts.world.nowMs()),
        left_at_ms: null,
        identity_key: Buffer.from(key),
      }
      await tx
        .insertInto('participation')
        .values({ bounty_id: bountyId, organisation: caller.organisation, ...row })
        .onConflict(conflict => conflict.columns(['bounty_id', 'organisation']).doUpdateSet(row))
        .execute()
      await forgetDecline(tx, bountyId, caller.organisation)
      await parts.market.record(tx, {
        kind: 'joined',
        bountyId,
        atMs: parts.world.nowMs(),
        holder: caller.organisation,
        examples,
        datasetRoot: toHex(datasetRoot),
        key: toHex(key),
        signature: toHex(signature),
        holdbackBasisPoints: holdbackShare(reputation, terms.pay.holdback?.basisPoints ?? 0),
      })
      return granted({})
    }),
  )
  const answer = tried instanceof MarketRefusal ? notJoined(terms, tried) : tried
  if (answer.kind === 'refused') return answer
  parts.events.publish({ kind: 'holder-joined', bountyId, organisation: caller.organisation })
  bounty.participantsChanged()
  return granted((await participationOf(parts, bountyId, caller.organisation))!)
}

/** The key that the consent is signed by: that of the call, or another live one, where the key turned over in between. */
function consentKey(
  { members }: Parts,
  { identityKey, organisation }: Caller,
  signed: Uint8Array,
  signature: Uint8Array,
): Uint8Array | undefined {
  const others = members.keys
    .all()
    .filter(key => key.organisation === organisation && isLive(key.state))
    .map(({ publicKey }) => publicKey)
  return [identityKey, ...others].find(key => verifySignature(key, signed, signature))
}

function notJoined({ pay }: BountyTerms, { rule, message }: MarketRefusal): Refusal {
  if (rule !== 'unpaid') return refused('wrong-state', message)
  return refused(
    'insufficient-funds',
    `joining takes a stake of ${pay.stakeUnits} units, more than this holder has earned or paid in; ask the operator to credit the difference`,
    { field: 'pay.stakeUnits' },
  )
}

export async function leaveBounty(
  parts: Parts,
  bounty: OpenBounty,
  caller: Caller,
): Promise<Answer<Participation>> {
  const { bountyId } = bounty.facts
  const before = await participationOf(parts, bountyId, caller.organisation)
  if (before === undefined) return refused('not-found', `${caller.organisation} has not joined this bounty`)
  if (before.left) return granted(before)
  const hasLeft = await parts.storage.transaction(tx => leave(parts, tx, bountyId, caller.organisation))
  if (hasLeft) tellLeft(parts, bounty, caller.organisation)
  return granted({ ...before, left: true })
}

/**
 * Writes down why a holder does not take part; one that takes part leaves in the same transaction. The same reason again
 * changes nothing; another takes its place. Joining takes it back.
 */
export async function declineBounty(
  parts: Parts,
  bounty: OpenBounty,
  { organisation }: Caller,
  { reason }: DeclineBountyRequest,
): Promise<Answer<Decline>> {
  const { bountyId } = bounty.facts
  const state = bounty.state()
  if (state !== 'open' && state !== 'running')
    return refused('wrong-state', `the bounty is ${state}; holders decline while it is open or running`)
  const { decline, isNew, hasLeft } = await parts.storage.transaction(async tx => {
    const before = await readDecline(tx, bountyId, organisation)
    if (before?.reason === reason) return { decline: before, isNew: false, hasLeft: false }
    const atMs = parts.world.nowMs()
    const left = await leave(parts, tx, bountyId, organisation)
    const told = await recordDecline(tx, bountyId, { organisation, reason, atMs })
    return { decline: told, isNew: true, hasLeft: left }
  })
  // Commit point.
  const { round } = decline
  if (isNew) parts.events.publish({ kind: 'holder-declined', bountyId, organisation, reason, round })
  if (hasLeft) tellLeft(parts, bounty, organisation)
  return granted(decline)
}

/** Writes that a holder takes no further part; whether it did until now. */
export async function markLeft(
  tx: Transaction,
  bountyId: string,
  organisation: string,
  atMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('participation')
    .set({ left_at_ms: BigInt(atMs) })
    .where('bounty_id', '=', bountyId)
    .where('organisation', '=', organisation)
    .where('left_at_ms', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Whether the holder took part until now. */
async function leave(
  parts: Parts,
  tx: Transaction,
  bountyId: string,
  organisation: string,
): Promise<boolean> {
  const atMs = parts.world.nowMs()
  const isNew = await markLeft(tx, bountyId, organisation, atMs)
  if (isNew) await parts.market.record(tx, { kind: 'left', bountyId, atMs, holder: organisation })
  return isNew
}

function tellLeft(parts: Parts, bounty: OpenBounty, organisation: string): void {
  parts.events.publish({ kind: 'holder-left', bountyId: bounty.facts.bountyId, organisation })
  bounty.participantsChanged()
}

async function participationOf(parts: Parts, bountyId: string, organisation: string) {
  const all = await readParticipants(parts.storage.db, bountyId)
  return all.find(participant => participant.organisation === organisation)
}
