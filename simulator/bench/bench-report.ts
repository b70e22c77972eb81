/** The report of `parley bench secure-aggregation`, and the goals it is held against. Times in milliseconds, medians. */

/** A figure that could not be taken is null and named in `missing`. */
export type Figure = number | null

export interface MaskingCase {
  readonly neighbours: number
  readonly dimension: number
  readonly bits: number
  /** Worker threads; 0 is the caller's own thread. */
  readonly workers: number
  readonly milliseconds: number
  /** Keystream bytes a second over those of `openssl speed`. */
  readonly ratioToOpenssl: Figure
}

export interface FlowerUnmasking {
  readonly seconds: number
  /** Whether the whole was computed from one part of each kind and their counts. */
  readonly isExtrapolated: boolean
  readonly maskSeconds: number
  readonly shareSeconds: number
}

/** A whole round of Flower's SecAgg+ and one of Parley, in memory, messages through their bytes, one thread each. */
export interface FlowerRound {
  readonly clients: number
  readonly dimension: number
  readonly dropouts: number
  /** The stage before which those clients fell silent. */
  readonly lostBefore: string
  readonly flowerVersion: string
  readonly flowerSeconds: number
  readonly parleySeconds: number
  /** Null when Flower's round was not completed. */
  readonly ratio: Figure
  readonly flowerCompleted: boolean
  readonly flowerExact: boolean
  /** What ended it. */
  readonly flowerFault: string | null
  readonly parleyCompleted: boolean
  readonly parleyExact: boolean
  /** Bytes that all clients sent together. */
  readonly flowerSentBytes: number
  readonly parleySentBytes: number
}

export interface BenchReport {
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly memoryBytes: number
    readonly system: string
    readonly node: string
    readonly python: string | null
    readonly engine: string
  }
  readonly measuredAt: string
  readonly seconds: number
  readonly quick: boolean
  readonly openssl: { readonly bytesPerSecond: Figure }
  readonly client: {
    readonly k20: {
      /** Median of the ratios that were taken within one turn each; both by the wall clock. */
      readonly ratioToOpenssl: Figure
      readonly leastRatio: Figure
      readonly mostRatio: Figure
      readonly turns: number
      readonly milliseconds: number
      readonly opensslBytesPerSecond: Figure
      /** The step's parts, measured one by one. */
      readonly parts: {
        readonly checkMs: number
        readonly keysMs: number
        readonly masksMs: number
        readonly sealMs: number
      }
    }
    readonly b16SpeedUp: number
    readonly b16: { readonly b32Milliseconds: number; readonly b16Milliseconds: number }
    readonly twoWorkerSpeedUp: number
    readonly twoWorkers: { readonly oneMilliseconds: number; readonly twoMilliseconds: number }
    readonly cases: readonly MaskingCase[]
  }
  readonly shamir: { readonly splitMs: number; readonly combineMs: number }
  readonly signatures: {
    readonly signMs: number
    readonly verifyMs: number
    readonly secondsFor40000: number
  }
  readonly server: {
    readonly unmaskN21Ms: number
    readonly unmaskN101Ms: number
    readonly memoryRatioN200toN5: number
    readonly memory: { readonly n5PeakBytes: number; readonly n200PeakBytes: number }
  }
  readonly wire: {
    readonly ratioToFloat32: number
    readonly sentBytes: number
    readonly packedBytes: number
    readonly allowedBytes: number
    readonly float32Bytes: number
  }
  readonly peers: {
    readonly flower: {
      readonly clientRatio: Figure
      readonly clientMs: Figure
      readonly oursMs: Figure
      readonly clientRatioK100: Figure
      readonly clientK100Ms: Figure
      readonly oursK100Ms: Figure
      readonly unmaskRatioN21: Figure
      readonly unmaskRatioN101: Figure
      readonly unmaskN21: FlowerUnmasking | null
      readonly unmaskN101: FlowerUnmasking | null
    }
    readonly pythonAes: {
      readonly clientRatio: Figure
      readonly clientMs: Figure
      readonly oursMs: Figure
      readonly clientRatioK100: Figure
      readonly clientK100Ms: Figure
      readonly oursK100Ms: Figure
    }
    readonly flowerRound: (FlowerRound & { readonly others: readonly FlowerRound[] }) | null
  }
  readonly goals: readonly Goal[]
  readonly missing: readonly Missing[]
}

export interface Missing {
  readonly what: string
  readonly reason: string
}

export interface Goal {
  readonly field: string
  readonly value: Figure
  readonly least?: number
  readonly most?: number
  /** Null when there is no figure. */
  readonly holds: boolean | null
}

export interface Target {
  readonly field: string
  readonly least?: number
  readonly most?: number
}

/** What the project sets itself. */
export const benchTargets: readonly Target[] = [
  { field: 'client.k20.ratioToOpenssl', least: 0.45 },
  { field: 'client.b16SpeedUp', least: 1.7 },
  { field: 'client.twoWorkerSpeedUp', least: 1.5 },
  { field: 'peers.flower.clientRatio', least: 3 },
  { field: 'peers.flower.unmaskRatioN21', least: 15 },
  { field: 'peers.flower.unmaskRatioN101', least: 40 },
  { field: 'peers.pythonAes.clientRatio', least: 1 },
  { field: 'shamir.splitMs', most: 1 },
  { field: 'shamir.combineMs', most: 0.1 },
  { field: 'signatures.secondsFor40000', most: 10 },
  { field: 'wire.ratioToFloat32', most: 0.76 },
  { field: 'server.memoryRatioN200toN5', most: 1.1 },
]

/** Every target with the figure that a report has for it. */
export function goalsOf(report: object, targets: readonly Target[] = benchTargets): readonly Goal[] {
  return targets.map(target => {
    const value = figureAt(report, target.field)
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = target
    return { ...target, value, holds: value === null ? null : value >= least && value <= most }
  })
}

function figureAt(report: object, field: string): Figure {
  const value = field
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], report)
  if (value === null || typeof value === 'number') return value
  throw new Error(`the report has no figure "${field}"`)
}
