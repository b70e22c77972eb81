/** The game of one round: players whose weighted updates are averaged on top of the start model. */
import { type Utilities, utilitiesOf } from './utility.ts'

/** What a player adds, as logits on the held-out examples. */
export interface WeightedUpdate {
  /** Update times weight. */
  readonly sum: Float64Array
  readonly weight: number
}

export interface Game {
  readonly labels: Int32Array
  /** Logits of the start model. */
  readonly start: Float64Array
  readonly players: readonly WeightedUpdate[]
}

/** Several updates as one. */
export function addUpdates(updates: readonly WeightedUpdate[]): WeightedUpdate {
  const sum = new Float64Array(updates[0]!.sum.length)
  for (const update of updates) addTo(sum, update.sum, 1)
  return { sum, weight: updates.reduce((weight, update) => weight + update.weight, 0) }
}

/**
 * Utilities of all 2^players coalitions, by bit mask. Each differs from the one before it by one player (Gray code), so that
 * a sum is never made anew.
 */
export function allUtilities({ labels, start, players }: Game): readonly Utilities[] {
  const sum = new Float64Array(start.length)
  const utilities: Utilities[] = []
  utilities[0] = utilitiesOf(labels, start, sum, 0)
  let [mask, weight] = [0, 0]
  for (let step = 1; step < 1 << players.length; step++) {
    const player = 31 - Math.clz32(step & -step)
    mask ^= 1 << player
    const sign = (mask & (1 << player)) === 0 ? -1 : 1
    addTo(sum, players[player]!.sum, sign)
    weight += sign * players[player]!.weight
    utilities[mask] = utilitiesOf(labels, start, sum, 1 / weight)
  }
  return utilities
}

function addTo(sum: Float64Array, update: Float64Array, sign: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += sign * update[i]!
}

/** Shapley values of the players from the utilities of all coalitions. */
export function shapleyValues(players: number, utilities: readonly number[]): readonly number[] {
  // 1 / (m C(m-1, s)): the share of orders in which s given players come first.
  const shares = Array.from({ length: players }, () => 1 / players)
  for (let size = 1; size < players; size++) shares[size] = (shares[size - 1]! * size) / (players - size)
  const values = Array.from({ length: players }, () => 0)
  for (let mask = 0; mask < 1 << players; mask++) {
    const size = bitCount(mask)
    for (let player = 0; player < players; player++)
      if ((mask & (1 << player)) === 0)
        values[player]! += shares[size]! * (utilities[mask | (1 << player)]! - utilities[mask]!)
  }
  return values
}

function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
