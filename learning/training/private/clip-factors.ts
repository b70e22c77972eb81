/** Squares below that, the least that all backends keep, may have been taken for zero. */
const leastSquare = 2 ** -126
/** What came into a layer with a squared norm beyond that is taken for no number: slopes too small to be seen would weigh. */
const mostSquared = 1e30

/**
 * At least the squared norm of the outer product of slopes and inputs, whose sums of squares are given with their lengths. With
 * a bias, one more input is 1. Infinite for inputs beyond all reason.
 */
export function squaredOuter(
  slopes: { readonly squared: number; readonly length: number },
  inputs: { readonly squared: number; readonly length: number },
  hasBias: boolean,
): number {
  if (!(inputs.squared <= mostSquared)) return Number.POSITIVE_INFINITY
  const bias = hasBias ? 1 : 0
  return atLeast(slopes.squared, slopes.length) * (atLeast(inputs.squared, inputs.length) + bias)
}

/** At least the sum of so many squares that came out as `squared`. */
export function atLeast(squared: number, length: number): number {
  return squared + length * leastSquare
}

/**
 * What each record's gradient is multiplied by, so that its norm is `clipNorm` at most even if it was computed too small by
 * the share `slack`. A gradient that is not a finite number gets 0.
 */
export function clipFactors(squaredNorms: Float64Array, clipNorm: number, slack: number): Float32Array {
  return Float32Array.from(squaredNorms, squared =>
    Number.isFinite(squared) ? Math.min(1, clipNorm / (Math.sqrt(squared) * (1 + slack))) : 0,
  )
}

/** Of records with these factors, those whose gradients are not scaled down. */
export function countWithin(factors: Float32Array): number {
  return factors.reduce((count, factor) => (factor >= 1 ? count + 1 : count), 0)
}
