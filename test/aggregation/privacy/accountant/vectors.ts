import type { Mechanism } from '../../../../aggregation/privacy/index.ts'
import { loadVectors } from '../../load-vectors.ts'

interface Vectors {
  readonly rdpSampledGaussian: readonly { sampling: number; noise: number; order: number; rdp: number }[]
  readonly analyticGaussian: readonly { mu: number; epsilon: number; delta: number }[]
  readonly analyticEpsilon: readonly { mu: number; delta: number; epsilon: number }[]
  readonly rdpEpsilon: readonly {
    mechanism: Mechanism
    sampling: number
    steps: number
    delta: number
    epsilon: number
    order: number
  }[]
  readonly oneStep: readonly { sampling: number; noise: number; delta: number; epsilon: number }[]
  readonly lossDistributions: readonly {
    sampling: number
    noise: number
    steps: number
    delta: number
    above: number
    below: number
  }[]
}

export const vectors = loadVectors<Vectors>('privacy-accounting')

/** How far `actual` is from `expected`, as a share of it. */
export function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected)
}

export function gaussian(noise: number, sampling: number, steps: number) {
  return { mechanism: { kind: 'gaussian' as const, noise }, sampling, steps }
}
