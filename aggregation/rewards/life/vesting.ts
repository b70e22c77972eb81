/** What is held back of a holder's pay, released evenly over time from the end of the bounty. */
import { holdbackAccount, payableAccount } from '../account-names.ts'
import type { EventOf } from './events.ts'
import { isOver } from './life.ts'
import { transferFrom } from './money.ts'
import { changeParticipant, ensure, participantOf, pay, type Turn } from './turn.ts'

/** floor(grant × elapsed / duration), never more than the grant; all of it where nothing is to elapse. */
export function vestedUnits(grantUnits: bigint, elapsedMs: number, durationMs: number): bigint {
  if (elapsedMs >= durationMs) return grantUnits
  return elapsedMs <= 0 ? 0n : (grantUnits * BigInt(elapsedMs)) / BigInt(durationMs)
}

export function vested(turn: Turn, { holder, atMs }: EventOf<'vested'>): void {
  const { stage, finalAtMs = 0, terms } = turn.life
  ensure(
    isOver(turn.life),
    'too-early',
    `what is held back vests from the end of a bounty, and this one is ${stage}`,
  )
  const participant = participantOf(turn, holder)
  const { heldBackUnits, releasedUnits } = participant
  ensure(heldBackUnits > releasedUnits, 'nothing-held-back', `nothing is held back of ${holder}'s pay`)
  const upTo = vestedUnits(heldBackUnits, atMs - finalAtMs, terms.vestingMs ?? 0)
  ensure(upTo > releasedUnits, 'too-early', `nothing more has vested for ${holder} yet`)
  const account = holdbackAccount(terms.bountyId, holder)
  const parts = [{ account: payableAccount(holder), amountUnits: upTo - releasedUnits }]
  pay(turn, transferFrom('vested', account, parts))
  changeParticipant(turn, { ...participant, releasedUnits: upTo })
}
