/** What becomes of a pot that was settled: fee, shares, and of each share what is held back. */
import { baseWeight, type Due, type Life, wholeBasisPoints } from '../../aggregation/index.ts'
import { potSteps } from './pot-steps.ts'
import { shareSteps } from './share-steps.ts'
import { given, less, portion, type Step, step, sum } from './steps.ts'

const whole = BigInt(wholeBasisPoints)

interface Earned {
  readonly steps: readonly Step[]
  readonly feeUnits: bigint
  readonly shareUnits: bigint
}

/** From the pot to what the holders share. */
function earnedOf(life: Life, { pot, settlement }: Due): Earned {
  const total = (weights: Due['pot']['claims']) => weights.reduce((all, { weight }) => all + weight, 0n)
  const [own, others] = [total(pot.claims), total(pot.unearned)]
  const steps = [...potSteps(life, pot)]
  const earnedUnits = own === 0n ? 0n : (pot.units * own) / (own + others)
  if (others > 0n) {
    const note = 'what falls to those who were not counted goes back to the buyer'
    steps.push(portion('earned', pot.units, own, own + others, note))
  }
  const { feeUnits } = settlement
  const shareUnits = earnedUnits - feeUnits
  if (pot.pool === 'kill-fee') return { steps, feeUnits, shareUnits }
  steps.push(portion('fee', earnedUnits, BigInt(life.terms.feeBasisPoints), whole))
  steps.push(less('to share', earnedUnits, [feeUnits]))
  return { steps, feeUnits, shareUnits }
}

/** All that the pot pays, fee included. */
export function spentSteps(life: Life, due: Due): readonly Step[] {
  const { steps, feeUnits, shareUnits } = earnedOf(life, due)
  return [...steps, sum('fee and shares', [feeUnits, shareUnits])]
}

export function feeSteps(life: Life, due: Due): readonly Step[] {
  const { steps } = earnedOf(life, due)
  return steps.slice(0, -1)
}

/** A holder's part of a pot: what it gets now, or what is held back of it. `examples` by holder, of the pot's round. */
export function paySteps(
  life: Life,
  due: Due,
  holder: string,
  part: 'now' | 'held-back',
  examples: ReadonlyMap<string, number> | undefined,
): readonly Step[] | undefined {
  const { steps, shareUnits } = earnedOf(life, due)
  const pay = due.settlement.pays.find(one => one.holder === holder)
  if (pay === undefined) return undefined
  const share = shareSteps(shareUnits, due.pot.claims, holder, pay.amountUnits)
  if (share === undefined) return undefined
  const basisPoints = BigInt(life.participants.get(holder)?.holdbackBasisPoints ?? 0)
  const weight = weightStep(life, due, holder, pay.weight, examples?.get(holder))
  const all = [...steps, weight, ...share]
  if (basisPoints === 0n) return all
  const heldBack = portion('held back', pay.amountUnits, basisPoints, whole, 'vests from the end on')
  return part === 'held-back'
    ? [...all, heldBack]
    : [...all, heldBack, less('paid now', pay.amountUnits, [heldBack.value])]
}

function weightStep(
  { terms, lastRound }: Life,
  { pot }: Due,
  holder: string,
  weight: bigint,
  examples: number | undefined,
): Step {
  const what = `weight of ${holder}`
  if (pot.pool === 'kill-fee' && lastRound === 0)
    return given(what, weight, 'in equal parts: no round was done')
  if (pot.pool === 'bonus' || pot.pool === 'kill-fee')
    return given(what, weight, 'the sum of its weights in all rounds that count it')
  const isRoot = examples !== undefined && baseWeight(BigInt(examples), terms.weightCap) === weight
  if (isRoot)
    return step(what, `min(${terms.weightCap}, floor(sqrt(${examples})))`, weight, 'of its examples')
  return given(what, weight, 'as the log has it where the epoch was closed')
}
