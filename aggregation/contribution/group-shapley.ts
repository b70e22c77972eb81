/**
 * The Shapley values of a round's groups, from integer utilities to integers over a known denominator. From all coalitions
 * the value is exact: m! V_j = sum over S without j of |S|! (m-1-|S|)! (u(S+j) - u(S)). From the chains of orders it is the
 * mean of a group's marginal values. Either way the values sum to u(all) - u(none) exactly, because a chain telescopes.
 */
import { type CoalitionPlan, chainOf } from './coalitions.ts'

export interface GroupValues {
  /** V_j × denominator. */
  readonly numerators: readonly bigint[]
  /** m! of m groups, or the number of orders. */
  readonly denominator: bigint
}

/**
 * @param utilities one for each coalition of the plan, in its order.
 * @throws RangeError where there are more or fewer of them.
 */
export function groupShapley(plan: CoalitionPlan, utilities: readonly bigint[]): GroupValues {
  if (utilities.length !== plan.coalitions.length)
    throw new RangeError(`${plan.coalitions.length} coalitions have ${utilities.length} utilities`)
  return plan.orders.length === 0 ? fromAll(plan.groups, utilities) : fromChains(plan, utilities)
}

function fromAll(groups: number, utilities: readonly bigint[]): GroupValues {
  const factorials = [1n]
  for (let i = 1; i <= groups; i++) factorials.push(factorials[i - 1]! * BigInt(i))
  const numerators = Array.from({ length: groups }, () => 0n)
  for (let mask = 0; mask < 1 << groups; mask++) {
    const size = bitCount(mask)
    for (let group = 0; group < groups; group++) {
      if (((mask >> group) & 1) === 1) continue
      const orders = factorials[size]! * factorials[groups - 1 - size]!
      numerators[group]! += orders * (utilities[mask | (1 << group)]! - utilities[mask]!)
    }
  }
  return { numerators, denominator: factorials[groups]! }
}

function fromChains(
  { groups, coalitions, orders }: CoalitionPlan,
  utilities: readonly bigint[],
): GroupValues {
  const utilityOf = new Map(coalitions.map((coalition, i) => [coalition, utilities[i]!]))
  const numerators = Array.from({ length: groups }, () => 0n)
  for (const order of orders) {
    const chain = chainOf(order).map(coalition => utilityOf.get(coalition)!)
    for (const [step, group] of order.entries()) numerators[group]! += chain[step + 1]! - chain[step]!
  }
  return { numerators, denominator: BigInt(orders.length) }
}

function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
