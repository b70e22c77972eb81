/**
 * A draw as the estimators see it: how far each group's members and value are from what every group would have if all
 * participants were worth the same. With N participants, sizes g_j, counts x_j and n = sum of x_j, and q dividing all g_j:
 * z_j = (N x_j - g_j n) / q and y_j = (N Y_j - g_j sum Y) / q, in whole numbers. Levels that differ from round to round
 * cancel; so does everything about players that are in every group alike.
 */
import type { Draw } from './draws.ts'
import { greatestDivisor } from './integers.ts'

export interface Contrast {
  readonly draw: Draw
  /** N / q. */
  readonly size: bigint
  /** g_j / q. */
  readonly shares: readonly bigint[]
  /** y_j. */
  readonly values: readonly bigint[]
}

export function contrastOf(draw: Draw): Contrast {
  const divisor = draw.groups.reduce((common, group) => greatestDivisor(common, group.size), 0n)
  const size = draw.size / divisor
  const shares = draw.groups.map(group => group.size / divisor)
  return {
    draw,
    size,
    shares,
    values: draw.groups.map(({ value }, j) => size * value - shares[j]! * draw.gain),
  }
}

/** The sum over groups of z_j z_j', by players: `size`² X - `size` (n s' + s n') + n n' sum of shares². */
export function gramOf({ draw, size, shares }: Contrast): bigint[][] {
  const { counts, groups } = draw
  const squares = shares.reduce((sum, share) => sum + share * share, 0n)
  const weighed = counts.map(() => 0n)
  for (const [j, group] of groups.entries())
    for (const [player, count] of group.counts) weighed[player]! += shares[j]! * count
  const gram = counts.map((count, row) =>
    counts.map(
      (other, column) => count * other * squares - size * (count * weighed[column]! + other * weighed[row]!),
    ),
  )
  for (const group of groups)
    for (const [row, count] of group.counts)
      for (const [column, other] of group.counts) gram[row]![column]! += size * size * count * other
  return gram
}

/** The sum over groups of z_j v_j, by players, for one v_j each. */
export function projectionOf({ draw, size, shares }: Contrast, values: readonly bigint[]): bigint[] {
  const level = shares.reduce((sum, share, j) => sum + share * values[j]!, 0n)
  const projection = draw.counts.map(count => -count * level)
  for (const [j, group] of draw.groups.entries())
    for (const [player, count] of group.counts) projection[player]! += size * count * values[j]!
  return projection
}

/** z_j · f for each group, for one f for each player. */
export function expectationOf({ draw, size, shares }: Contrast, worth: readonly bigint[]): bigint[] {
  const level = draw.counts.reduce((sum, count, player) => sum + count * worth[player]!, 0n)
  return draw.groups.map((group, j) => {
    let inside = 0n
    for (const [player, count] of group.counts) inside += count * worth[player]!
    return size * inside - shares[j]! * level
  })
}
