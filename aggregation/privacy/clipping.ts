/**
 * Clipping to an L2 ball: an update longer than `limit` is scaled down to it, so that no member can move the sum by
 * more than `limit`. The norm accumulates in float64.
 */

export type Clipping =
  | {
      readonly kind: 'clipped'
      readonly values: Float32Array
      /** Norm before clipping. */
      readonly norm: number
      /** What the values were multiplied by; 1 when the norm was within the limit. */
      readonly factor: number
    }
  | { readonly kind: 'refused'; readonly reason: 'not-finite'; readonly coordinate: number }

/** The L2 norm, accumulated in float64. */
export function euclideanNorm(values: Float32Array | Float64Array | Int32Array): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!
  return Math.sqrt(squares)
}

/** A clipped copy of `values`; refuses NaN and infinities, naming the first such coordinate. */
export function clipToNorm(values: Float32Array, limit: number): Clipping {
  if (!Number.isFinite(limit) || limit <= 0) {
    throw new RangeError(`a clipping limit is positive, not ${limit}`)
  }
  const norm = euclideanNorm(values)
  if (!Number.isFinite(norm)) {
    const coordinate = values.findIndex(value => !Number.isFinite(value))
    return { kind: 'refused', reason: 'not-finite', coordinate }
  }
  const factor = norm > limit ? limit / norm : 1
  return { kind: 'clipped', values: scaled(values, factor), norm, factor }
}

/** A loop, since `map` takes several times as long as all the rest. */
function scaled(values: Float32Array, factor: number): Float32Array {
  const copy = values.slice()
  if (factor !== 1) for (let i = 0; i < copy.length; i++) copy[i] = copy[i]! * factor
  return copy
}
