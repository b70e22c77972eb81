/**
 * GroupSV (Ma, Cao and Xiong, "Transparent contribution evaluation for secure federated learning on blockchain", 2021): a group's
 * value is split equally among its identities, and a player has the sum over rounds. Right about groups from the first round on;
 * about players it errs towards the mean, as good and bad ones share a group. The fallback for few rounds.
 *
 * The error: the values per head of a round's groups vary by s², as means of g identities do; one identity is off its group's
 * mean by (g - 1) s² then, and other rounds put it among others.
 */
import type { Draw, Draws } from './draws.ts'
import type { Estimate } from './estimate.ts'
import { dividedUp, leastMultiple, squareRootUp } from './integers.ts'

export function estimateByGroups({ draws, players, denominator }: Draws): Estimate {
  const sizes = leastMultiple(draws.flatMap(draw => [draw.size, ...draw.groups.map(({ size }) => size)]))
  const copies = leastMultiple(draws.flatMap(draw => draw.counts.filter(count => count > 0n)))
  const numerators = Array.from({ length: players }, () => 0n)
  const variances = Array.from({ length: players }, () => 0n)
  for (const draw of draws) {
    const variance = varianceOf(draw, sizes)
    for (const { counts, size, value } of draw.groups) {
      for (const [player, count] of counts) {
        const share = (draw.units[player]! * count * copies) / draw.counts[player]!
        numerators[player]! += share * (sizes / size) * value
        // A copy is no second witness.
        const square = (share * share * draw.counts[player]!) / draw.units[player]!
        variances[player]! += square * (size - 1n) * variance
      }
    }
  }
  return {
    estimator: 'group-shapley',
    numerators,
    standardErrors: variances.map(squareRootUp),
    denominator: denominator * sizes * copies,
  }
}

/** s² of the values per head, times `sizes`². */
function varianceOf({ groups, size, gain }: Draw, sizes: bigint): bigint {
  const mean = (sizes / size) * gain
  const squares = groups.reduce((sum, group) => sum + ((sizes / group.size) * group.value - mean) ** 2n, 0n)
  return groups.length === 1 ? 0n : dividedUp(squares, BigInt(groups.length - 1))
}
