/** How one share of a pot comes about: weights, floors, and the units that are left over. */
import { portion, type Step, step } from './steps.ts'

interface Weighed {
  readonly holder: string
  readonly weight: bigint
}

/**
 * A holder's share of `units` by weight: floor(units × weight / all), and one more for the largest remainders. Undefined where
 * `amountUnits` is not such a share.
 */
export function shareSteps(
  units: bigint,
  claims: readonly Weighed[],
  holder: string,
  amountUnits: bigint,
): readonly Step[] | undefined {
  const weight = claims.find(claim => claim.holder === holder)?.weight ?? 0n
  const all = claims.reduce((total, claim) => total + claim.weight, 0n)
  if (all === 0n) return undefined
  const floor = portion(`of it ${holder}, weight ${weight} of ${all}`, units, weight, all)
  if (amountUnits === floor.value) return [floor]
  if (amountUnits !== floor.value + 1n) return undefined
  const remainder = (units * weight) % all
  const note = `remainder ${remainder} of ${all}, among the largest: one unit more`
  return [step(floor.what, `${floor.expression} + 1`, amountUnits, note)]
}
