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
import { type Pot, settlePot, type Weight, weightedPot, without } from '../pots.ts'
import { addBonus, mayOweBonus, struckIn } from './endings.ts'
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

/** Most disputes of one party that are not closed, and most in all: nobody takes the room of another. */
const maximumOpen = 8
const maximumOfParty = 16
/** Most disputes of all holders: each has put up its bond. The buyer's, and the one about the target, always have room. */
const maximumOfHolders = 512
/** Most pieces of evidence of one party in one dispute, and of all whom it does not concern together. */
const maximumPieces = 8
const maximumPiecesOfOthers = 40

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
  requireRoom(turn, by, claim)
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

/** The dispute about the target, of which there is one, takes nobody's room. */
function requireRoom({ life: { disputes, buyer } }: Turn, by: string, { kind }: Claim): void {
  if (kind === 'target') return
  const counted = disputes.filter(dispute => dispute.claim.kind !== 'target')
  const own = counted.filter(dispute => dispute.by === by)
  const isOpen = own.filter(({ status }) => status !== 'closed').length
  ensure(
    isOpen < maximumOpen,
    'too-many',
    `${by} has ${maximumOpen} open disputes; one can follow a closed one`,
  )
  ensure(
    own.length < maximumOfParty,
    'too-many',
    `${by} has had ${maximumOfParty} disputes, the most for a party`,
  )
  if (by === buyer) return
  const ofHolders = counted.filter(dispute => dispute.by !== buyer)
  ensure(
    ofHolders.length < maximumOfHolders,
    'too-many',
    `the holders of a bounty have ${maximumOfHolders} disputes at most`,
  )
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
  // A panel signs what it saw, and each new piece voids that: in the second half of its time nothing is added any more.
  const { rulingMs } = turn.life.terms.disputes!
  const isOpen = dispute.status === 'awaits-ruling' && atMs < dispute.deadlineMs - Math.floor(rulingMs / 2)
  ensure(
    isOpen,
    'too-late',
    `dispute ${number} takes no more evidence: it does in the first half of the time to rule`,
  )
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
  requirePieces(turn, dispute, by)
  changeDispute(turn, { ...dispute, evidence: [...dispute.evidence, { by, sha256: evidence }] })
}

/** Whom a dispute concerns has room of its own in it. */
function requirePieces(
  { life: { buyer } }: Turn,
  { by: disputant, claim, evidence }: Dispute,
  by: string,
): void {
  const accused = claim.kind === 'exclude' ? claim.holder : buyer
  const concerned = new Set([disputant, buyer, accused])
  const own = evidence.filter(piece => piece.by === by).length
  ensure(
    own < maximumPieces,
    'too-many',
    `${by} has brought ${maximumPieces} pieces of evidence, the most for a party`,
  )
  const others = evidence.filter(piece => !concerned.has(piece.by)).length
  ensure(
    concerned.has(by) || others < maximumPiecesOfOthers,
    'too-many',
    `those whom a dispute does not concern bring ${maximumPiecesOfOthers} pieces of evidence at most`,
  )
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
    const appeal = { ...dispute.appeal, ruling: isUpheld }
    close(turn, [{ dispute: { ...dispute, appeal }, outcome: isUpheld }])
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
  const overdue = turn.life.disputes.filter(
    ({ status, deadlineMs }) => status !== 'closed' && atMs >= deadlineMs,
  )
  close(
    turn,
    overdue.map(dispute => ({ dispute, outcome: dispute.ruling })),
  )
}

interface Closing {
  readonly dispute: Dispute
  /** Undefined: nobody ruled, all stays. */
  readonly outcome: boolean | undefined
}

/**
 * The end of disputes, all of one event at once: bonds, by what was earned before it, then what was set aside. Whatever their
 * number each pot is shared anew once.
 */
function close(turn: Turn, closings: readonly Closing[]): void {
  const closed = new Map(closings.map(closing => [closing.dispute.number, closedAs(closing)]))
  change(turn, { disputes: turn.life.disputes.map(one => closed.get(one.number) ?? one) })
  for (const closing of closings) settleBonds(turn, closing)
  apply(
    turn,
    closings.flatMap(({ dispute, outcome }) => (outcome === true ? [dispute.claim] : [])),
  )
}

function closedAs({ dispute, outcome }: Closing): Dispute {
  const { outcome: _none, ...open } = dispute
  return { ...open, status: 'closed', ...(outcome === undefined ? {} : { outcome }) }
}

function settleBonds(turn: Turn, { dispute, outcome }: Closing): void {
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

/** What upheld claims change. A bonus that falls away falls first, and one that becomes due is shared after all strikes. */
function apply(turn: Turn, claims: readonly Claim[]): void {
  const target = claims.find(claim => claim.kind === 'target')
  if (target !== undefined) change(turn, { isTargetMet: target.isMet })
  if (target?.isMet === false) dropBonus(turn, target.epoch)
  strike(turn, claims)
  if (target?.isMet === true) addBonus(turn, target.epoch)
}

function dropBonus(turn: Turn, number: number): void {
  const epoch = epochOf(turn, number)
  for (const due of epoch.dues) if (due.pot.pool === 'bonus') release(turn, due)
  changeEpoch(turn, { ...epoch, dues: epoch.dues.filter(({ pot }) => pot.pool !== 'bonus') })
}

/** Settles what epochs owe without those who were struck there, and takes what is held back of their earlier pay. */
function strike(turn: Turn, claims: readonly Claim[]): void {
  const struck = claims.filter(claim => claim.kind === 'exclude')
  if (struck.length === 0) return
  for (const { epoch } of turn.life.epochs) {
    const holders = new Set(struck.flatMap(one => (one.epoch === epoch ? [one.holder] : [])))
    if (holders.size > 0) reshare(turn, epoch, ({ pot }) => (isByWork(pot) ? pot : without(pot, holders)))
  }
  // After all others, as these follow what is earned in every epoch.
  for (const { epoch, status } of turn.life.epochs)
    if (status === 'challenge')
      reshare(turn, epoch, due => (isByWork(due.pot) && !due.isPaid ? byWork(turn, epoch, due.pot) : due.pot))
  for (const holder of new Set(struck.map(one => one.holder))) clawBack(turn, holder)
}

/** What is shared by work in all rounds of the bounty. */
function isByWork({ pool }: Pot): boolean {
  return pool === 'bonus' || pool === 'kill-fee'
}

/** The pot as it would have been had it become due after the rulings; the same one where nothing of it changes. */
function byWork(turn: Turn, epoch: number, pot: Pot): Pot {
  const struck = struckIn(turn.life, epoch)
  const earned = new Map(earnedWeights(turn).map(({ holder, weight }) => [holder, weight]))
  const weightOf = (claim: Weight) =>
    turn.life.lastRound === 0 ? claim.weight : (earned.get(claim.holder) ?? 0n)
  const claims = pot.claims
    .filter(({ holder }) => !struck.has(holder))
    .map(claim => ({ holder: claim.holder, weight: weightOf(claim) }))
    .filter(({ weight }) => weight > 0n)
  const again = weightedPot(pot.pool, pot.number, pot.units, claims)
  const isSame =
    again.claims.length === pot.claims.length &&
    again.claims.every(({ holder, weight }, i) => {
      const before = pot.claims[i]!
      return before.holder === holder && before.weight === weight
    })
  return isSame ? pot : again
}

function reshare(turn: Turn, number: number, potFor: (due: Due) => Pot): void {
  const epoch = epochOf(turn, number)
  const dues = epoch.dues.map(due => resettled(turn, due, potFor(due)))
  changeEpoch(turn, { ...epoch, dues })
}

function clawBack(turn: Turn, holder: string): void {
  const participant = participantOf(turn, holder)
  const units = participant.heldBackUnits - participant.releasedUnits
  const { bountyId } = turn.life.terms
  const back = [{ account: escrowAccount(bountyId), amountUnits: units }]
  pay(turn, transferFrom('clawback', holdbackAccount(bountyId, holder), back))
  count(turn, { paidUnits: -units, escrowUnits: units })
  changeParticipant(turn, { ...participant, heldBackUnits: participant.releasedUnits })
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
