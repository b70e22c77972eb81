import { testProp } from '@fast-check/ava'
import test from 'ava'
import fc from 'fast-check'
import { maximumUnknowns, solveExactly } from '../../../aggregation/contribution/exact-solve.ts'
import { solveByBareiss } from './bareiss.ts'

const entry = fc.oneof(
  fc.bigInt({ min: -9n, max: 9n }),
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }),
  fc.constantFrom(0n, 2n ** 20n, -(2n ** 40n), 16_777_213n, -16_777_213n),
)
const systems = fc.integer({ min: 1, max: 7 }).chain(size => {
  const vector = fc.array(entry, { minLength: size, maxLength: size })
  return fc.tuple(fc.array(vector, { minLength: size, maxLength: size }), vector)
})
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

testProp(
  'it finds what fraction-free elimination finds, over the least denominator',
  [systems],
  (t, [matrix, right]) => {
    const slow = (() => {
      try {
        return solveByBareiss(matrix, right)
      } catch {
        return undefined
      }
    })()
    if (slow === undefined) {
      t.throws(() => solveExactly(matrix, right), { message: /no inverse/ })
      return
    }
    const { numerators, denominator } = solveExactly(matrix, right)
    t.true(denominator > 0n)
    for (const [i, numerator] of numerators.entries())
      t.is(numerator * slow.determinant, slow.numerators[i]! * denominator)
    t.is(numerators.reduce(gcd, denominator), 1n)
  },
  { numRuns: 150 },
)

test('a matrix whose determinant is the first prime that is tried is solved by another', t => {
  t.deepEqual(solveExactly([[16_777_213n]], [1n]), { numerators: [1n], denominator: 16_777_213n })
})

test('scaled Hilbert matrices, at which floating point fails, come out whole', t => {
  const size = 12
  const multiple = 5_354_228_880n
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => multiple / BigInt(i + j + 1)),
  )
  const solution = Array.from({ length: size }, (_, i) => BigInt(i * i - 7))
  const right = matrix.map(row => row.reduce((sum, value, j) => sum + value * solution[j]!, 0n))
  t.deepEqual(solveExactly(matrix, right), { numerators: solution, denominator: 1n })
})

test('a system that is not square, or too large, is refused; one of nothing has nothing', t => {
  t.throws(() => solveExactly([[1n, 2n]], [1n]), { message: /square/ })
  const many = Array.from({ length: maximumUnknowns + 1 }, () => 0n)
  t.throws(() => solveExactly([many], many), { message: /at most 512/ })
  t.deepEqual(solveExactly([], []), { numerators: [], denominator: 1n })
})
