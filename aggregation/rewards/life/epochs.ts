/** Rounds are completed, epochs are closed, and what is due is paid once nobody can challenge it. */
import {
  epochAccount,
  escrowAccount,
  feesAccount,
  holdbackAccount,
  payableAccount,
} from '../account-names.ts'
import { type Pool, type Pot, roundPotOf, settlePot, type Weight, weightedPot } from '../pots.ts'
import { epochEnds, epochPools, milestonesOf, placeOfRound, wholeBasisPoints } from '../reward-terms.ts'
import { beginEpoch } from './enrolment.ts'
import type { EventOf } from './events.ts'
import type { Due, Epoch } from './life.ts'
import { joined, type MoneyKind, type MoneyPosting, transferFrom } from './money.ts'
import {
  change,
  changeEpoch,
  count,
  earnedIn,
  ensure,
  openEpoch,
  participantOf,
  pay,
  requireMembers,
  type Turn,
} from './turn.ts'

/** A round's pot is due to its survivors. */
export function roundCompleted(turn: Turn, { round, survivors, unsummed }: EventOf<'round'>): void {
  const { stage, terms, lastRound, isMilestoneMissed } = turn.life
  ensure(
    stage === 'running',
    'wrong-stage',
    `rounds are completed while a bounty runs, and this one is ${stage}`,
  )
  requireMembers(turn, [...survivors, ...unsummed])
  if (round === 0 || round === terms.rounds + 1) return
  ensure(
    round === lastRound + 1 && round <= terms.rounds,
    'unknown-round',
    `round ${lastRound + 1} comes next of ${terms.rounds}, not ${round}`,
  )
  const epoch = openEpoch(turn)
  const isInEpoch = epoch !== undefined && epoch.epoch === placeOfRound(terms, round).epoch
  ensure(isInEpoch && !isMilestoneMissed, 'wrong-stage', `the epoch of round ${round} has not begun`)
  change(turn, { lastRound: round })
  const account = epochAccount(terms.bountyId, epoch.epoch)
  addDue(
    turn,
    epoch.epoch,
    `r${round}`,
    account,
    potOrRefused(() => roundPotOf(terms, { round, survivors, unsummed })),
  )
}

/** An epoch that is not the last is over; the next begins, unless this one's target was missed. */
export function epochClosed(turn: Turn, event: EventOf<'epoch-closed'>): void {
  const { stage, terms, lastRound } = turn.life
  const { epoch, atMs, isTargetMet } = event
  ensure(
    stage === 'running',
    'wrong-stage',
    `epochs are closed while a bounty runs, and this one is ${stage}`,
  )
  const ends = epochEnds(terms)
  const isDue = openEpoch(turn)?.epoch === epoch && ends[epoch - 1] === lastRound && epoch < ends.length
  ensure(isDue, 'unknown-epoch', `epoch ${epoch} is not one that closes after round ${lastRound}`)
  closeEpoch(turn, epoch, event, atMs)
  const isMissed = milestonesOf(terms)[epoch - 1]!.hasTarget && !isTargetMet
  if (isMissed) change(turn, { isMilestoneMissed: true })
  else beginEpoch(turn, epoch + 1)
}

/**
 * Makes the pools of an epoch due, and opens the time in which it can be challenged; without one all is paid. Without weights
 * the epoch was broken off, and nothing of its quality and evaluators' pools is earned.
 */
export function closeEpoch(
  turn: Turn,
  epoch: number,
  weights: { readonly quality: readonly Weight[]; readonly evaluators: readonly Weight[] } | undefined,
  atMs: number,
): void {
  if (weights !== undefined) addPools(turn, epoch, weights)
  changeEpoch(turn, { ...epochOf(turn, epoch), status: 'challenge', closedAtMs: atMs })
  if (isUnchallenged(turn)) releaseEpoch(turn, epoch)
}

/**
 * Where no score says who earned the quality pool, those whose updates are in the epoch's rounds share it as its rounds are
 * shared: the price of a bounty is not lowered by scores, nor by there being none.
 */
function addPools(
  turn: Turn,
  epoch: number,
  { quality, evaluators }: { readonly quality: readonly Weight[]; readonly evaluators: readonly Weight[] },
): void {
  for (const { holder } of quality) participantOf(turn, holder)
  const { qualityUnits, evaluatorUnits } = epochPools(turn.life.terms, epoch)
  const isScored = quality.some(({ weight }) => weight !== 0n)
  addPoolDue(turn, epoch, 'quality', qualityUnits, isScored ? quality : earnedIn([epochOf(turn, epoch)]))
  addPoolDue(turn, epoch, 'evaluators', evaluatorUnits, evaluators)
}

function addPoolDue(turn: Turn, epoch: number, pool: Pool, units: bigint, weights: readonly Weight[]): void {
  if (units === 0n) return
  const account = epochAccount(turn.life.terms.bountyId, epoch)
  addDue(
    turn,
    epoch,
    `${pool}${epoch}`,
    account,
    potOrRefused(() => weightedPot(pool, epoch, units, weights)),
  )
}

/** Settles a pot and sets it aside, or pays it at once where nobody may challenge it. */
export function addDue(turn: Turn, epoch: number, id: string, account: string, pot: Pot): void {
  const settlement = potOrRefused(() => settlePot(turn.life.terms, pot))
  const holdId = `due:${turn.life.terms.bountyId}:${id}`
  const due = setAside(turn, { id, account, pot, settlement, isPaid: false }, holdId)
  const before = epochOf(turn, epoch)
  changeEpoch(turn, { ...before, dues: [...before.dues, due] })
  if (isUnchallenged(turn)) payDue(turn, epoch, due)
}

/** Holds what is due until it can be paid. */
export function setAside(turn: Turn, due: Due, holdId: string): Due {
  const amountUnits = spentUnits(due)
  if (isUnchallenged(turn) || amountUnits === 0n) return due
  pay(turn, { command: 'hold', holdId, account: due.account, amountUnits, ...roundOf(due) })
  return { ...due, holdId }
}

/** Pays everything that an epoch still owes, and gives what it has left back to the bounty's escrow. */
export function releaseEpoch(turn: Turn, epoch: number): void {
  for (const due of epochOf(turn, epoch).dues) if (!due.isPaid) payDue(turn, epoch, due)
  const { terms } = turn.life
  const { leftUnits } = epochOf(turn, epoch)
  const rest = [{ account: escrowAccount(terms.bountyId), amountUnits: leftUnits }]
  pay(turn, transferFrom('epoch-rest', epochAccount(terms.bountyId, epoch), rest))
  count(turn, { escrowUnits: leftUnits })
  changeEpoch(turn, { ...epochOf(turn, epoch), status: 'released', leftUnits: 0n })
}

const kinds: Readonly<Record<Pool, MoneyKind>> = {
  base: 'round-pay',
  quality: 'quality-pay',
  evaluators: 'evaluators-pay',
  bonus: 'bonus-pay',
  'kill-fee': 'kill-fee',
}

function payDue(turn: Turn, epoch: number, due: Due): void {
  const { feeUnits } = due.settlement
  const parts = splitPays(turn, due)
  const destinations = joined([...parts, { account: feesAccount, amountUnits: feeUnits }])
  const kind = kinds[due.pot.pool]
  if (due.holdId === undefined) pay(turn, transferFrom(kind, due.account, destinations, roundOf(due).round))
  else pay(turn, { command: 'post-hold', holdId: due.holdId, kind, destinations, ...roundOf(due) })
  takeFrom(turn, epoch, due)
  count(turn, { paidUnits: spentUnits(due) - feeUnits, feeUnits })
}

function takeFrom(turn: Turn, epoch: number, due: Due): void {
  const before = epochOf(turn, epoch)
  const isEpochs = due.account === epochAccount(turn.life.terms.bountyId, epoch)
  const units = spentUnits(due)
  const dues = before.dues.map(one => (one.id === due.id ? { ...one, isPaid: true } : one))
  changeEpoch(turn, { ...before, dues, leftUnits: before.leftUnits - (isEpochs ? units : 0n) })
  if (!isEpochs) count(turn, { escrowUnits: -units })
}

/** Each holder's pay in two parts: what it gets, and what it gets as it vests. Those who only evaluate get all. */
function splitPays(turn: Turn, { settlement: { pays } }: Due): readonly MoneyPosting[] {
  const { bountyId } = turn.life.terms
  const participants = new Map(turn.life.participants)
  const parts = pays.flatMap(({ holder, amountUnits }) => {
    const participant = participants.get(holder)
    const share = BigInt(participant?.holdbackBasisPoints ?? 0)
    const heldUnits = (amountUnits * share) / BigInt(wholeBasisPoints)
    if (participant !== undefined && heldUnits > 0n)
      participants.set(holder, { ...participant, heldBackUnits: participant.heldBackUnits + heldUnits })
    return [
      { account: payableAccount(holder), amountUnits: amountUnits - heldUnits },
      { account: holdbackAccount(bountyId, holder), amountUnits: heldUnits },
    ]
  })
  change(turn, { participants })
  return parts
}

export function epochOf({ life }: Turn, epoch: number): Epoch {
  const found = life.epochs.find(one => one.epoch === epoch)
  ensure(found !== undefined, 'unknown-epoch', `epoch ${epoch} has not begun`)
  return found
}

/** Fee and pays. */
export function spentUnits({ settlement: { feeUnits, pays } }: Due): bigint {
  return pays.reduce((sum, { amountUnits }) => sum + amountUnits, feeUnits)
}

function roundOf({ pot }: Due): { readonly round?: number } {
  return pot.pool === 'base' ? { round: pot.number } : {}
}

function isUnchallenged({ life }: Turn): boolean {
  return (life.terms.challengeMs ?? 0) === 0
}

/** What the mathematics of a pot refuses is a fault of the event: a holder named twice, a negative weight. */
function potOrRefused<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    ensure(!(error instanceof RangeError), 'malformed', error instanceof Error ? error.message : '')
    throw error
  }
}
