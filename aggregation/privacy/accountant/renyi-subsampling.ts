/**
 * What Poisson sampling makes of a mechanism of which only the Rényi curve is known, at integer orders (Zhu & Wang
 * 2019, "Poisson subsampled Rényi differential privacy", theorem 5).
 */
import { logAdd, logBinomialWeights, logExpm1, logSumExp } from './special-functions.ts'

const log3 = Math.log(3)

/**
 * RDP at the integer `order` of the sampled mechanism whose curve is `rdp`; never more than without sampling. With
 * w_l the binomial weights, exp((a-1) RDP) - 1 is at most w_2 (exp(rdp(2)) - 1) + sum over l > 2 of
 * w_l (3 exp((l-1) rdp(l)) - 1), where the first two terms of the theorem have been taken from the 1 that all add to.
 */
export function sampledRdp(order: number, sampling: number, rdp: (order: number) => number): number {
  const unsampled = rdp(order)
  if (sampling === 1) return unsampled
  const weights = logBinomialWeights(order, sampling)
  const logs: number[] = []
  for (let l = 2; l <= order; l++) {
    const exponent = (l - 1) * rdp(l) + (l === 2 ? 0 : log3)
    logs.push(exponent > 0 ? weights[l]! + logExpm1(exponent) : -Infinity)
  }
  const logExcess = logSumExp(logs)
  const amplified = logExcess < 0 ? Math.log1p(Math.exp(logExcess)) : logAdd(0, logExcess)
  return Math.min(unsampled, amplified / (order - 1))
}
