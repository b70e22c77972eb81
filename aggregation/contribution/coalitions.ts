/**
 * Which coalitions of a round's groups are evaluated. All of them while there are few groups; of more, the chains of
 * random orders: each order adds one group after the other, so that every step is a group's marginal value. Orders come
 * in pairs, each with its reverse (antithetic sampling: what is early in one is late in the other; Mitchell, Cooper,
 * Frank and Holmes, "Sampling permutations for Shapley value estimation", 2022). Everyone who knows the public seed of
 * the round finds the same list.
 */
import { enc, openKeystream, taggedHash, u32 } from '../crypto/index.ts'

/** All 2^m coalitions are evaluated up to this many groups. */
export const fullyEvaluatedGroups = 6
/** No round asks for more evaluations than this. */
export const maximumEvaluations = 256
/** Most groups of a round: one pair of orders still fits into the evaluations. */
export const maximumGroups = 128

export interface CoalitionPlan {
  readonly groups: number
  /** Bit j is group j. Without orders the mask is the index; else the empty coalition, the grand one, then the chains. */
  readonly coalitions: readonly bigint[]
  /** The orders whose chains are in the list; none where all coalitions are. */
  readonly orders: readonly (readonly number[])[]
}

/**
 * The coalitions of `groups` groups (1..128), in the order in which their utilities are listed.
 *
 * @throws RangeError on another number of groups.
 */
export function planCoalitions(seed: Uint8Array, groups: number): CoalitionPlan {
  if (!Number.isInteger(groups) || groups < 1 || groups > maximumGroups)
    throw new RangeError(`a round has 1 to ${maximumGroups} groups, not ${groups}`)
  if (groups <= fullyEvaluatedGroups) {
    return { groups, coalitions: Array.from({ length: 1 << groups }, (_, mask) => BigInt(mask)), orders: [] }
  }
  const pairs = Math.floor((maximumEvaluations - 2) / (2 * (groups - 1)))
  const orders = Array.from({ length: pairs }, (_, pair) => orderFrom(seed, groups, pair)).flatMap(order => [
    order,
    order.toReversed(),
  ])
  const coalitions = new Set([0n, (1n << BigInt(groups)) - 1n, ...orders.flatMap(chainOf)])
  return { groups, coalitions: [...coalitions], orders }
}

/** The coalitions that an order passes through, the empty one first and the grand one last. */
export function chainOf(order: readonly number[]): readonly bigint[] {
  let mask = 0n
  return [
    mask,
    ...order.map(group => {
      mask |= 1n << BigInt(group)
      return mask
    }),
  ]
}

/** A uniform order (Fisher and Yates) by the keystream of a key that is used for this pair alone. */
function orderFrom(seed: Uint8Array, groups: number, pair: number): readonly number[] {
  const key = taggedHash('parley/contribution/order/v1', enc(seed, u32(groups), u32(pair)))
  const keystream = openKeystream(key)
  const order = Array.from({ length: groups }, (_, group) => group)
  for (let last = groups - 1; last > 0; last--) {
    const chosen = uniformBelow(last + 1, keystream.next.bind(keystream))
    const held = order[last]!
    order[last] = order[chosen]!
    order[chosen] = held
  }
  return order
}

/** Words at or above the largest multiple of `places` are thrown away, so that no place is favoured. */
function uniformBelow(places: number, next: (length: number) => Uint8Array): number {
  const limit = 0x1_0000_0000 - (0x1_0000_0000 % places)
  for (;;) {
    const bytes = next(4)
    const word = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
    if (word < limit) return word % places
  }
}
