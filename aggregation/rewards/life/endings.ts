/**
 * Every way in which a bounty ends, and who gets what. One table in code:
 *
 *   end                                      base           quality         bonus       besides
 *   rounds-done, target-met, out-of-patience rounds done    every epoch     if met      -
 *   milestone-missed                         rounds done    closed epochs   if ruled    -
 *   cancelled while running                  rounds done    closed epochs   if ruled    kill fee to those who take part
 *   failed                                   rounds done    closed epochs   if ruled    the coordinator's bond pays the round's members
 *   expired                                  rounds done    closed epochs   if ruled    -
 *   undersubscribed, cancelled before        -              -               -           -
 *
 * An epoch whose rounds are all done counts as closed, though its scores may be awaited when the end comes; the kill fee is then that
 * of the next one, unless this one has a target.
 *
 * Once all rounds are done nothing is left to break off: a bounty then ends as rounds-done. Where training may be over
 * earlier, by target or patience, whoever breaks it off may do so instead of saying that the target was met; a panel can then
 * rule that it was, and the bonus is due beside what the end itself costs.
 *
 * Whatever is over goes back to the buyer, stakes to whoever put them up.
 */
import {
  buyerAccount,
  coordinatorBondAccount,
  epochAccount,
  escrowAccount,
  feesAccount,
  payableAccount,
  stakeAccount,
} from '../account-names.ts'
import { allocate, tieBreaker } from '../largest-remainder.ts'
import { type Weight, weightedPot } from '../pots.ts'
import {
  bonusUnits,
  epochEnds,
  milestonesOf,
  placeOfRound,
  potOf,
  wholeBasisPoints,
} from '../reward-terms.ts'
import { addDue, closeEpoch, epochOf, releaseEpoch } from './epochs.ts'
import type { End, EventOf } from './events.ts'
import type { Life } from './life.ts'
import { type MoneyPosting, transferFrom } from './money.ts'
import {
  change,
  count,
  damageShares,
  earnedWeights,
  ensure,
  openEpoch,
  pay,
  requireMembers,
  type Turn,
  weightsOf,
} from './turn.ts'

const stageAfter: Readonly<Record<End, Life['stage']>> = {
  'rounds-done': 'final',
  'target-met': 'final',
  'out-of-patience': 'final',
  'milestone-missed': 'final',
  undersubscribed: 'undersubscribed',
  cancelled: 'aborted-buyer',
  failed: 'aborted-coordinator',
  expired: 'expired',
}
const completing: ReadonlySet<End> = new Set(['rounds-done', 'target-met', 'out-of-patience'])

/**
 * The epoch that ends with a stopped bounty and whose quality and evaluators' pools it pays; 0 where there is none. Training came to
 * its end, or to that of the epoch: whoever breaks off while its scores are awaited still owes what was earned.
 */
export function epochToScore({ end, epochs, terms, lastRound }: Life): number {
  const open = epochs.find(({ status }) => status === 'open')?.epoch ?? 0
  if (end === undefined || open === 0) return 0
  return completing.has(end.end) || epochEnds(terms)[open - 1] === lastRound ? open : 0
}

/** No further round is opened. */
export function stopped(turn: Turn, event: EventOf<'stopped'>): void {
  const { end, round, members = [] } = event
  const fault = endFault(turn.life, event)
  ensure(fault === undefined, 'wrong-stage', fault ?? '')
  requireMembers(turn, members)
  const wasRunning = turn.life.stage === 'running'
  const failed = round === undefined ? {} : { round }
  change(turn, { stage: 'settling', end: { end, wasRunning, members, ...failed } })
}

/** Why a bounty cannot end in this way now; undefined where it can. */
function endFault(life: Life, { end, round, atMs }: EventOf<'stopped'>): string | undefined {
  const { stage, terms, lastRound, isMilestoneMissed } = life
  const unless = (condition: boolean, detail: string) => (condition ? undefined : detail)
  const isRunning = stage === 'running'
  switch (end) {
    case 'undersubscribed':
      return unless(stage === 'open', `only an open bounty can lack holders, and this one is ${stage}`)
    case 'cancelled':
      return (
        unless(cancellable.has(stage), `nothing is left to cancel of a bounty that is ${stage}`) ??
        trainedFault(life)
      )
    case 'rounds-done':
      return unless(
        isRunning && lastRound === terms.rounds,
        `${lastRound} of ${terms.rounds} rounds are done`,
      )
    case 'target-met':
    case 'out-of-patience':
      return unless(
        isRunning && lastRound > 0 && !isMilestoneMissed,
        `no round is done that could say ${end}`,
      )
    case 'milestone-missed':
      return unless(isRunning && isMilestoneMissed, 'no milestone was missed')
    case 'failed':
      return unless(
        isRunning && lastRound < terms.rounds && (round === lastRound + 1 || round === 0),
        `round ${round} is not the next one`,
      )
    case 'expired':
      return unless(isExpired(life, atMs), `a bounty that is ${stage} has not expired`) ?? trainedFault(life)
  }
}

/** What was trained to the end is settled as that: who has the model does not get around the bonus by breaking off. */
function trainedFault({ stage, lastRound, terms }: Life): string | undefined {
  return stage === 'running' && lastRound === terms.rounds
    ? 'all rounds are done: it ends as that'
    : undefined
}

const cancellable: ReadonlySet<Life['stage']> = new Set(['draft', 'funded', 'open', 'running'])

/** Whether the time of a draft, or of a bounty that has not been stopped, is over. */
export function isExpired(life: Life, atMs: number): boolean {
  const deadlineMs = expiryOf(life)
  return deadlineMs !== undefined && atMs >= deadlineMs
}

/** When a bounty expires in the stage in which it is. */
export function expiryOf({ stage, terms, postedAtMs, openedAtMs }: Life): number | undefined {
  if (stage === 'draft') return terms.draftMs === undefined ? undefined : postedAtMs + terms.draftMs
  const isUnderWay = stage === 'open' || stage === 'running'
  return isUnderWay && terms.expiresMs !== undefined ? openedAtMs! + terms.expiresMs : undefined
}

/** All that the end makes due is due; it is paid, and the rest refunded, once nobody can challenge it. */
export function settled(turn: Turn, event: EventOf<'settled'>): void {
  const { stage, end } = turn.life
  ensure(
    stage === 'settling' && end !== undefined,
    'wrong-stage',
    `a bounty that is ${stage} is not to be settled`,
  )
  const isComplete = completing.has(end.end)
  // Of training that was broken off nobody but a panel says that its target was met.
  change(turn, { isTargetMet: isComplete && event.isTargetMet, stage: 'challenge' })
  const open = openEpoch(turn)
  const isScored = epochToScore(turn.life) > 0
  if (open !== undefined) {
    if (isComplete && event.isTargetMet) addBonus(turn, open.epoch)
    if (end.end === 'cancelled') addKillFee(turn, open.epoch)
    if (end.end === 'failed') compensate(turn)
    closeEpoch(turn, open.epoch, isScored ? event : undefined, event.atMs)
  }
  finishIfReleased(turn, event.atMs)
}

/** Whether the bonus is owed if the target was met: training was over, or may have been when it was broken off. */
export function mayOweBonus({ terms, end, lastRound }: Life): boolean {
  if (end === undefined) return false
  const { endsFromRound } = terms
  return completing.has(end.end) || (endsFromRound !== undefined && lastRound >= endsFromRound)
}

/** The bonus is due to the holders by what they earned in all rounds. */
export function addBonus(turn: Turn, epoch: number): void {
  const { terms } = turn.life
  const units = bonusUnits(terms)
  if (units === 0n || !mayOweBonus(turn.life)) return
  addDue(
    turn,
    epoch,
    'bonus',
    escrowAccount(terms.bountyId),
    weightedPot('bonus', epoch, units, bonusClaims(turn, epoch)),
  )
}

/** Who shares in the bonus, which the last epoch pays: whoever was struck there gets nothing of it, whatever came first. */
function bonusClaims(turn: Turn, epoch: number): readonly Weight[] {
  const struck = struckIn(turn.life, epoch)
  return earnedWeights(turn).filter(({ holder }) => !struck.has(holder))
}

/** Who gets nothing of an epoch by a ruling. */
export function struckIn({ disputes }: Life, epoch: number): ReadonlySet<string> {
  return new Set(
    disputes.flatMap(({ claim, outcome }) =>
      outcome === true && claim.kind === 'exclude' && claim.epoch === epoch ? [claim.holder] : [],
    ),
  )
}

/** A part of what the base pots of the epoch that is broken off have left, to those who take part. */
function addKillFee(turn: Turn, open: number): void {
  const { terms } = turn.life
  const { bountyId } = terms
  const epoch = brokenEpoch(turn.life, open)
  const unspent = undonePots(turn, epoch)
  const units = (unspent * BigInt(terms.killFeeBasisPoints ?? 0)) / BigInt(wholeBasisPoints)
  if (units === 0n) return
  // What an epoch that has not begun may pay is in the bounty's escrow still.
  const account = epoch === open ? epochAccount(bountyId, open) : escrowAccount(bountyId)
  addDue(turn, open, 'kill-fee', account, weightedPot('kill-fee', epoch, units, damageShares(turn.life)))
}

/**
 * The epoch that a cancellation breaks off: the open one; or, where its rounds are all done, the next, which nothing but the closing of
 * this one keeps from beginning. While scores are awaited a buyer would else leave for nothing what a moment later costs it the fee.
 * After an epoch with a target there need not be a next one, and nobody owes for it.
 */
function brokenEpoch({ terms, lastRound }: Life, open: number): number {
  const isDone = epochEnds(terms)[open - 1] === lastRound
  return isDone && !milestonesOf(terms)[open - 1]!.hasTarget ? open + 1 : open
}

function undonePots({ life: { terms, lastRound } }: Turn, epoch: number): bigint {
  let units = 0n
  for (let round = lastRound + 1; round <= terms.rounds; round++)
    if (isInEpoch(terms, round, epoch)) units += potOf(terms, round)
  return units
}

function isInEpoch(terms: Life['terms'], round: number, epoch: number): boolean {
  return placeOfRound(terms, round).epoch === epoch
}

/** The coordinator's bond pays the members of the round that failed what they could have earned in it. */
function compensate(turn: Turn): void {
  const { terms, end, totals } = turn.life
  const { round = 0, members } = end!
  const potUnits = potOf(terms, round)
  const units = lesser(totals.bondUnits, potUnits)
  const claims = weightsOf(turn, members)
  const shares = allocate(
    units,
    claims.map(({ holder, weight }) => ({
      weight,
      tieBreaker: tieBreaker(`${terms.bountyId}:compensation`, round, holder),
    })),
  )
  const parts = claims.map(({ holder }, index) => ({
    account: payableAccount(holder),
    amountUnits: shares[index]!,
  }))
  pay(
    turn,
    transferFrom(
      'compensation',
      coordinatorBondAccount(terms.bountyId),
      parts,
      round === 0 ? undefined : round,
    ),
  )
  count(turn, { bondUnits: -shares.reduce((sum, share) => sum + share, 0n) })
}

function lesser(left: bigint, right: bigint): bigint {
  if (left < right) return left
  return right
}

/** When every epoch is paid, what is over goes back and the bounty is over. */
export function finishIfReleased(turn: Turn, atMs: number): void {
  const { stage, epochs, end } = turn.life
  if (stage !== 'challenge' || epochs.some(({ status }) => status !== 'released')) return
  returnStakes(turn)
  returnBond(turn)
  refund(turn)
  change(turn, { stage: stageAfter[end!.end], finalAtMs: atMs })
}

function refund(turn: Turn): void {
  const { terms, buyer, totals } = turn.life
  const { escrowUnits } = totals
  const back = [{ account: buyerAccount(buyer), amountUnits: escrowUnits }]
  pay(turn, transferFrom('refund', escrowAccount(terms.bountyId), back))
  count(turn, { refundedUnits: escrowUnits, escrowUnits: -escrowUnits })
}

function returnBond(turn: Turn): void {
  const { terms, totals } = turn.life
  const back = [{ account: feesAccount, amountUnits: totals.bondUnits }]
  pay(turn, transferFrom('bond-back', coordinatorBondAccount(terms.bountyId), back))
  count(turn, { bondUnits: -totals.bondUnits })
}

/** All stakes in one movement: a thousand holders are one line of the books. */
function returnStakes(turn: Turn): void {
  const { bountyId } = turn.life.terms
  const participants = new Map(turn.life.participants)
  const evaluators = new Map(turn.life.evaluators)
  const postings: MoneyPosting[] = []
  const giveBack = (party: string, stakeUnits: bigint) => {
    postings.push({ account: stakeAccount(bountyId, party), amountUnits: -stakeUnits })
    postings.push({ account: payableAccount(party), amountUnits: stakeUnits })
  }
  for (const participant of turn.life.participants.values()) {
    const { holder, stakeUnits } = participant
    if (stakeUnits === 0n) continue
    participants.set(holder, { ...participant, stakeUnits: 0n })
    giveBack(holder, stakeUnits)
  }
  for (const { evaluator, stakeUnits } of turn.life.evaluators.values()) {
    if (stakeUnits === 0n) continue
    evaluators.set(evaluator, { evaluator, stakeUnits: 0n })
    giveBack(evaluator, stakeUnits)
  }
  if (postings.length > 0) pay(turn, { command: 'transfer', kind: 'stake-back', postings })
  change(turn, { participants, evaluators })
}

/** Epochs whose time to be challenged is over, and that no dispute is about, are paid. */
export function releaseUnchallenged(turn: Turn, atMs: number): void {
  for (const { epoch } of turn.life.epochs) {
    const deadlineMs = releaseOf(turn.life, epoch)
    if (deadlineMs !== undefined && atMs >= deadlineMs && epochOf(turn, epoch).status === 'challenge')
      releaseEpoch(turn, epoch)
  }
  finishIfReleased(turn, atMs)
}

/** When an epoch is paid if nothing comes between; undefined while a dispute is about it, or it is none that waits. */
export function releaseOf({ epochs, disputes, terms }: Life, epoch: number): number | undefined {
  const found = epochs.find(one => one.epoch === epoch)
  if (found?.status !== 'challenge') return undefined
  const isDisputed = disputes.some(({ claim, status }) => claim.epoch === epoch && status !== 'closed')
  return isDisputed ? undefined : found.closedAtMs! + (terms.challengeMs ?? 0)
}
