/** From posting to the first round. */
import {
  buyerAccount,
  coordinatorBondAccount,
  epochAccount,
  escrowAccount,
  feesAccount,
  payableAccount,
  stakeAccount,
} from '../account-names.ts'
import { epochUnits } from '../reward-terms.ts'
import type { EventOf } from './events.ts'
import { transferFrom } from './money.ts'
import { change, changeParticipant, count, ensure, participantOf, pay, type Turn } from './turn.ts'

/** The price goes into escrow, and the coordinator puts up its bond. */
export function funded(turn: Turn, { atMs }: EventOf<'funded'>): void {
  const { terms, buyer, stage, postedAtMs } = turn.life
  const { bountyId, priceUnits, coordinatorBondUnits = 0n, draftMs } = terms
  ensure(stage === 'draft', 'wrong-stage', `a bounty is funded as a draft, and this one is ${stage}`)
  const isInTime = draftMs === undefined || atMs < postedAtMs + draftMs
  ensure(isInTime, 'too-late', 'the draft was not funded in time')
  pay(
    turn,
    transferFrom('fund', buyerAccount(buyer), [
      { account: escrowAccount(bountyId), amountUnits: priceUnits },
    ]),
  )
  const bond = [{ account: coordinatorBondAccount(bountyId), amountUnits: coordinatorBondUnits }]
  pay(turn, transferFrom('coordinator-bond', feesAccount, bond))
  count(turn, { escrowUnits: priceUnits, bondUnits: coordinatorBondUnits })
  change(turn, { stage: 'funded' })
}

export function opened(turn: Turn, { atMs }: EventOf<'opened'>): void {
  const { stage } = turn.life
  ensure(stage === 'funded', 'wrong-stage', `a bounty opens once it is funded, and this one is ${stage}`)
  change(turn, { stage: 'open', openedAtMs: atMs })
}

/** A holder joins, with its stake; one that left before still has it there. */
export function joined(turn: Turn, event: EventOf<'joined'>): void {
  const { holder, examples, holdbackBasisPoints } = event
  const { stage, participants, evaluators, terms, buyer } = turn.life
  const isJoinable = stage === 'open' || stage === 'running'
  ensure(
    isJoinable,
    'wrong-stage',
    `holders join while a bounty is open or running, and this one is ${stage}`,
  )
  ensure(examples >= 1n, 'malformed', `${holder} joins with ${examples} examples`)
  const most = terms.holdbackBasisPoints ?? 0
  const isShare = Number.isSafeInteger(holdbackBasisPoints) && holdbackBasisPoints >= 0
  ensure(
    isShare && holdbackBasisPoints <= most,
    'malformed',
    `${holdbackBasisPoints} basis points cannot be held back: the terms say at most ${most}`,
  )
  ensure(holder !== buyer, 'not-a-party', `${holder} is the buyer and cannot earn its own price`)
  ensure(
    !evaluators.has(holder),
    'not-a-party',
    `${holder} scores the holders of this bounty and cannot be one`,
  )
  const before = participants.get(holder)
  ensure(before?.isPresent !== true, 'twice', `${holder} has joined already`)
  ensure(
    before?.isSlashed !== true,
    'twice',
    `${holder} lost its stake in this bounty and takes no further part`,
  )
  const staked = before?.stakeUnits ?? 0n
  const stakeUnits = terms.stakeUnits ?? 0n
  const missing = [{ account: stakeAccount(terms.bountyId, holder), amountUnits: stakeUnits - staked }]
  pay(turn, transferFrom('stake', payableAccount(holder), missing))
  const { heldBackUnits = 0n, releasedUnits = 0n, declared = [] } = before ?? {}
  changeParticipant(turn, {
    holder,
    examples,
    declared: declared.includes(examples) ? declared : [...declared, examples],
    holdbackBasisPoints: Math.max(holdbackBasisPoints, before?.holdbackBasisPoints ?? 0),
    isPresent: true,
    isFounder: before?.isFounder ?? stage === 'open',
    stakeUnits,
    isSlashed: false,
    heldBackUnits,
    releasedUnits,
  })
}

/** Its stake stays until the bounty is over, its pay is its own. */
export function left(turn: Turn, { holder }: EventOf<'left'>): void {
  const participant = participantOf(turn, holder)
  ensure(participant.isPresent, 'twice', `${holder} has left already`)
  changeParticipant(turn, { ...participant, isPresent: false })
}

export function started(turn: Turn): void {
  const { stage } = turn.life
  ensure(stage === 'open', 'wrong-stage', `a bounty starts once it is open, and this one is ${stage}`)
  change(turn, { stage: 'running' })
  beginEpoch(turn, 1)
}

/** Moves what the epoch may pay into an account of its own. */
export function beginEpoch(turn: Turn, epoch: number): void {
  const { terms, epochs } = turn.life
  const units = epochUnits(terms, epoch)
  const account = epochAccount(terms.bountyId, epoch)
  pay(turn, transferFrom('epoch', escrowAccount(terms.bountyId), [{ account, amountUnits: units }]))
  count(turn, { escrowUnits: -units })
  change(turn, { epochs: [...epochs, { epoch, status: 'open', dues: [], leftUnits: units }] })
}
