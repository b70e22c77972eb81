/** Those that test what groups of holders are worth: they stake, and are paid for what they tested, whatever they found. */
import { payableAccount, stakeAccount } from '../account-names.ts'
import type { EventOf } from './events.ts'
import { transferFrom } from './money.ts'
import { change, ensure, pay, type Turn } from './turn.ts'

/** Its stake goes back at the end: a score never takes one. */
export function evaluatorJoined(turn: Turn, { evaluator, stakeUnits }: EventOf<'evaluator-joined'>): void {
  const { stage, terms, buyer, participants, evaluators } = turn.life
  const isJoinable = stage === 'funded' || stage === 'open' || stage === 'running'
  ensure(isJoinable, 'wrong-stage', `evaluators join before a bounty ends, and this one is ${stage}`)
  ensure(stakeUnits >= 0n, 'malformed', `${evaluator} stakes ${stakeUnits} units`)
  ensure(evaluator !== buyer, 'not-a-party', `${evaluator} is the buyer, and the buyer sets no pay`)
  ensure(
    !participants.has(evaluator),
    'not-a-party',
    `${evaluator} takes part as a holder, and nobody scores itself`,
  )
  ensure(!evaluators.has(evaluator), 'twice', `${evaluator} has joined already`)
  const stake = [{ account: stakeAccount(terms.bountyId, evaluator), amountUnits: stakeUnits }]
  pay(turn, transferFrom('stake', payableAccount(evaluator), stake))
  change(turn, { evaluators: new Map([...evaluators, [evaluator, { evaluator, stakeUnits }]]) })
}
