/** How well scores tell members from others, whatever the threshold (receiver operating characteristic). */

export interface RocCurve {
  /** From [0, 0] to [1, 1]: shares of the others and of the members whose score is above a threshold that falls. */
  readonly points: readonly (readonly [falsePositives: number, truePositives: number])[]
  /** Chance that a member has a higher score than another, ties counted half: 0.5 tells nothing, 1 everything. */
  readonly area: number
}

/** Throws a RangeError where there are no members, or nobody else. */
export function rocOf(scores: ArrayLike<number>, areMembers: readonly boolean[]): RocCurve {
  const members = areMembers.filter(Boolean).length
  const others = areMembers.length - members
  if (members === 0 || others === 0)
    throw new RangeError(`areMembers: members and others are needed; there are ${members} and ${others}`)
  const order = Array.from(scores, (_, i) => i).sort((i, j) => scores[j]! - scores[i]!)
  const points: [number, number][] = [[0, 0]]
  let [above, membersAbove, area] = [0, 0, 0]
  order.forEach((i, place) => {
    if (areMembers[i]) membersAbove += 1
    else above += 1
    // Equal scores are one step of the threshold.
    if (scores[order[place + 1]!] === scores[i]) return
    const [x, y] = points.at(-1)!
    const next: [number, number] = [above / others, membersAbove / members]
    area += ((next[0] - x) * (next[1] + y)) / 2
    points.push(next)
  })
  return { points, area }
}
