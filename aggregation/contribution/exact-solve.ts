/**
 * The exact solution of a linear system over the integers, by p-adic lifting (Dixon, "Exact solution of linear equations using
 * p-adic expansions", 1982): one inverse modulo a prime below 2^24, then one digit of the solution after the other, then
 * fractions from residues. The work on 24-bit digits is done in doubles, which hold every integer below 2^53 exactly.
 * Fraction-free elimination (Bareiss) comes to the same and is twenty times slower at a hundred unknowns.
 */
import { absolute, nearestZero, squareRootUp, total } from './integers.ts'

export interface ExactSolution {
  readonly numerators: readonly bigint[]
  /** Above zero; the least that all share. */
  readonly denominator: bigint
}

/** Most unknowns: sums of that many products of a digit and a chunk stay below 2^53. */
export const maximumUnknowns = 512

const chunkBits = 20n
const largestDigitBase = 2 ** 24

/**
 * Solves `matrix` x = `right`.
 *
 * @param matrix square, rows of at most 512 integers, invertible.
 * @throws RangeError where it is not.
 */
export function solveExactly(
  matrix: readonly (readonly bigint[])[],
  right: readonly bigint[],
): ExactSolution {
  const size = right.length
  if (size > maximumUnknowns || matrix.length !== size || matrix.some(row => row.length !== size))
    throw new RangeError(`a system is square with at most ${maximumUnknowns} unknowns`)
  if (size === 0) return { numerators: [], denominator: 1n }
  const { prime, inverse } = invertibleModulo(matrix)
  const bounds = boundsOf(matrix, right)
  const { residues, modulus } = lift(
    matrix,
    right,
    prime,
    inverse,
    2n * bounds.numerator * bounds.denominator,
  )
  return fractionsOf(residues, modulus, bounds.numerator)
}

/** By Cramer's rule and Hadamard's inequality over columns. */
function boundsOf(matrix: readonly (readonly bigint[])[], right: readonly bigint[]) {
  const norms = right.map((_, column) => normUp(matrix.map(row => row[column]!)))
  const denominator = norms.reduce((product, norm) => product * norm, 1n)
  return { denominator, numerator: denominator * normUp(right) }
}

function normUp(vector: readonly bigint[]): bigint {
  return squareRootUp(total(vector.map(value => value * value))) + 1n
}

function invertibleModulo(matrix: readonly (readonly bigint[])[]) {
  let prime = largestDigitBase
  // A singular matrix is so modulo every prime; an invertible one modulo all but a few.
  for (let tries = 0; tries < 32; tries++) {
    prime = primeBelow(prime)
    const inverse = inverseModulo(matrix, prime)
    if (inverse !== undefined) return { prime, inverse }
  }
  throw new RangeError('the matrix of the system has no inverse')
}

function primeBelow(bound: number): number {
  const isPrime = (value: number) => {
    for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false
    return true
  }
  let candidate = bound - 1
  while (!isPrime(candidate)) candidate--
  return candidate
}

/** Rows of the inverse by Gauss and Jordan on [A | I]; undefined where there is none. */
function inverseModulo(
  matrix: readonly (readonly bigint[])[],
  prime: number,
): readonly Float64Array[] | undefined {
  const size = matrix.length
  const rows = matrix.map((row, place) => {
    const wide = new Float64Array(2 * size)
    for (const [column, value] of row.entries()) wide[column] = residueOf(value, prime)
    wide[size + place] = 1
    return wide
  })
  for (let column = 0; column < size; column++) {
    const pivot = rows.findIndex((row, place) => place >= column && row[column] !== 0)
    if (pivot < 0) return undefined
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    scaleRow(rows[column]!, invertModulo(rows[column]![column]!, prime), prime)
    for (const [place, row] of rows.entries())
      if (place !== column && row[column] !== 0)
        addRow(row, rows[column]!, prime - row[column]!, column, prime)
  }
  return rows.map(row => row.subarray(size))
}

function residueOf(value: bigint, prime: number): number {
  const rest = Number(value % BigInt(prime))
  return rest < 0 ? rest + prime : rest
}

function scaleRow(row: Float64Array, factor: number, prime: number): void {
  for (let i = 0; i < row.length; i++) row[i] = (row[i]! * factor) % prime
}

function addRow(row: Float64Array, other: Float64Array, factor: number, from: number, prime: number): void {
  for (let i = from; i < row.length; i++) row[i] = (row[i]! + factor * other[i]!) % prime
}

/** Euclid's extended algorithm; coefficients stay below the prime. */
function invertModulo(value: number, prime: number): number {
  let [above, below] = [prime, value]
  let [ofAbove, ofBelow] = [0, 1]
  while (below !== 0) {
    const quotient = Math.floor(above / below)
    ;[above, below] = [below, above - quotient * below]
    ;[ofAbove, ofBelow] = [ofBelow, ofAbove - quotient * ofBelow]
  }
  return ofAbove < 0 ? ofAbove + prime : ofAbove
}

/** Digits of the solution until the modulus is above `bound`. */
function lift(
  matrix: readonly (readonly bigint[])[],
  right: readonly bigint[],
  prime: number,
  inverse: readonly Float64Array[],
  bound: bigint,
) {
  const base = BigInt(prime)
  const product = openProduct(matrix)
  let rest = right
  let modulus = 1n
  const digits: Float64Array[] = []
  while (modulus <= bound) {
    const digit = digitOf(inverse, rest, prime)
    digits.push(digit)
    const taken = product(digit)
    rest = rest.map((value, place) => (value - taken[place]!) / base)
    modulus *= base
  }
  const residues = right.map((_, place) =>
    joinDigits(
      digits.map(digit => BigInt(digit[place]!)),
      base,
    ),
  )
  return { residues, modulus }
}

function digitOf(inverse: readonly Float64Array[], rest: readonly bigint[], prime: number): Float64Array {
  const residues = Float64Array.from(rest, value => residueOf(value, prime))
  return Float64Array.from(inverse, row => {
    let sum = 0
    for (let i = 0; i < row.length; i++) {
      sum += row[i]! * residues[i]!
      // Sixteen products of 48 bits.
      if ((i & 15) === 15) sum %= prime
    }
    return sum % prime
  })
}

/** The product of the matrix with a vector of digits: its entries cut into chunks whose sums are exact in doubles. */
function openProduct(matrix: readonly (readonly bigint[])[]): (digits: Float64Array) => readonly bigint[] {
  let rest = matrix.map(row => row.map(absolute))
  const layers: Float64Array[][] = []
  while (layers.length === 0 || rest.some(row => row.some(value => value !== 0n))) {
    layers.push(
      rest.map((row, i) =>
        Float64Array.from(row, (value, j) => {
          const chunk = Number(value & ((1n << chunkBits) - 1n))
          return matrix[i]![j]! < 0n ? -chunk : chunk
        }),
      ),
    )
    rest = rest.map(row => row.map(value => value >> chunkBits))
  }
  return digits =>
    matrix.map((_, place) => {
      let value = 0n
      for (let layer = layers.length - 1; layer >= 0; layer--)
        value = (value << chunkBits) + BigInt(dot(layers[layer]![place]!, digits))
      return value
    })
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!
  return sum
}

/** The number with these digits, lowest first, by halves. */
function joinDigits(digits: readonly bigint[], base: bigint): bigint {
  let parts = digits
  let power = base
  while (parts.length > 1) {
    parts = Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => {
      const high = parts[2 * i + 1]
      return high === undefined ? parts[2 * i]! : parts[2 * i]! + high * power
    })
    power *= power
  }
  return parts[0]!
}

/**
 * Fractions from residues, over one denominator that grows as it must. The modulus is above twice the product of the bounds
 * on numerator and denominator, so that a residue has one fraction within them.
 */
function fractionsOf(residues: readonly bigint[], modulus: bigint, bound: bigint): ExactSolution {
  let denominator = 1n
  for (const residue of residues) {
    const scaled = nearestZero(residue * denominator, modulus)
    if (absolute(scaled) > bound) denominator *= denominatorOf(scaled, modulus, bound)
  }
  return {
    numerators: residues.map(residue => nearestZero(residue * denominator, modulus)),
    denominator,
  }
}

/** The denominator of the fraction that a residue stands for: Euclid's algorithm until the remainder is within the bound. */
function denominatorOf(residue: bigint, modulus: bigint, bound: bigint): bigint {
  let [above, below] = [modulus, residue < 0n ? residue + modulus : residue]
  let [ofAbove, ofBelow] = [0n, 1n]
  while (below > bound) {
    const quotient = above / below
    ;[above, below] = [below, above - quotient * below]
    ;[ofAbove, ofBelow] = [ofBelow, ofAbove - quotient * ofBelow]
  }
  return absolute(ofBelow)
}
