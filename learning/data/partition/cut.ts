/** What every scheme gives `partition`, and what the schemes share. */
import { countingOrder, type SeededRandom, shuffle } from '../../seeded-random.ts'
import type { PartitionScheme } from './scheme.ts'

/** What is to be cut, checked. */
export interface Demand {
  readonly labels: Int32Array
  /** The examples of each label that occurs, by ascending label. */
  readonly byLabel: readonly Int32Array[]
  readonly holders: number
  readonly minimumExamples: number
}

/** A scheme with its settings checked against the demand. */
export interface Cut {
  /** One draw: the examples of each holder, in any order. */
  draw(random: SeededRandom): number[][]
  /** Whether another draw may give other sizes, so that it is worth making. */
  readonly isChancy: boolean
  /** The setting to change when holders come out short; absent where none would help. */
  readonly lever?: Lever
}

export interface Lever {
  readonly field: string
  readonly value: number
  /** Other values, the nearest first. */
  readonly others: readonly number[]
  change(value: number): PartitionScheme
}

export function noParts(holders: number): number[][] {
  return Array.from({ length: holders }, () => [])
}

export function shuffled(items: number | Int32Array, random: SeededRandom): Int32Array {
  const order = typeof items === 'number' ? countingOrder(items) : items.slice()
  shuffle(order, random)
  return order
}

/** Adds `items` from `start` to before `end` to a part. */
export function give(part: number[], items: Int32Array, start: number, end: number): void {
  for (let i = start; i < end; i++) part.push(items[i]!)
}

/** Cuts the order into holders × runsEach runs of sizes within one, and deals them. */
export function dealRuns(
  order: Int32Array,
  holders: number,
  runsEach: number,
  random: SeededRandom,
): number[][] {
  const runs = holders * runsEach
  const edge = (run: number) => Math.floor((run * order.length) / runs)
  const parts = noParts(holders)
  for (const [place, run] of shuffled(runs, random).entries())
    give(parts[place % holders]!, order, edge(run), edge(run + 1))
  return parts
}

/** Gives each part its share of the items, in the order of the parts; the last takes what rounding leaves. */
export function dealShares(parts: number[][], items: Int32Array, shares: readonly number[]): void {
  let [sum, start] = [0, 0]
  for (const [holder, part] of parts.entries()) {
    sum += shares[holder]!
    const end = holder === parts.length - 1 ? items.length : Math.round(sum * items.length)
    give(part, items, start, end)
    start = end
  }
}

export function examplesByLabel(labels: Int32Array): readonly Int32Array[] {
  const found = new Map<number, number[]>()
  labels.forEach((label, i) => {
    const members = found.get(label)
    if (members === undefined) found.set(label, [i])
    else members.push(i)
  })
  return [...found.entries()]
    .sort(([left], [right]) => left - right)
    .map(([, members]) => Int32Array.from(members))
}
