/**
 * Skellam noise without any error: the difference of two Poisson variables, each a sum of Poisson variables of mean θ <= 1/2
 * drawn by rejection in rational arithmetic. Time grows with the variance: for small ones, and as the twin of the tables.
 */
import type { RandomSource } from '../../crypto/index.ts'
import { type Fraction, fractionOf } from './big-exponential.ts'
import { type ExactCoins, mostTries, neverAccepted, openExactCoins } from './exact-coins.ts'
import { exactNoise } from './exact-noise.ts'
import { type IntegerNoise, requireWithin } from './integer-noise.ts'

export function openExactSkellam(variance: number, random: RandomSource): IntegerNoise {
  const remedy = 'sample from the table (openSkellam)'
  requireWithin('the variance of exact Skellam noise', variance, Number.MIN_VALUE, 2 ** 20, remedy)
  const { numerator, denominator } = fractionOf(variance)
  // Twice the mean of a part is variance / parts.
  const parts = Math.ceil(variance)
  const twiceMean = { numerator, denominator: denominator * BigInt(parts) }
  const coins = openExactCoins(random)
  const poisson = () => sumOfPoisson(parts, twiceMean, coins)
  return exactNoise(Math.sqrt(variance), () => poisson() - poisson())
}

function sumOfPoisson(parts: number, twiceMean: Fraction, coins: ExactCoins): number {
  let sum = 0
  for (let i = 0; i < parts; i++) sum += drawPoisson(twiceMean, coins)
  return sum
}

/** Proposes k with probability 2^-(k+1), accepts it with (2θ)^k / k!: more than half of the proposals are accepted. */
function drawPoisson(twiceMean: Fraction, coins: ExactCoins): number {
  for (let tries = 0; tries < mostTries; tries++) {
    const proposal = runOfHeads(coins)
    if (isAccepted(proposal, twiceMean, coins)) return proposal
  }
  throw neverAccepted()
}

function runOfHeads(coins: ExactCoins): number {
  for (let count = 0; count < mostTries; count++) {
    if (coins.below(2n) === 0n) return count
  }
  throw neverAccepted()
}

function isAccepted(proposal: number, { numerator, denominator }: Fraction, coins: ExactCoins): boolean {
  for (let i = 1; i <= proposal; i++) {
    if (!coins.coin({ numerator, denominator: denominator * BigInt(i) })) return false
  }
  return true
}
