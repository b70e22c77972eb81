/**
 * `parley bench privacy`: what noise costs a member, step by step. A turn takes one piece of a long vector: it is over before
 * a busy machine takes the processor away, so that the median of many turns is what the step costs.
 */
import {
  encodeNoised,
  openDiscreteGaussian,
  openSkellam,
  planDistributedNoise,
  type RandomSource,
  rotateBlocks,
  rotationBlocks,
  roundConditionally,
  systemRandom,
} from '../../aggregation/index.ts'
import { dpSgdFigures } from './dp-sgd.ts'
import { machineHere } from './machine.ts'
import { interleaved, timed, type Work } from './measure.ts'
import { type NoiseFigures, type PrivacyReport, privacyGoals } from './privacy-report.ts'

export interface PrivacyBenchOptions {
  /** A short vector and one turn: says whether everything runs, and nothing about speed. */
  readonly quick: boolean
  readonly nowMs: () => number
  readonly report?: (progress: string) => void
}

/** Scales in grid steps: with 18 bits for a hundred members, plans come to some thousands. */
const scales: readonly Pick<NoiseFigures, 'kind' | 'standardDeviation'>[] = [
  { kind: 'skellam', standardDeviation: 20 },
  { kind: 'skellam', standardDeviation: 1000 },
  { kind: 'skellam', standardDeviation: 4096 },
  { kind: 'discrete-gaussian', standardDeviation: 20 },
  { kind: 'discrete-gaussian', standardDeviation: 2 ** 17 },
]
/** Coordinates of a turn. */
const piece = 2 ** 16
/** Of a turn in which all steps are done. */
const wholePiece = 2 ** 14
const typical = scales[2]!
const convolved = scales[4]!

/** Measures everything. */
export async function benchPrivacy(options: PrivacyBenchOptions): Promise<PrivacyReport> {
  const startMs = options.nowMs()
  const dimension = options.quick ? piece : 16 * piece
  const turns = options.quick ? 1 : 160
  options.report?.(`noise at ${scales.length} scales, ${dimension} coordinates`)
  const noise = await benchNoise(dimension, turns)
  options.report?.('rotation, rounding, and all steps together')
  const steps = await interleaved(turns, warmed(stepsOf(piece, wholePiece)))
  options.report?.('a step of DP-SGD beside a plain one')
  const { dpSgdRatio, ...dpSgd } = await dpSgdFigures({ quick: options.quick })
  const measured = {
    machine: machineHere(),
    measuredAt: new Date(startMs).toISOString(),
    quick: options.quick,
    dimension,
    piece,
    noiseNsPerCoordinate: noise[scales.indexOf(typical)]!.nsPerCoordinate,
    convolutionNsPerCoordinate: noise[scales.indexOf(convolved)]!.nsPerCoordinate,
    noise,
    rotationNsPerCoordinate: nanoseconds(steps.rotation),
    roundingNsPerCoordinate: nanoseconds(steps.rounding),
    encodingNsPerCoordinate: nanoseconds(steps.encoding, wholePiece),
    dpSgdRatio,
    dpSgd,
  }
  const report = { ...measured, seconds: (options.nowMs() - startMs) / 1000 }
  return { ...report, goals: privacyGoals(report) }
}

function nanoseconds(seconds: number, coordinates = piece): number {
  return (seconds * 1e9) / coordinates
}

function openNoise({ kind, standardDeviation }: (typeof scales)[number], random: RandomSource) {
  return kind === 'skellam'
    ? openSkellam(standardDeviation ** 2, random)
    : openDiscreteGaussian(standardDeviation, random)
}

async function benchNoise(dimension: number, turns: number): Promise<readonly NoiseFigures[]> {
  const values = new Int32Array(dimension)
  const figures: NoiseFigures[] = []
  for (const scale of scales) {
    const buildMs = timed(() => openNoise(scale, systemRandom)) * 1000
    const source = openNoise(scale, systemRandom)
    let turn = 0
    const pieces = dimension / piece
    const adding = () => {
      const start = (turn++ % pieces) * piece
      return timed(() => source.addTo(values.subarray(start, start + piece)))
    }
    const seconds = await interleaved(turns, warmed({ adding }))
    figures.push({ ...scale, nsPerCoordinate: nanoseconds(seconds.adding), buildMs })
  }
  return figures
}

/** Runs each a few times, so that nothing is compiled while it is measured. */
function warmed<Name extends string>(works: Readonly<Record<Name, Work>>): Readonly<Record<Name, Work>> {
  for (let i = 0; i < 5; i++) for (const work of Object.values<Work>(works)) work()
  return works
}

function stepsOf(dimension: number, wholeDimension: number) {
  const random = systemRandom
  const seed = random.bytes(32)
  const blocks = rotationBlocks(dimension)
  const values = updateOf(dimension, 0.95)
  const rotated = values.slice()
  const rounding = { clip: 1, gamma: 5e-4, beta: Math.exp(-0.5) }
  const plan = typicalPlan(wholeDimension, rounding)
  const whole = updateOf(wholeDimension, 1.05)
  return {
    rotation: () => timed(() => rotateBlocks(rotated, seed, blocks)),
    rounding: () => timed(() => roundConditionally(values, rounding, random)),
    encoding: () => timed(() => encodeNoised(whole, plan, seed, random)),
  }
}

function updateOf(dimension: number, norm: number): Float32Array {
  const height = norm * Math.sqrt(2 / dimension)
  return Float32Array.from({ length: dimension }, (_, i) => height * Math.sin(i * i))
}

function typicalPlan(dimension: number, rounding: { clip: number; gamma: number; beta: number }) {
  const planning = planDistributedNoise({
    ...rounding,
    kind: 'skellam',
    localStandardDeviation: typical.standardDeviation * rounding.gamma,
    contributors: 20,
    leastContributors: 14,
    bits: 20,
    dimension,
  })
  if (planning.kind === 'refused') throw new Error(planning.message)
  return planning.plan
}
