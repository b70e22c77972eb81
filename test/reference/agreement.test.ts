import { randomBytes } from 'node:crypto'
import test, { type ExecutionContext } from 'ava'
import {
  addMaskStreams,
  combineShares,
  fromHex,
  packResidues,
  type RandomSource,
  reduceWords,
  residuesIn,
  signExtend,
  splitWithCoefficients,
  toHex,
  unpackResidues,
  unsafeFixedRandom,
} from '../../aggregation/index.ts'
import { loadVectors } from '../aggregation/load-vectors.ts'
import { askPython, findPython } from '../support/python.ts'
import { playAttempt, type Said } from './attempt.ts'
import { type CohortDescription, drawCohort, playDraw } from './cohort.ts'
import { type AttemptDescription, type AttemptShape, drawAttempt } from './descriptions.ts'

/** Runs a comparison with the second implementation, or says why it is left out. */
function compare(title: string, check: (t: ExecutionContext, ask: Ask) => void): void {
  test(title, t => {
    const found = findPython(['cryptography'])
    if ('python' in found) check(t, request => askPython(found.python, 'test/reference', 'fedsa', request))
    else t.pass(t.log(`left out: ${found.missing}`) as undefined)
  })
}

type Ask = <Answer>(request: unknown) => Answer

function freshSeed(t: ExecutionContext): string {
  const seed = process.env.PARLEY_SEED ?? randomBytes(8).toString('hex')
  t.log(`PARLEY_SEED=${seed}`)
  return seed
}

interface PublishedDraw {
  readonly description: CohortDescription
  readonly said: Record<string, unknown>
}

const complete = { kind: 'complete' } as const
const privacy = {
  mechanism: 'skellam',
  gamma: 0.125,
  localStandardDeviation: 1.75,
  leastContributors: 2,
  beta: 0.6065306597126334,
  clip: 1,
  dimension: 30,
} as const
const shapes: readonly AttemptShape[] = [
  {
    size: 3,
    bits: 24,
    weightMode: 'equal',
    graph: complete,
    coordinates: 33,
    lostEarly: 0,
    lostLate: 0,
    privacy,
  },
  {
    size: 4,
    bits: 18,
    weightMode: 'equal',
    graph: complete,
    coordinates: 35,
    lostEarly: 0,
    lostLate: 1,
    privacy: {
      mechanism: 'central',
      gamma: 0.375,
      standardDeviation: 5.25,
      beta: 0.6065306597126334,
      clip: 1.5,
      dimension: 33,
    },
  },
  { size: 6, bits: 16, weightMode: 'examples', graph: complete, coordinates: 21, lostEarly: 1, lostLate: 1 },
  { size: 9, bits: 19, weightMode: 'examples', graph: complete, coordinates: 40, lostEarly: 0, lostLate: 3 },
  { size: 7, bits: 32, weightMode: 'equal', graph: complete, coordinates: 17, lostEarly: 1, lostLate: 1 },
  { size: 5, bits: 8, weightMode: 'equal', graph: complete, coordinates: 64, lostEarly: 0, lostLate: 1 },
]

for (const shape of shapes) {
  const lost = shape.lostEarly + shape.lostLate
  compare(
    `both implementations say the same bytes: ${shape.size} members, ${lost} lost, ${shape.bits} bits, weights ${shape.weightMode}`,
    (t, ask) => {
      const description = drawAttempt(shape, unsafeFixedRandom(freshSeed(t)))
      assertAgreement(t, description, ask<Said>({ attempt: description }))
    },
  )
}

compare('both implementations agree on a group of 131 in neighbourhoods', (t, ask) => {
  const graph = { kind: 'k-regular', degree: 0, dropoutPermille: 40 } as const
  const shape = {
    size: 131,
    bits: 20,
    weightMode: 'examples',
    graph,
    coordinates: 12,
    lostEarly: 2,
    lostLate: 3,
  } as const
  const description = drawAttempt(shape, unsafeFixedRandom(freshSeed(t)))
  t.true(description.degree < 130)
  assertAgreement(t, description, ask<Said>({ attempt: description }))
})

compare('an attempt that the second implementation drew is the same in the first', (t, ask) => {
  const seed = freshSeed(t)
  for (const [size, bits] of [
    [3, 24],
    [4, 12],
    [8, 17],
    [10, 32],
  ] as const) {
    const request = { draw: `${seed} ${size}`, size, bits, coordinates: 10 + size }
    const { description, said } = ask<{ description: AttemptDescription; said: Said }>(request)
    assertAgreement(t, description, said)
  }
})

/** Every name and every byte; a wrong secret in the description must show. */
function assertAgreement(t: ExecutionContext, description: AttemptDescription, said: Said): void {
  t.deepEqual(said, playAttempt(description))
  t.true(Object.keys(said).length > 30)
}

compare('one changed bit in one secret changes what the other implementation says', (t, ask) => {
  const description = drawAttempt(shapes[0]!, unsafeFixedRandom(freshSeed(t)))
  const [first, ...others] = description.members
  const selfSeed = toHex(fromHex(first!.selfSeed).map((byte, i) => (i === 31 ? byte ^ 1 : byte)))
  const said = ask<Said>({ attempt: { ...description, members: [{ ...first!, selfSeed }, ...others] } })
  const ours = playAttempt(description)
  t.not(said['packed 1'], ours['packed 1'])
  t.not(said['commitment 1'], ours['commitment 1'])
  t.is(said.sum, ours.sum)
})

compare('packing agrees for every width from 8 to 32 bits, signs included', (t, ask) => {
  const random = unsafeFixedRandom(freshSeed(t))
  const widths = Array.from({ length: 25 }, (_, i) => 8 + i)
  const pieces = widths.map(bits => ({ kind: 'pack', bits, integers: drawIntegers(bits, 37, random) }))
  const answers = ask<{ packed: string; signed: number[] }[]>({ pieces })
  for (const [i, { bits, integers }] of pieces.entries()) {
    const packed = packResidues(residuesIn(Int32Array.from(integers)).slice(), bits)
    t.is(answers[i]!.packed, toHex(packed), `${bits} bits`)
    t.deepEqual(answers[i]!.signed, integers)
    t.deepEqual([...signExtend(unpackResidues(packed, integers.length, bits), bits)], integers)
  }
})

function drawIntegers(bits: number, count: number, random: RandomSource): number[] {
  const half = 2 ** (bits - 1)
  const words = new Uint32Array(random.bytes(4 * count).slice().buffer)
  return [-half, half - 1, -1, 0, ...Array.from(words, word => (word % (2 * half)) - half)].slice(0, count)
}

compare('sharing agrees at points of all sizes, in both directions', (t, ask) => {
  const random = unsafeFixedRandom(freshSeed(t))
  const points = [1, 2, 255, 256, 300, 16384, 32768, 65535]
  const [secret, ...coefficients] = Array.from({ length: 5 }, () => random.bytes(32))
  const shares = splitWithCoefficients(secret!, coefficients, points)
  const chosen = shares.slice(2, 7).map(({ point, bytes }) => ({ point, bytes: toHex(bytes) }))
  const [theirs, combined] = ask<[string[], string]>({
    pieces: [
      { kind: 'split', secret: toHex(secret!), coefficients: coefficients.map(toHex), points },
      { kind: 'combine', shares: chosen },
    ],
  })
  t.deepEqual(
    theirs,
    shares.map(({ bytes }) => toHex(bytes)),
  )
  t.is(combined, toHex(secret!))
  const back = theirs.map((bytes, i) => ({ point: points[i]!, bytes: fromHex(bytes) }))
  t.is(toHex(combineShares(back.slice(1, 6))), toHex(secret!))
})

compare('masks agree over several blocks of the keystream', (t, ask) => {
  const key = unsafeFixedRandom(freshSeed(t)).bytes(32)
  const widths = [8, 13, 16, 17, 24, 32]
  const pieces = widths.map(bits => ({ kind: 'mask', key: toHex(key), dimension: 40_001, bits }))
  for (const [i, theirs] of ask<string[]>({ pieces }).entries()) {
    const ours = new Uint32Array(40_001)
    addMaskStreams(ours, [{ key, sign: 1 }], widths[i]!)
    reduceWords(ours, widths[i]!)
    t.is(theirs, toHex(new Uint8Array(ours.buffer)), `${widths[i]} bits`)
  }
})

for (const [size, groupSize] of [
  [5, 5],
  [14, 4],
  [61, 5],
] as const) {
  compare(
    `a draw of ${size} holders comes to the same groups of at least ${groupSize} in both implementations`,
    (t, ask) => {
      const description = drawCohort(size, groupSize, unsafeFixedRandom(freshSeed(t)))
      const ours = playDraw(description)
      t.deepEqual(ask({ cohort: description }), ours)
      t.is((ours.groups as string[][]).length, Math.floor(size / groupSize))
    },
  )
}

test('the first implementation draws the published groups', t => {
  const { draw } = loadVectors<{ draw: PublishedDraw }>('fedsa-v1')
  t.deepEqual(playDraw(draw.description), draw.said)
  t.is((draw.said.groups as string[][]).length, 2)
})

compare('the second implementation makes the published vectors', (t, ask) => {
  const published = loadVectors<{
    draw: PublishedDraw
    pairKey: { key: string; words: string[]; streamHash: string }
    selfKey: { key: string; words: string[] }
    maskedVectors: { masked: string[][]; sum: number[] }
    sharing: { shares: { point: number; share: string }[] }
  }>('fedsa-v1')
  const { draw, pairKey, selfKey, maskedVectors, sharing } = published
  t.deepEqual(ask({ cohort: draw.description }), draw.said)
  t.deepEqual(ask({ knownAnswers: {} }), {
    pairKey: pairKey.key,
    pairWords: pairKey.words,
    pairStreamHash: pairKey.streamHash,
    selfKey: selfKey.key,
    selfWords: selfKey.words,
    masked: maskedVectors.masked,
    sum: maskedVectors.sum,
    shares: Object.fromEntries(sharing.shares.map(({ point, share }) => [point, share])),
  })
})
