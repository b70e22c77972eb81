/**
 * Slashing, for faults that a proof shows to anyone: never for a score. A tenth at most goes to whoever brought the proof,
 * the rest to the others who take part, by what they earned, and where there is nobody, to nobody. Whoever was slashed takes no further part, so that
 * one fault, shown by several proofs, costs one stake.
 */
import {
  buyerAccount,
  coordinatorBondAccount,
  payableAccount,
  slashAccount,
  stakeAccount,
} from '../account-names.ts'
import { allocate, tieBreaker } from '../largest-remainder.ts'
import type { EventOf } from './events.ts'
import { isOver } from './life.ts'
import { type MoneyPosting, transferFrom } from './money.ts'
import {
  change,
  changeParticipant,
  count,
  damageShares,
  ensure,
  participantOf,
  pay,
  type Turn,
} from './turn.ts'

/** The accuser's part of what is slashed, in basis points. */
export const accuserBasisPoints = 1_000n

export function faultProved(turn: Turn, { proof, culprit, accuser }: EventOf<'fault-proved'>): void {
  const { stage, terms, proofs } = turn.life
  ensure(!isOver(turn.life), 'wrong-stage', `the bounty is ${stage}, and stakes have gone back`)
  ensure(!proofs.includes(proof), 'twice', 'this proof was brought already')
  change(turn, { proofs: [...proofs, proof] })
  if (culprit === undefined) slashCoordinator(turn, terms.bountyId, accuser)
  else slashHolder(turn, culprit, accuser)
}

function slashCoordinator(turn: Turn, bountyId: string, accuser: string | undefined): void {
  const { bondUnits } = turn.life.totals
  ensure(bondUnits > 0n, 'nothing-at-stake', 'the coordinator has no bond in this bounty')
  const parts = shareOut(turn, bondUnits, undefined, accuser)
  pay(turn, transferFrom('slash', coordinatorBondAccount(bountyId), parts))
  count(turn, { bondUnits: -bondUnits })
}

function slashHolder(turn: Turn, culprit: string, accuser: string | undefined): void {
  const participant = participantOf(turn, culprit)
  const { stakeUnits } = participant
  ensure(stakeUnits > 0n, 'nothing-at-stake', `${culprit} has nothing at stake in this bounty`)
  const parts = shareOut(turn, stakeUnits, culprit, accuser)
  pay(turn, transferFrom('slash', stakeAccount(turn.life.terms.bountyId, culprit), parts))
  changeParticipant(turn, { ...participant, stakeUnits: 0n, isSlashed: true, isPresent: false })
}

function shareOut(
  turn: Turn,
  units: bigint,
  culprit: string | undefined,
  accuser: string | undefined,
): readonly MoneyPosting[] {
  const reward = rewardOf(turn, units, culprit, accuser)
  const rewardUnits = reward[0]?.amountUnits ?? 0n
  const victims = damageShares(turn.life, culprit)
  const shares = allocate(
    units - rewardUnits,
    victims.map(({ holder, weight }) => ({
      weight,
      tieBreaker: tieBreaker(`${turn.life.terms.bountyId}:slash`, 1, holder),
    })),
  )
  const shared = shares.reduce((sum, share) => sum + share, 0n)
  return [
    ...reward,
    ...victims.map(({ holder }, index) => ({ account: payableAccount(holder), amountUnits: shares[index]! })),
    { account: slashAccount, amountUnits: units - rewardUnits - shared },
  ]
}

function rewardOf(
  { life }: Turn,
  units: bigint,
  culprit: string | undefined,
  accuser: string | undefined,
): readonly MoneyPosting[] {
  if (accuser === undefined || accuser === culprit) return []
  const amountUnits = (units * accuserBasisPoints) / 10_000n
  if (accuser === life.buyer) return [{ account: buyerAccount(accuser), amountUnits }]
  return life.participants.has(accuser) ? [{ account: payableAccount(accuser), amountUnits }] : []
}
