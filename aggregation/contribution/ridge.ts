/**
 * Who is worth what, from the values of random groups: least squares over all rounds, exactly.
 *
 * In round t an identity of player c is worth f_tc more than the round's average one. Over the rounds of a training that changes,
 * mostly as the gains shrink, so f_tc = s_t a_c + S b_c: one part goes with what was at stake in the round (s_t, the range of its
 * utilities in 1,024ths of the largest), the other stays (S, the mean of s). Where there are too few rows for two unknowns a player,
 * f_tc = b_c. With z and y as in `contrast.ts` the unknowns minimise sum w_t (y_j - z_j · f_t)² + λ |unknowns|². Weights w_t go
 * with 1/s_t, as rounds in which more is at stake scatter more.
 *
 * Since rounds are compared within themselves, this is the regression over all coalitions of all rounds with the weights of
 * KernelSHAP (Lundberg and Lee, 2017) and each round's gain as a constraint; with one part and equal groups it is the ridge
 * over group values centred by round.
 */
import { type Contrast, gramOf, projectionOf } from './contrast.ts'
import { solveExactly } from './exact-solve.ts'
import { largestOf } from './integers.ts'

const scaleSteps = 1024n
const weightSteps = 65_536n

export interface RidgeFit {
  /** f_tc by player, over `denominator` and the denominator of the values. */
  worthIn(draw: number): readonly bigint[]
  readonly denominator: bigint
  /** How much of a player's unknowns the round alone decides, as a fraction; over all rounds these sum to the parts. */
  leverageOf(draw: number): Leverage
}

export interface Leverage {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** A round's place in the regression. */
interface Row {
  /** What each part is multiplied with. */
  readonly loads: readonly bigint[]
  readonly weight: bigint
}

export function fitRidge(
  contrasts: readonly Contrast[],
  parts: 1 | 2,
  ridgeRounds: bigint,
  rounds: number,
): RidgeFit {
  const players = contrasts[0]!.draw.counts.length
  const rows = rowsOf(contrasts, parts)
  const unknowns = parts * players
  const matrix = Array.from({ length: unknowns }, () => Array.from({ length: unknowns }, () => 0n))
  const right = Array.from({ length: unknowns }, () => 0n)
  for (const [t, contrast] of contrasts.entries()) addRound(matrix, right, contrast, rows[t]!)
  addPenalty(matrix, ridgeRounds, rounds)
  const { numerators, denominator } = solveExactly(matrix, right)
  return {
    denominator,
    leverageOf: openLeverages(rows),
    worthIn: draw =>
      Array.from({ length: players }, (_, player) =>
        rows[draw]!.loads.reduce((sum, load, part) => sum + load * numerators[part * players + player]!, 0n),
      ),
  }
}

function rowsOf(contrasts: readonly Contrast[], parts: 1 | 2): readonly Row[] {
  const largest = largestOf(
    contrasts.map(({ draw }) => draw.range),
    1n,
  )
  const scales = contrasts.map(({ draw }) => (draw.range * scaleSteps + largest - 1n) / largest)
  const mean = scales.reduce((sum, scale) => sum + scale, 0n) / BigInt(contrasts.length)
  const usual = mean > 0n ? mean : 1n
  const widest = largestOf(
    contrasts.map(({ size }) => size),
    1n,
  )
  return contrasts.map(({ size }, t) => {
    const scale = scales[t]!
    // Contrasts are `size` times as large as the values they compare.
    const evening = (widest * widest) / (size * size)
    if (parts === 1) return { loads: [1n], weight: evening }
    return { loads: [scale, usual], weight: scale === 0n ? 0n : (evening * weightSteps) / scale }
  })
}

function addRound(matrix: bigint[][], right: bigint[], contrast: Contrast, { loads, weight }: Row): void {
  const gram = gramOf(contrast)
  const projection = projectionOf(contrast, contrast.values)
  const players = projection.length
  for (const [above, load] of loads.entries()) {
    for (const [player, value] of projection.entries())
      right[above * players + player]! += weight * load * value
    for (const [beside, other] of loads.entries())
      addScaled(matrix, gram, above * players, beside * players, weight * load * other)
  }
}

function addScaled(
  matrix: bigint[][],
  block: readonly (readonly bigint[])[],
  top: number,
  left: number,
  factor: bigint,
): void {
  for (const [i, row] of block.entries()) {
    const target = matrix[top + i]!
    for (const [j, value] of row.entries()) target[left + j]! += factor * value
  }
}

/**
 * w_t l_t' M^-1 l_t with M = sum w_t l_t l_t', for the loads l_t of one player: what the loads would decide were every player in a
 * group of its own.
 */
function openLeverages(rows: readonly Row[]): (draw: number) => Leverage {
  const sums = (above: number, beside: number) =>
    rows.reduce((sum, { loads, weight }) => sum + weight * (loads[above] ?? 0n) * (loads[beside] ?? 0n), 0n)
  const [first, both, second] = [sums(0, 0), sums(0, 1), sums(1, 1)]
  const determinant = first * second - both * both
  return draw => {
    const { loads, weight } = rows[draw]!
    const [load, other] = [loads[0]!, loads[1]]
    // Where all rounds are alike two parts are one.
    if (other === undefined || determinant === 0n) {
      return first === 0n
        ? { numerator: 0n, denominator: 1n }
        : { numerator: weight * load * load, denominator: first }
    }
    const numerator = load * load * second - 2n * load * other * both + other * other * first
    return { numerator: weight * numerator, denominator: determinant }
  }
}

/** λ: what so many average rounds tell of an average unknown, at least 1, so that there is always one solution. */
function addPenalty(matrix: bigint[][], ridgeRounds: bigint, rounds: number): void {
  const trace = matrix.reduce((sum, row, i) => sum + row[i]!, 0n)
  const told = (ridgeRounds * trace) / BigInt(matrix.length * rounds)
  for (const [i, row] of matrix.entries()) row[i]! += told > 0n ? told : 1n
}
