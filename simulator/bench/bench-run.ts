/** What every part of `parley bench secure-aggregation` works with: sizes, groups that have agreed, what could not be taken. */
import type { BenchClient } from './bench-client.ts'
import type { MaskingGroup } from './bench-group.ts'
import type { Attempted } from './bench-peers.ts'
import type { Figure, Missing } from './bench-report.ts'

export interface BenchOptions {
  /** Small vectors and groups, one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  /** The Python that has the baselines' libraries. */
  readonly python: string
  /** The Python that has Flower itself. */
  readonly flowerPython: string
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

/** A round that is played by Flower and by Parley. */
export interface RoundShape {
  readonly clients: number
  readonly dimension: number
  /** Clients that fall silent, and the stage before which they do. */
  readonly dropouts: number
  readonly lostBefore: 'advertise' | 'share' | 'input' | 'unmask'
}

export interface Sizes {
  readonly turns: number
  /** How long masking is repeated in a turn beside a second of openssl. */
  readonly maskingMs: number
  readonly dimension: number
  readonly longDimension: number
  readonly few: { readonly members: number; readonly dropped: number }
  readonly many: { readonly members: number; readonly dropped: number }
  readonly memoryMembers: readonly [few: number, many: number]
  /** The first is the one that is reported by itself. */
  readonly rounds: readonly RoundShape[]
}

export const fullSizes: Sizes = {
  turns: 5,
  maskingMs: 700,
  dimension: 1_000_000,
  longDimension: 10_000_000,
  few: { members: 21, dropped: 2 },
  many: { members: 101, dropped: 10 },
  memoryMembers: [5, 200],
  rounds: [
    { clients: 20, dimension: 1_000_000, dropouts: 2, lostBefore: 'input' },
    { clients: 10, dimension: 100_000, dropouts: 1, lostBefore: 'input' },
    { clients: 10, dimension: 100_000, dropouts: 1, lostBefore: 'share' },
  ],
}

export const quickSizes: Sizes = {
  turns: 1,
  maskingMs: 1,
  dimension: 20_000,
  longDimension: 50_000,
  few: { members: 5, dropped: 1 },
  many: { members: 8, dropped: 1 },
  memoryMembers: [5, 20],
  rounds: [
    { clients: 5, dimension: 1000, dropouts: 1, lostBefore: 'input' },
    { clients: 5, dimension: 1000, dropouts: 1, lostBefore: 'share' },
  ],
}

/** The ring of the comparisons on time, and of the comparison on the wire. */
export const timedBits = 32
export const wireBits = 24

export interface Bench {
  readonly options: BenchOptions
  readonly sizes: Sizes
  readonly missing: Missing[]
  readonly few: MaskingGroup
  readonly many: MaskingGroup
}

export function say(options: BenchOptions, progress: string): void {
  options.report?.(progress)
}

/** The value, or null with its reason noted once. */
export function noted<Value>(
  bench: Pick<Bench, 'missing'>,
  what: string,
  attempted: Attempted<Value>,
): Value | null {
  if (attempted.kind === 'measured') return attempted.value
  if (!bench.missing.some(one => one.what === what)) bench.missing.push({ what, reason: attempted.reason })
  return null
}

export function ratio(numerator: Figure, denominator: Figure): Figure {
  return numerator === null || denominator === null ? null : numerator / denominator
}

export function milliseconds(seconds: number): number {
  return 1000 * seconds
}

export function memberOf(group: MaskingGroup): BenchClient {
  return { state: group.members[0]!, signer: group.signers[0]! }
}

export function neighboursIn(group: MaskingGroup): number {
  return group.members.length - 1
}
