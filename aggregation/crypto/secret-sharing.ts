/**
 * Shamir's sharing over GF(2^16), modulus x^16 + x^12 + x^3 + x + 1 (0x1100B, primitive). A secret is a string of
 * 16-bit little-endian words; each word has a polynomial of its own and every share has the secret's length.
 *
 * The evaluation points are public; only the shift-and-add over a point's bits branches, never the secret's words,
 * so the time depends on public values alone. Two words ride in each 32-bit lane.
 *
 * A share by itself says nothing about its honesty: callers commit to shares and check the secret they rebuild.
 */
import type { RandomSource } from './random.ts'

/** x^12 + x^3 + x + 1: what x^16 reduces to. */
const reduction = 0x100b

/** One share: the public point it was evaluated at, 1..65535, and its bytes. */
export interface Share {
  readonly point: number
  readonly bytes: Uint8Array
}

/** Both 16-bit lanes of `pair` times x. */
function timesX(pair: number): number {
  const carries = (pair >>> 15) & 0x00010001
  return ((pair & 0x7fff7fff) << 1) ^ Math.imul(carries, reduction)
}

/** Both 16-bit lanes of `pair` times the public element `point`. */
function timesPoint(pair: number, point: number): number {
  let product = 0
  let power = pair
  for (let bits = point; bits !== 0; bits >>>= 1) {
    if ((bits & 1) === 1) product ^= power
    power = timesX(power)
  }
  return product
}

/** Product in GF(2^16). */
export function multiplyField(left: number, right: number): number {
  return timesPoint(left, right) & 0xffff
}

/** Inverse in GF(2^16) of a public non-zero element, as its power 2^16 - 2. */
export function invertField(element: number): number {
  if (element === 0) throw new RangeError('zero has no inverse')
  let inverse = 1
  let square = element
  for (let bit = 1; bit < 16; bit++) {
    square = multiplyField(square, square)
    inverse = multiplyField(inverse, square)
  }
  return inverse
}

function toLanes(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true))
}

function fromLanes(lanes: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(lanes.length * 4)
  const view = new DataView(bytes.buffer)
  lanes.forEach((lane, i) => {
    view.setUint32(4 * i, lane, true)
  })
  return bytes
}

function requirePoints(points: readonly number[], threshold: number): void {
  const distinct = new Set(points)
  const fits = points.every(point => Number.isInteger(point) && point >= 1 && point <= 0xffff)
  if (!fits || distinct.size !== points.length) throw new RangeError('points are distinct and in 1..65535')
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > points.length) {
    throw new RangeError(
      `a threshold of ${threshold} needs at least as many points; there are ${points.length}`,
    )
  }
}

function evaluate(polynomial: readonly Uint32Array[], point: number): Uint32Array {
  const value = polynomial.at(-1)!.slice()
  for (let degree = polynomial.length - 2; degree >= 0; degree--) {
    const coefficient = polynomial[degree]!
    for (let lane = 0; lane < value.length; lane++) {
      value[lane] = timesPoint(value[lane]!, point) ^ coefficient[lane]!
    }
  }
  return value
}

/**
 * Shares of `secret` (a multiple of 4 bytes) at each of `points`; any `threshold` of them rebuild it.
 * `coefficients` holds threshold - 1 strings as long as the secret, lowest degree first, and must be secret,
 * uniform and fresh.
 */
export function splitWithCoefficients(
  secret: Uint8Array,
  coefficients: readonly Uint8Array[],
  points: readonly number[],
): Share[] {
  requirePoints(points, coefficients.length + 1)
  if (secret.length % 4 !== 0) throw new RangeError('a shared secret is a multiple of 4 bytes')
  if (coefficients.some(coefficient => coefficient.length !== secret.length)) {
    throw new RangeError('a coefficient is as long as the secret')
  }
  const polynomial = [secret, ...coefficients].map(toLanes)
  const shares = points.map(point => ({ point, bytes: fromLanes(evaluate(polynomial, point)) }))
  for (const lanes of polynomial) lanes.fill(0)
  return shares
}

/** Shares of `secret` at each of `points`; any `threshold` of them rebuild it, fewer say nothing about it. */
export function splitSecret(
  secret: Uint8Array,
  threshold: number,
  points: readonly number[],
  random: RandomSource,
): Share[] {
  requirePoints(points, threshold)
  const coefficients = Array.from({ length: threshold - 1 }, () => random.bytes(secret.length))
  const shares = splitWithCoefficients(secret, coefficients, points)
  for (const coefficient of coefficients) coefficient.fill(0)
  return shares
}

/** Lagrange's weight at zero of each point: the product over the others of other / (other - point). */
function weightsAtZero(points: readonly number[]): number[] {
  return points.map(point => {
    let numerator = 1
    let denominator = 1
    for (const other of points) {
      if (other === point) continue
      numerator = multiplyField(numerator, other)
      denominator = multiplyField(denominator, other ^ point)
    }
    return multiplyField(numerator, invertField(denominator))
  })
}

/** The value at zero of the polynomial through all the given shares: the secret, when they are `threshold` true ones. */
export function combineShares(shares: readonly Share[]): Uint8Array {
  const points = shares.map(share => share.point)
  requirePoints(points, 1)
  const length = shares[0]!.bytes.length
  if (shares.some(share => share.bytes.length !== length)) throw new RangeError('shares have one length')
  const weights = weightsAtZero(points)
  const secret = new Uint32Array(length / 4)
  shares.forEach((share, i) => {
    const lanes = toLanes(share.bytes)
    for (let lane = 0; lane < secret.length; lane++) secret[lane]! ^= timesPoint(lanes[lane]!, weights[i]!)
  })
  return fromLanes(secret)
}
