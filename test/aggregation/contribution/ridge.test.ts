import test from 'ava'
import { contrastOf } from '../../../aggregation/contribution/contrast.ts'
import { drawsOfGroups } from '../../../aggregation/contribution/draws.ts'
import { fitRidge } from '../../../aggregation/contribution/ridge.ts'
import { planCoalitions } from '../../../aggregation/index.ts'
import { openSeededRandom } from '../../../learning/index.ts'
import { solveByBareiss } from './bareiss.ts'
import { cutAtRandom, seedOf } from './games.ts'

interface Round {
  readonly groups: readonly (readonly number[])[]
  readonly utilities: readonly bigint[]
}

/** Rounds of equal groups with utilities that no additive game explains. */
function wildRounds(players: number, groups: number, rounds: number): readonly Round[] {
  const random = openSeededRandom(7, 'wild rounds')
  const names = Array.from({ length: players }, (_, i) => String(i))
  return Array.from({ length: rounds }, () => ({
    groups: cutAtRandom(names, groups, random).map(group => group.map(Number)),
    utilities: Array.from({ length: 2 ** groups }, () => BigInt(random.below(2_000_001) - 1_000_000)),
  }))
}

const drawsOf = (rounds: readonly Round[], players: number) =>
  drawsOfGroups(
    rounds.map(({ groups, utilities }, i) => ({
      plan: planCoalitions(seedOf(`ridge ${i}`), groups.length),
      groups,
      units: Array.from({ length: players }, () => 1n),
      utilities,
    })),
    players,
  )

const masked = (mask: number, values: readonly bigint[]) =>
  values.reduce((sum, value, j) => sum + (((mask >> j) & 1) === 1 ? value : 0n), 0n)
const bits = (mask: number) => [...mask.toString(2)].filter(bit => bit === '1').length
const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)

/**
 * Slow twin of one unknown a player: the weighted regression over every coalition of every round, weights of KernelSHAP
 * (m-1) / (C(m,s) s (m-s)) times 120, each round's gain as a constraint, in fractions. Its penalty is the ridge's in its own measure.
 */
function overAllCoalitions(rounds: readonly Round[], players: number, groups: number, penalty: bigint) {
  const m = BigInt(groups)
  const matrix = Array.from({ length: players }, (_, i) =>
    // m² (x - share of all)² is what a row squares; kappa = (m-1)/m.
    Array.from({ length: players }, (_, j) => (i === j ? (120n * penalty * (m - 1n)) / m : 0n)),
  )
  const right = Array.from({ length: players }, () => 0n)
  for (const { groups: drawn, utilities } of rounds)
    for (let mask = 1; mask < 2 ** groups - 1; mask++) {
      const size = bits(mask)
      const weight = BigInt((120 * (groups - 1)) / (choose(groups, size) * size * (groups - size)))
      const row = Array.from({ length: players }, (_, player) => {
        const inside = drawn.map(group => BigInt(group.filter(member => member === player).length))
        return m * masked(mask, inside) - BigInt(size) * inside.reduce((sum, count) => sum + count, 0n)
      })
      const gain = utilities.at(-1)! - utilities[0]!
      const value = m * (utilities[mask]! - utilities[0]!) - BigInt(size) * gain
      for (const [i, x] of row.entries()) {
        right[i]! += weight * x * value
        for (const [j, other] of row.entries()) matrix[i]![j]! += weight * x * other
      }
    }
  return solveByBareiss(matrix, right)
}

for (const groups of [3, 4])
  test(`one unknown a player: the fraction is that of the regression over all coalitions, ${groups} groups`, t => {
    const players = 2 * groups
    const rounds = wildRounds(players, groups, 12)
    const draws = drawsOf(rounds, players)
    const contrasts = draws.draws.map(contrastOf)
    const fit = fitRidge(contrasts, 1, 1n, 12)
    // Equal groups: each round adds m (m-1) to each player's diagonal; the penalty is one round's worth.
    const penalty = BigInt(groups * (groups - 1))
    const slow = overAllCoalitions(rounds, players, groups, penalty)
    for (const [player, worth] of fit.worthIn(0).entries())
      t.is(
        worth * slow.determinant,
        slow.numerators[player]! * fit.denominator * draws.denominator,
        `player ${player}`,
      )
  })

test('two unknowns a player: the normal equations by elimination, in fractions', t => {
  const [players, groups, count] = [6, 3, 20]
  const draws = drawsOf(wildRounds(players, groups, count), players)
  const fit = fitRidge(draws.draws.map(contrastOf), 2, 1n, count)
  const slow = normalEquations(draws.draws, players, count)
  for (const [t_, { scale, usual }] of slow.loads.entries())
    for (const [player, worth] of fit.worthIn(t_).entries()) {
      const [along, lasting] = [slow.numerators[player]!, slow.numerators[players + player]!]
      t.is(worth * slow.determinant, (scale * along + usual * lasting) * fit.denominator)
    }
})

test('what each round decides of a player sums to its unknowns', t => {
  const contrasts = drawsOf(wildRounds(6, 3, 20), 6).draws.map(contrastOf)
  for (const parts of [1, 2] as const) {
    const fit = fitRidge(contrasts, parts, 1n, 20)
    const leverages = contrasts.map((_, draw) => fit.leverageOf(draw))
    // One denominator, since all rounds are weighed by the same sums.
    t.is(new Set(leverages.map(({ denominator }) => denominator)).size, 1)
    const [{ denominator }] = leverages as [(typeof leverages)[0]]
    t.is(
      leverages.reduce((sum, { numerator }) => sum + numerator, 0n),
      BigInt(parts) * denominator,
    )
  }
})

/** Rows written out one by one: z_j times both loads, weighed by 65,536 / s. */
function normalEquations(draws: ReturnType<typeof drawsOf>['draws'], players: number, count: number) {
  const largest = draws
    .map(({ range }) => range)
    .toSorted((a, b) => Number(a - b))
    .at(-1)!
  const scales = draws.map(({ range }) => (1024n * range + largest - 1n) / largest)
  const usual = scales.reduce((sum, scale) => sum + scale, 0n) / BigInt(count)
  const size = 2 * players
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => 0n))
  const right = Array.from({ length: size }, () => 0n)
  for (const [round, { groups, gain }] of draws.entries()) {
    const scale = scales[round]!
    const m = BigInt(groups.length)
    for (const { counts, value } of groups) {
      const contrast = Array.from({ length: players }, (_, player) => m * (counts.get(player) ?? 0n) - 1n)
      const row = [...contrast.map(z => scale * z), ...contrast.map(z => usual * z)]
      const target = m * value - gain
      for (const [i, x] of row.entries()) {
        right[i]! += (65_536n / scale) * x * target
        for (const [j, other] of row.entries()) matrix[i]![j]! += (65_536n / scale) * x * other
      }
    }
  }
  const trace = matrix.reduce((sum, row, i) => sum + row[i]!, 0n)
  for (const [i, row] of matrix.entries()) row[i]! += trace / BigInt(size * count)
  return { ...solveByBareiss(matrix, right), loads: scales.map(scale => ({ scale, usual })) }
}
