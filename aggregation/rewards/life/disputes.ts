/**
 * Disputes: someone puts up a bond and says what is wrong with an epoch that is not paid yet; a panel rules, one appeal is
 * possible, and without a ruling in time all stays as it was. What a ruling changes is what is set aside, and what is held
 * back: nothing that was paid is ever taken back.
 */
import {
  buyerAccount,
  disputeBondAccount,
  escrowAccount,
  holdbackAccount,
  payableAccount,
  slashAccount,
} from '../account-names.ts'
import { allocate, tieBreaker } from '../largest-remainder.ts'
import { type Pot, settlePot, weightedPot, without } from '../pots.ts'
import { addBonus, bonusClaims, mayOweBonus } from './endings.ts'
import { epochOf, setAside } from './epochs.ts'
import type { Claim, EventOf } from './events.ts'
import type { Dispute, Due } from './life.ts'
import { type MoneyPosting, transferFrom } from './money.ts'
import {
  accountOf,
  change,
  changeDispute,
  changeEpoch,
  changeParticipant,
  count,
  earnedWeights,
  ensure,
  participantOf,
  pay,
  type Turn,
} from './turn.ts'

/** Most disputes that one bounty can have. */
export const maximumDisputes = 64
/** Most pieces of evidence in one dispute. */
export const maximumEvidence = 64

const sha256Pattern = /^[0-9a-f]{64}$/

export function disputed(turn: Turn, { by, claim, evidence, atMs }: EventOf<'disputed'>): void {
  const { terms, disputes } = turn.life
  ensure(terms.disputes !== undefined, 'no-disputes', 'the terms of this bounty name no panel to rule')
  const account = accountOf(turn, by)
  requireChallengeable(turn, claim, atMs)
  requireClaim(turn, by, claim)
  ensure(
    sha256Pattern.test(evidence),
    'malformed',
    'evidence is named by its SHA-256, 64 lower-case hex digits',
  )
  const isNew = disputes.every(one => !isSameClaim(one.claim, claim))
  ensure(isNew, 'twice', 'this has been disputed already; evidence can be added to that dispute')
  ensure(disputes.length < maximumDisputes, 'too-late', `a bounty has room for ${maximumDisputes} disputes`)
  const number = disputes.length + 1
  const bond = [
    { account: disputeBondAccount(terms.bountyId, number, 'dispute'), amountUnits: terms.disputes.bondUnits },
  ]
  pay(turn, transferFrom('dispute-bond', account, bond))
  const dispute: Dispute = {
    number,
    by,
    claim,
    evidence: [{ by, sha256: evidence }],
    status: 'awaits-ruling',
    deadlineMs: atMs + terms.disputes.rulingMs,
  }
  change(turn, { disputes: [...disputes, dispute] })
}

function requireChallengeable(turn: Turn, { epoch }: Claim, atMs: number): void {
  const { status, closedAtMs } = epochOf(turn, epoch)
  ensure(status !== 'open', 'too-early', `epoch ${epoch} is not over; it can be disputed once it is`)
  const isInTime = status === 'challenge' && atMs < closedAtMs! + (turn.life.terms.challengeMs ?? 0)
  ensure(isInTime, 'too-late', `the time to dispute epoch ${epoch} is over`)
}

function requireClaim(turn: Turn, by: string, claim: Claim): void {
  const { end, epochs, isTargetMet, buyer } = turn.life
  if (claim.kind === 'exclude') {
    participantOf(turn, claim.holder)
    const hasPay = epochOf(turn, claim.epoch).dues.some(({ pot }) =>
      pot.claims.some(({ holder }) => holder === claim.holder),
    )
    ensure(hasPay, 'unknown-holder', `${claim.holder} is paid nothing in epoch ${claim.epoch}`)
    ensure(claim.holder !== by, 'malformed', 'nobody disputes its own pay')
    return
  }
  const isLast = end !== undefined && epochs.at(-1)?.epoch === claim.epoch
  ensure(isLast, 'too-early', 'whether the target was met is disputed in the last epoch, after the end')
  ensure(
    mayOweBonus(turn.life),
    'wrong-stage',
    `training was broken off (${end.end}) before it could be over: no bonus hangs on its target`,
  )
  ensure(
    claim.isMet !== isTargetMet,
    'malformed',
    `that the target was ${isTargetMet ? 'met' : 'missed'} is what was settled`,
  )
  // The one dispute about the target is not wasted by whom it would cost the bonus, or give it: those could not appeal.
  ensure(
    (by === buyer) !== claim.isMet,
    'not-a-party',
    claim.isMet
      ? 'that the target was met is for holders to say'
      : 'that it was missed is for the buyer to say',
  )
}

function isSameClaim(left: Claim, right: Claim): boolean {
  if (left.epoch !== right.epoch || left.kind !== right.kind) return false
  return left.kind === 'target' || (right.kind === 'exclude' && left.holder === right.holder)
}

export function evidenceAdded(
  turn: Turn,
  { dispute: number, by, evidence, atMs }: EventOf<'evidence-added'>,
): void {
  const dispute = disputeOf(turn, number)
  accountOf(turn, by)
  const isOpen = dispute.status === 'awaits-ruling' && atMs < dispute.deadlineMs
  ensure(isOpen, 'too-late', `dispute ${number} takes no more evidence`)
  ensure(
    sha256Pattern.test(evidence),
    'malformed',
    'evidence is named by its SHA-256, 64 lower-case hex digits',
  )
  ensure(
    dispute.evidence.every(({ sha256 }) => sha256 !== evidence),
    'twice',
    'this evidence is there already',
  )
  ensure(
    dispute.evidence.length < maximumEvidence,
    'too-late',
    `a dispute has room for ${maximumEvidence} pieces of evidence`,
  )
  changeDispute(turn, { ...dispute, evidence: [...dispute.evidence, { by, sha256: evidence }] })
}

export function ruled(turn: Turn, { dispute: number, isUpheld, atMs }: EventOf<'ruled'>): void {
  const dispute = disputeOf(turn, number)
  ensure(
    dispute.status === 'awaits-ruling',
    'wrong-stage',
    `dispute ${number} is ${dispute.status} and awaits no ruling`,
  )
  ensure(atMs < dispute.deadlineMs, 'too-late', `the time to rule on dispute ${number} is over`)
  if (dispute.appeal !== undefined) {
    close(turn, { ...dispute, appeal: { ...dispute.appeal, ruling: isUpheld } }, isUpheld)
    return
  }
  const { appealMs } = turn.life.terms.disputes!
  changeDispute(turn, { ...dispute, status: 'ruled', ruling: isUpheld, deadlineMs: atMs + appealMs })
}

export function appealed(turn: Turn, { dispute: number, by, evidence, atMs }: EventOf<'appealed'>): void {
  const dispute = disputeOf(turn, number)
  const { terms } = turn.life
  ensure(
    dispute.status === 'ruled',
    'wrong-stage',
    `dispute ${number} is ${dispute.status}; an appeal follows a first ruling`,
  )
  ensure(atMs < dispute.deadlineMs, 'too-late', `the time to appeal in dispute ${number} is over`)
  ensure(
    sha256Pattern.test(evidence),
    'malformed',
    'evidence is named by its SHA-256, 64 lower-case hex digits',
  )
  ensure(!hasWon(turn, dispute, by), 'not-a-party', `${by} won dispute ${number}; the other side appeals`)
  const { bondUnits, rulingMs } = terms.disputes!
  const bond = [
    { account: disputeBondAccount(terms.bountyId, number, 'appeal'), amountUnits: 2n * bondUnits },
  ]
  pay(turn, transferFrom('appeal-bond', accountOf(turn, by), bond))
  changeDispute(turn, {
    ...dispute,
    status: 'awaits-ruling',
    appeal: { by },
    evidence: [...dispute.evidence, { by, sha256: evidence }],
    deadlineMs: atMs + rulingMs,
  })
}

/** Whether the first ruling was in a party's favour; an appeal of its own would only hold up what others are due. */
function hasWon(turn: Turn, dispute: Dispute, by: string): boolean {
  if (dispute.ruling === true) return by === dispute.by
  const own = accountOf(turn, by)
  return respondents(turn, dispute, 1n << 128n).some(({ account }) => account === own)
}

/** What the passing of deadlines does to disputes. */
export function closeOverdue(turn: Turn, atMs: number): void {
  for (const { number } of turn.life.disputes) {
    const dispute = disputeOf(turn, number)
    if (dispute.status !== 'closed' && atMs >= dispute.deadlineMs) close(turn, dispute, dispute.ruling)
  }
}

/** The end of a dispute: bonds, then what was set aside. `outcome` undefined: nobody ruled, all stays. */
function close(turn: Turn, dispute: Dispute, outcome: boolean | undefined): void {
  const { outcome: _none, ...open } = dispute
  changeDispute(turn, { ...open, status: 'closed', ...(outcome === undefined ? {} : { outcome }) })
  settleBonds(turn, dispute, outcome)
  if (outcome === true) apply(turn, dispute)
}

function settleBonds(turn: Turn, dispute: Dispute, outcome: boolean | undefined): void {
  const { number, by, appeal, ruling } = dispute
  moveBond(turn, number, 'dispute', outcome === false ? undefined : by, dispute)
  if (appeal === undefined) return
  // Without a second ruling the first stands, and whoever appealed could not have known.
  const isKept = appeal.ruling === undefined || appeal.ruling !== ruling
  moveBond(turn, number, 'appeal', isKept ? appeal.by : undefined, dispute)
}

/** A bond goes back to `owner`, or to those whom the dispute or appeal was against: an appeal is against who had won. */
function moveBond(
  turn: Turn,
  number: number,
  stage: 'dispute' | 'appeal',
  owner: string | undefined,
  dispute: Dispute,
): void {
  const { bountyId, disputes } = turn.life.terms
  const units = disputes!.bondUnits * (stage === 'appeal' ? 2n : 1n)
  const account = disputeBondAccount(bountyId, number, stage)
  if (owner !== undefined) {
    const back = [{ account: accountOf(turn, owner), amountUnits: units }]
    pay(turn, transferFrom('bond-back', account, back))
    return
  }
  const isAgainstDisputant = stage === 'appeal' && dispute.ruling === true
  const parts = isAgainstDisputant
    ? [{ account: accountOf(turn, dispute.by), amountUnits: units }]
    : respondents(turn, dispute, units)
  pay(turn, transferFrom('bond-forfeited', account, parts))
}

/** Whom a dispute is against: the holder that was to be struck, the buyer, or the holders by what they earned. */
function respondents(turn: Turn, { by, claim, number }: Dispute, units: bigint): readonly MoneyPosting[] {
  const { buyer, terms } = turn.life
  if (claim.kind === 'exclude') return [{ account: payableAccount(claim.holder), amountUnits: units }]
  if (by !== buyer) return [{ account: buyerAccount(buyer), amountUnits: units }]
  const claims = earnedWeights(turn).filter(({ weight }) => weight > 0n)
  if (claims.length === 0) return [{ account: slashAccount, amountUnits: units }]
  const shares = allocate(
    units,
    claims.map(({ holder, weight }) => ({
      weight,
      tieBreaker: tieBreaker(`${terms.bountyId}:bond`, number, holder),
    })),
  )
  return claims.map(({ holder }, index) => ({ account: payableAccount(holder), amountUnits: shares[index]! }))
}

function apply(turn: Turn, { claim }: Dispute): void {
  if (claim.kind === 'exclude') strike(turn, claim.epoch, claim.holder)
  else changeTarget(turn, claim.epoch, claim.isMet)
}

function changeTarget(turn: Turn, number: number, isMet: boolean): void {
  change(turn, { isTargetMet: isMet })
  if (isMet) addBonus(turn, number)
  else dropBonus(turn, number)
}

function dropBonus(turn: Turn, number: number): void {
  const epoch = epochOf(turn, number)
  for (const due of epoch.dues) if (due.pot.pool === 'bonus') release(turn, due)
  changeEpoch(turn, { ...epoch, dues: epoch.dues.filter(({ pot }) => pot.pool !== 'bonus') })
}

/** Settles what the epoch owes without one holder, and takes what is held back of its earlier pay. */
function strike(turn: Turn, epoch: number, holder: string): void {
  const before = epochOf(turn, epoch)
  const dues = before.dues.map(due => resettled(turn, due, without(due.pot, holder)))
  changeEpoch(turn, { ...before, dues })
  reshareBonus(turn, epoch)
  const participant = participantOf(turn, holder)
  const units = participant.heldBackUnits - participant.releasedUnits
  const { bountyId } = turn.life.terms
  const back = [{ account: escrowAccount(bountyId), amountUnits: units }]
  pay(turn, transferFrom('clawback', holdbackAccount(bountyId, holder), back))
  count(turn, { paidUnits: -units, escrowUnits: units })
  changeParticipant(turn, { ...participant, heldBackUnits: participant.releasedUnits })
}

/** A bonus that is not paid yet follows what was earned in all epochs, as it would had it become due after the ruling. */
function reshareBonus(turn: Turn, struckIn: number): void {
  for (const epoch of turn.life.epochs) {
    if (epoch.epoch === struckIn || epoch.status !== 'challenge') continue
    const dues = epoch.dues.map(due =>
      due.pot.pool === 'bonus' && !due.isPaid
        ? resettled(
            turn,
            due,
            weightedPot('bonus', due.pot.number, due.pot.units, bonusClaims(turn, epoch.epoch)),
          )
        : due,
    )
    changeEpoch(turn, { ...epoch, dues })
  }
}

/** A due with other claims, set aside anew. */
function resettled(turn: Turn, due: Due, pot: Pot): Due {
  if (pot === due.pot) return due
  release(turn, due)
  const { holdId, ...rest } = due
  const again = { ...rest, pot, settlement: settlePot(turn.life.terms, pot) }
  return setAside(turn, again, `${holdId ?? `due:${turn.life.terms.bountyId}:${due.id}`}'`)
}

function release(turn: Turn, { holdId, pot }: Due): void {
  if (holdId === undefined) return
  const round = pot.pool === 'base' ? { round: pot.number } : {}
  pay(turn, { command: 'void-hold', holdId, ...round })
}

function disputeOf({ life }: Turn, number: number): Dispute {
  const dispute = life.disputes.find(one => one.number === number)
  ensure(dispute !== undefined, 'unknown-dispute', `there is no dispute ${number}`)
  return dispute
}
