import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { gaussianWeights } from '../../../../aggregation/privacy/noise/gaussian-weights.ts'
import {
  addDraws,
  type MagnitudeTable,
  magnitudeTable,
} from '../../../../aggregation/privacy/noise/magnitude-table.ts'
import { skellamWeights } from '../../../../aggregation/privacy/noise/skellam-weights.ts'
import { gaussianLaw, skellamLaw } from './laws.ts'

const places = 400n

/** The 127 bits of threshold k. */
function thresholdAt({ first, rest }: MagnitudeTable, k: number): bigint {
  const words = [...rest.subarray(3 * k, 3 * k + 3)]
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word), BigInt(first[k]!))
}

function thresholdsOf(table: MagnitudeTable): bigint[] {
  return [...table.first.keys()].map(k => thresholdAt(table, k))
}

/** Σ x^j / j! for a rational x >= 0, with 400 binary places. */
function exponential(numerator: bigint, denominator: bigint): bigint {
  let sum = 0n
  let term = 1n << places
  for (let j = 1n; term > 0n; j++) {
    sum += term
    term = (term * numerator) / (denominator * j)
  }
  return sum
}

/** I_k(x) = Σ (x/2)^(2j+k) / (j! (j+k)!) for a whole x/2. */
function bessel(k: number, half: bigint): bigint {
  let term = (half ** BigInt(k)) << places
  for (let i = 2n; i <= BigInt(k); i++) term /= i
  let sum = 0n
  for (let j = 1n; term > 0n; j++) {
    sum += term
    term = (term * half * half) / (j * (j + BigInt(k)))
  }
  return sum
}

/** How far thresholds are from P(|X| <= k), in units of 2^-127; the last is 1 by definition. */
function largestError(table: MagnitudeTable, weights: readonly bigint[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  let cumulative = 0n
  const errors = thresholdsOf(table)
    .slice(0, -1)
    .map((threshold, k) => {
      cumulative += weights[k]!
      return Math.abs(Number(threshold - (cumulative << 127n) / total))
    })
  return Math.max(...errors)
}

test('thresholds of the discrete Gaussian are those of its definition to 100 bits', t => {
  // σ = 3.25, σ² = 169/16: exp(-k²/(2σ²)) = 1 / exp(8 k² / 169).
  const weights = Array.from({ length: 60 }, (_, k) => {
    const weight = (1n << (2n * places)) / exponential(8n * BigInt(k * k), 169n)
    return k === 0 ? weight : 2n * weight
  })
  t.true(largestError(magnitudeTable(gaussianWeights(3.25)), weights) < 2 ** 27)
  t.true(largestError(magnitudeTable(gaussianWeights(3.2500001)), weights) > 2 ** 90)
})

test('thresholds of Skellam noise are those of the series of Bessel functions to 100 bits', t => {
  for (const variance of [2, 14]) {
    const weights = Array.from({ length: 90 }, (_, k) => {
      const weight = bessel(k, BigInt(variance / 2))
      return k === 0 ? weight : 2n * weight
    })
    t.true(largestError(magnitudeTable(skellamWeights(variance)), weights) < 2 ** 27, `${variance}`)
    t.true(largestError(magnitudeTable(skellamWeights(variance + 1e-7)), weights) > 2 ** 90)
  }
})

test('large tables give each integer its probability, far out as well', t => {
  for (const [table, law] of [
    [magnitudeTable(gaussianWeights(3000)), gaussianLaw(3000)],
    [magnitudeTable(skellamWeights(3000 ** 2)), skellamLaw(3000)],
    [magnitudeTable(skellamWeights(10_000 ** 2)), skellamLaw(10_000)],
  ] as const) {
    const likely = 1 / (Math.sqrt(2 * Math.PI) * law(0))
    for (const k of [1, 7, likely, 4 * likely].map(Math.round)) {
      const probability = Number(thresholdAt(table, k) - thresholdAt(table, k - 1)) / 2 ** 128
      t.true(Math.abs(probability / law(k) - 1) < 1e-8, `${k}: ${probability} for ${law(k)}`)
    }
    t.true(Math.abs(Number(thresholdAt(table, 0)) / 2 ** 127 / law(0) - 1) < 1e-8)
  }
})

test('what a table leaves out at its end is less than it says', t => {
  for (const { weights, tail } of [gaussianWeights(5), skellamWeights(25), skellamWeights(0.01)]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0n)
    const last = Number((weights.at(-1)! << 200n) / total) / 2 ** 200
    // Beyond the last, magnitudes fall at least as fast as a geometric series of the last two.
    const ratio = Number((weights.at(-1)! << 100n) / weights.at(-2)!) / 2 ** 100
    t.true((last * ratio) / (1 - ratio) <= tail)
    t.true(tail < 2 ** -101)
  }
})

/** U as 127 bits: the head, then what a tie draws. */
function magnitudeByDefinition(table: MagnitudeTable, uniform: bigint): number {
  return thresholdsOf(table).findIndex(threshold => uniform < threshold)
}

const tables = [
  magnitudeTable(gaussianWeights(0.3)),
  magnitudeTable(gaussianWeights(40)),
  magnitudeTable(skellamWeights(5)),
]

testProp(
  'a draw is the least magnitude above U, ties included, with the sign of the lowest bit',
  [
    fc.constantFrom(...tables),
    fc.nat(2000),
    fc.integer({ min: -2, max: 2 }),
    fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
    fc.boolean(),
  ],
  (t, table, place, step, other, lowStep, isNear, isNegative) => {
    const { first, rest } = table
    const k = place % first.length
    // U just beside a threshold, in its first word or in its last.
    const head = Math.max(0, Math.min(2 ** 31 - 1, first[k]! + step))
    const near = [...rest.subarray(3 * k, 3 * k + 3)]
    near[2] = (near[2]! + lowStep) >>> 0
    const more = isNear ? near : other
    const uniform = more.reduce((sum, word) => (sum << 32n) | BigInt(word), BigInt(head))
    const values = Int32Array.of(100)
    const word = Int32Array.of((head << 1) | (isNegative ? 1 : 0))
    addDraws(table, values, word, 7, { next: () => Int32Array.from(more) })
    const expected = magnitudeByDefinition(table, uniform)
    // The last threshold stands for 1, but has no bit for it.
    const magnitude = expected < 0 ? first.length - 1 : expected
    t.is(values[0], 100 + 7 * (isNegative ? -magnitude : magnitude))
  },
)

test('two discrete Gaussians with a stride make one, as near as the formula says and no nearer', t => {
  const distance = (part: number, stride: number) => {
    const [law, sum] = [gaussianLaw(part), gaussianLaw(part * Math.sqrt(1 + stride ** 2))]
    let difference = 0
    for (let x = -80; x <= 80; x++) {
      let probability = 0
      for (let b = -60; b <= 60; b++) probability += law(x - stride * b) * law(b)
      difference += Math.abs(probability - sum(x)) / 2
    }
    return difference
  }
  const omega = (part: number, stride: number) =>
    2 * Math.exp((-2 * (Math.PI * part) ** 2) / (1 + stride ** 2))
  for (const [part, stride] of [
    [1.2, 2],
    [1.7, 3],
    [2, 3],
  ] as const) {
    const [actual, bound] = [distance(part, stride), omega(part, stride)]
    t.true(actual <= bound * 1.05 && actual > bound / 10, `${actual} for ${bound}`)
  }
  t.true(distance(6, 2) < 1e-14)
})
