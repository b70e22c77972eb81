/**
 * From what an identity is worth in each round to what a player is worth over all, with a standard error.
 *
 * A round's gain is shared out exactly: each of its N identities has gain / N + f_tc - (mean of f_t over the round's identities).
 * A player has that once for each distinct dataset that it took part with.
 *
 * The error is that of the random draw: what a player's own group had beyond the fit, e_tc = (sum z_j r_j) / (sum z_j²) for residuals
 * r_j, would have been another in another draw. The variance is the sum of e_tc² over rounds (White's, clustered by round), each
 * raised by 1 / (1 - h_t) for what the fit took up of the round's own residuals (HC2 of MacKinnon and White, 1985):
 * h_t is the mean leverage of its rows, taken as 9/10 at most. Rounded up throughout.
 */
import { type Contrast, contrastOf, expectationOf, projectionOf } from './contrast.ts'
import type { Draws } from './draws.ts'
import type { Estimate } from './estimate.ts'
import { dividedUp, leastMultiple, squareRootUp } from './integers.ts'
import { fitRidge, type Leverage, type RidgeFit } from './ridge.ts'

export interface RidgeShape {
  readonly parts: 1 | 2
  readonly ridgeRounds: bigint
}

export function estimateByRidge({ draws, rounds, players, denominator }: Draws, shape: RidgeShape): Estimate {
  const contrasts = draws.map(contrastOf)
  const fit = fitRidge(contrasts, shape.parts, shape.ridgeRounds, rounds)
  const sizes = leastMultiple(draws.map(({ size }) => size))
  const numerators = Array.from({ length: players }, () => 0n)
  const variances = Array.from({ length: players }, () => 0n)
  for (const [t, contrast] of contrasts.entries()) {
    const worth = fit.worthIn(t)
    addScores(numerators, contrast, worth, fit, sizes)
    addVariances(variances, contrast, worth, fit, t)
  }
  return {
    estimator: shape.parts === 2 ? 'two-part-ridge' : 'ridge',
    numerators,
    standardErrors: variances.map(variance => sizes * squareRootUp(variance)),
    denominator: denominator * fit.denominator * sizes,
  }
}

function addScores(
  numerators: bigint[],
  { draw }: Contrast,
  worth: readonly bigint[],
  fit: RidgeFit,
  sizes: bigint,
): void {
  const level = draw.counts.reduce((sum, count, player) => sum + count * worth[player]!, 0n)
  const equal = (sizes / draw.size) * (draw.gain * fit.denominator - level)
  for (const [player, units] of draw.units.entries())
    if (units > 0n) numerators[player]! += units * (equal + sizes * worth[player]!)
}

function addVariances(
  variances: bigint[],
  contrast: Contrast,
  worth: readonly bigint[],
  fit: RidgeFit,
  t: number,
): void {
  const { draw, values } = contrast
  const expected = expectationOf(contrast, worth)
  const residuals = values.map((value, j) => value * fit.denominator - expected[j]!)
  const squares = squaresOf(contrast)
  const { taken, left } = residualShare(contrast, fit.leverageOf(t))
  for (const part of draw.isOneRound ? [residuals] : alone(residuals)) {
    for (const [player, sum] of projectionOf(contrast, part).entries()) {
      const spread = squares[player]!
      if (spread === 0n) continue
      // A copy is no second witness: n copies of one dataset err together, as far as the gate is concerned.
      const witnesses = draw.units[player]! * draw.counts[player]!
      variances[player]! += dividedUp(witnesses * sum * sum * taken, spread * spread * left)
    }
  }
}

/** 1 / (1 - h) as `taken` / `left`, 10 at most. */
function residualShare({ draw }: Contrast, { numerator, denominator }: Leverage) {
  const present = draw.counts.filter(count => count > 0n).length
  const taken = BigInt(draw.groups.length - 1) * denominator
  const left = taken - BigInt(present - 1) * numerator
  return 10n * left < taken || taken === 0n ? { taken: 10n, left: 1n } : { taken, left }
}

/** Each residual by itself among zeros: rounds that are drawn apart are apart. */
function alone(residuals: readonly bigint[]): readonly (readonly bigint[])[] {
  return residuals.map((residual, place) => residuals.map((_, j) => (j === place ? residual : 0n)))
}

/** The sum over groups of z_j², by players. */
function squaresOf({ draw, size, shares }: Contrast): readonly bigint[] {
  const squares = shares.reduce((sum, share) => sum + share * share, 0n)
  const sums = draw.counts.map(count => count * count * squares)
  for (const [j, group] of draw.groups.entries())
    for (const [player, count] of group.counts) {
      const own = size * count
      sums[player]! += own * (own - 2n * shares[j]! * draw.counts[player]!)
    }
  return sums
}
