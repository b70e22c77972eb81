/**
 * The whole life of a bounty as one pure function: terms and events give the state and every movement of money. The
 * coordinator asks it before it writes; buyer, holder and stranger run it over the public log and come to the same bytes.
 */

import type { RewardTerms } from '../reward-terms.ts'
import { nextDeadline } from './deadlines.ts'
import { appealed, closeOverdue, disputed, evidenceAdded, ruled } from './disputes.ts'
import { releaseUnchallenged, settled, stopped } from './endings.ts'
import { funded, joined, left, opened, started } from './enrolment.ts'
import { epochClosed, roundCompleted } from './epochs.ts'
import { evaluatorJoined } from './evaluators.ts'
import type { BountyEvent, BountyEventKind, EventOf } from './events.ts'
import { faultProved } from './faults.ts'
import { type Advanced, type Life, type Refused, RuleBroken } from './life.ts'
import { ensure, type Turn } from './turn.ts'
import { vested } from './vesting.ts'

/** A bounty that was posted and nothing else. */
export function begin(terms: RewardTerms, { buyer, atMs }: EventOf<'posted'>): Life {
  return {
    terms,
    buyer,
    stage: 'draft',
    postedAtMs: atMs,
    lastAtMs: atMs,
    participants: new Map(),
    evaluators: new Map(),
    lastRound: 0,
    epochs: [],
    isMilestoneMissed: false,
    isTargetMet: false,
    disputes: [],
    proofs: [],
    totals: { paidUnits: 0n, feeUnits: 0n, refundedUnits: 0n, escrowUnits: 0n, bondUnits: 0n },
  }
}

/** Takes one event in. A refusal names the rule, and nothing has changed. */
export function advance(life: Life, event: BountyEvent): Advanced | Refused {
  const turn: Turn = { life, money: [] }
  try {
    keepTime(turn, event)
    const handle = handlers[event.kind] as (turn: Turn, event: BountyEvent) => void
    handle(turn, event)
  } catch (error) {
    if (error instanceof RuleBroken) return { kind: 'refused', rule: error.rule, detail: error.message }
    throw error
  }
  requireConserved(turn.life)
  return { kind: 'advanced', life: turn.life, money: turn.money }
}

function keepTime(turn: Turn, event: BountyEvent): void {
  if (!('atMs' in event)) return
  const { atMs } = event
  ensure(Number.isSafeInteger(atMs), 'malformed', `${atMs} is no time in milliseconds`)
  ensure(
    atMs >= turn.life.lastAtMs,
    'clock-ran-back',
    `${atMs} is before ${turn.life.lastAtMs}, when the last thing happened`,
  )
  turn.life = { ...turn.life, lastAtMs: atMs }
}

type Handlers = { readonly [K in BountyEventKind]: (turn: Turn, event: EventOf<K>) => void }

const handlers: Handlers = {
  posted: () => ensure(false, 'twice', 'a bounty is posted once'),
  funded,
  opened,
  joined,
  left,
  'evaluator-joined': evaluatorJoined,
  noted: ({ life: { stage } }) =>
    ensure(
      stage === 'running' || stage === 'settling',
      'wrong-stage',
      `nothing is tested of a bounty that is ${stage}`,
    ),
  started,
  round: roundCompleted,
  'epoch-closed': epochClosed,
  stopped,
  settled,
  'deadline-passed': deadlinePassed,
  disputed,
  'evidence-added': evidenceAdded,
  ruled,
  appealed,
  'fault-proved': faultProved,
  vested,
}

function deadlinePassed(turn: Turn, { atMs }: EventOf<'deadline-passed'>): void {
  const deadlineMs = nextDeadline(turn.life)
  ensure(deadlineMs !== undefined && atMs >= deadlineMs, 'too-early', 'no deadline has passed')
  closeOverdue(turn, atMs)
  releaseUnchallenged(turn, atMs)
}

/** Conservation: every unit of the price is paid, charged, refunded or in escrow, and nothing is negative. */
function requireConserved({ terms, totals, epochs, stage, end, participants, evaluators }: Life): void {
  const { paidUnits, feeUnits, refundedUnits, escrowUnits, bondUnits } = totals
  const leftUnits = epochs.reduce((sum, epoch) => sum + epoch.leftUnits, 0n)
  const all = paidUnits + feeUnits + refundedUnits + escrowUnits + leftUnits
  const isFunded = stage !== 'draft' && !(end !== undefined && all === 0n)
  if (isFunded && all !== terms.priceUnits)
    throw new Error(`bounty ${terms.bountyId}: of ${terms.priceUnits} units ${all} are accounted for`)
  const amounts = [
    paidUnits,
    feeUnits,
    refundedUnits,
    escrowUnits,
    bondUnits,
    ...epochs.map(epoch => epoch.leftUnits),
  ]
  for (const { heldBackUnits, releasedUnits, stakeUnits } of participants.values())
    amounts.push(heldBackUnits - releasedUnits, stakeUnits)
  for (const { stakeUnits } of evaluators.values()) amounts.push(stakeUnits)
  if (amounts.some(units => units < 0n)) throw new Error(`bounty ${terms.bountyId}: an amount is negative`)
}
