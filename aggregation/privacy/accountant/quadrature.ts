/** Gauss-Legendre rules, made once by Newton's method on the Legendre polynomial. */

export interface QuadratureRule {
  /** Nodes in (-1, 1), and their weights, which sum to 2. */
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

/** Value and derivative of the Legendre polynomial of degree n at x, by the three-term recurrence. */
function legendre(n: number, x: number): readonly [number, number] {
  let [before, value] = [1, x]
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
  return [value, (n * (x * value - before)) / (x * x - 1)]
}

/** The rule with n nodes, exact for polynomials of degree 2n - 1. */
export function gaussLegendre(n: number): QuadratureRule {
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    for (let turn = 0; turn < 8; turn++) {
      const [value, slope] = legendre(n, x)
      x -= value / slope
    }
    const slope = legendre(n, x)[1]
    nodes[i] = x
    weights[i] = 2 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}
