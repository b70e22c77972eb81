import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  dealToBlocks,
  euclideanNorm,
  gatherFromBlocks,
  rotateBlocks,
  rotationBlocks,
  unrotateBlocks,
} from '../../../aggregation/privacy/index.ts'
import { walshHadamard } from '../../../aggregation/privacy/walsh-hadamard.ts'

const seed = new Uint8Array(32).fill(7)

/** By definition, in n² steps. */
function slowTransform(values: Float64Array): Float64Array {
  const parity = (bits: number): number => (bits === 0 ? 0 : (bits & 1) ^ parity(bits >>> 1))
  return values.map((_, j) => values.reduce((sum, value, i) => sum + (parity(i & j) ? -value : value), 0))
}

testProp(
  'the transform is that of the definition, for every power of two',
  [fc.integer({ min: 0, max: 8 }), fc.infiniteStream(fc.integer({ min: -1000, max: 1000 }))],
  (t, exponent, stream) => {
    const values = Float64Array.from(stream.take(2 ** exponent))
    const fast = values.slice()
    walshHadamard(fast)
    t.deepEqual([...fast], [...slowTransform(values)])
  },
)

testProp(
  'a rotation keeps norms and inner products, and its inverse gives back every value to 1e-5',
  [fc.integer({ min: 1, max: 9000 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer()],
  (t, dimension, ownSeed, phase) => {
    const blocks = rotationBlocks(dimension)
    const values = Float32Array.from({ length: dimension }, (_, i) => Math.sin(phase + i * i) * 3)
    const rotated = dealToBlocks(values, blocks)
    rotateBlocks(rotated, ownSeed, blocks)
    t.true(Math.abs(euclideanNorm(rotated) / euclideanNorm(values) - 1) < 1e-5)
    unrotateBlocks(rotated, ownSeed, blocks)
    const back = gatherFromBlocks(rotated, blocks, dimension)
    t.true(back.every((value, i) => Math.abs(value - values[i]!) < 1e-5 * 3))
  },
  { numRuns: 30 },
)

test('a rotation is linear, and spreads one large value evenly over its block with random signs', t => {
  const blocks = { size: 4096, count: 2 }
  const values = new Float32Array(8192)
  values[100] = 64
  rotateBlocks(values, seed, blocks)
  t.true(values.subarray(0, 4096).every(value => Math.abs(Math.abs(value) - 1) < 1e-6))
  t.true(values.subarray(4096).every(value => value === 0))
  const ones = new Float32Array(8192).fill(1)
  rotateBlocks(ones, seed, blocks)
  // Without random signs all of a constant would end in one coordinate, at 64.
  const largest = ones.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  t.true(largest > 2 && largest < 6, `${largest}`)
})

test('other seeds rotate otherwise, and no two blocks alike', t => {
  const blocks = { size: 64, count: 2 }
  const rotated = (one: Uint8Array) => {
    const values = new Float64Array(128).fill(1)
    rotateBlocks(values, one, blocks)
    return values
  }
  const values = rotated(seed)
  t.notDeepEqual(values, rotated(new Uint8Array(32).fill(8)))
  t.notDeepEqual(values.slice(0, 64), values.slice(64))
  t.deepEqual(values, rotated(seed))
})

test('blocks are large, and their padding is small', t => {
  t.deepEqual(rotationBlocks(1), { size: 1, count: 1 })
  t.deepEqual(rotationBlocks(1000), { size: 1024, count: 1 })
  t.deepEqual(rotationBlocks(20_000), { size: 4096, count: 5 })
  t.deepEqual(rotationBlocks(2 ** 20), { size: 2 ** 18, count: 4 })
  t.deepEqual(rotationBlocks(1_000_000), { size: 2 ** 18, count: 4 })
  for (let dimension = 70_000; dimension < 10_000_000; dimension = Math.ceil(dimension * 1.37)) {
    const { size, count } = rotationBlocks(dimension)
    t.true(size * count >= dimension && size * count <= dimension * (1 + 1 / 16), `${dimension}`)
  }
  for (const bad of [0, 1.5, Number.NaN]) t.throws(() => rotationBlocks(bad), { instanceOf: RangeError })
})

test('neighbouring coordinates go to different blocks and come back in their order', t => {
  const blocks = { size: 4, count: 3 }
  const values = Float32Array.from({ length: 10 }, (_, i) => i + 1)
  const dealt = dealToBlocks(values, blocks)
  t.deepEqual(dealt, Float32Array.of(1, 4, 7, 10, 2, 5, 8, 0, 3, 6, 9, 0))
  t.deepEqual(gatherFromBlocks(dealt, blocks, 10), values)
})

test('a seed or a vector of another length is refused', t => {
  const blocks = { size: 4, count: 1 }
  t.throws(() => rotateBlocks(new Float32Array(4), new Uint8Array(16), blocks), { message: /32 bytes/ })
  t.throws(() => unrotateBlocks(new Float32Array(5), seed, blocks), { message: /4 values, not 5/ })
})
