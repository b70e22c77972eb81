/** Coins of exactly a given rational probability, from fair bits: what the exact samplers are made of. */
import type { RandomSource } from '../../crypto/index.ts'
import type { Fraction } from './big-exponential.ts'

/** Each try ends its loop with probability 0.45 or more, so that all of them fail with probability below 2^-400. */
export const mostTries = 512

/** A loop of rejection that did not end; the source of randomness is broken. */
export function neverAccepted(): Error {
  return new Error(`nothing was accepted in ${mostTries} tries: the random source repeats itself`)
}

export interface ExactCoins {
  /** Uniform on 0 .. bound - 1. */
  below(bound: bigint): bigint
  /** True with probability numerator/denominator, at most 1. */
  coin(probability: Fraction): boolean
  /** True with probability e^-x for a rational x >= 0 (Canonne, Kamath, Steinke 2020, algorithm 1). */
  coinOfExponential(x: Fraction): boolean
}

export function openExactCoins(random: RandomSource): ExactCoins {
  const below = (bound: bigint) => uniformBelow(bound, random)
  const coin = ({ numerator, denominator }: Fraction) => below(denominator) < numerator
  return { below, coin, coinOfExponential: x => coinOfExponential(x, coin) }
}

function uniformBelow(bound: bigint, random: RandomSource): bigint {
  const bits = (bound - 1n).toString(2).length
  for (let tries = 0; tries < mostTries; tries++) {
    const candidate = BigInt.asUintN(bits, integerOf(random.bytes(Math.ceil(bits / 8))))
    if (candidate < bound) return candidate
  }
  throw neverAccepted()
}

function integerOf(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

type Coin = ExactCoins['coin']

function coinOfExponential({ numerator, denominator }: Fraction, coin: Coin): boolean {
  for (let whole = numerator / denominator; whole > 0n; whole--) {
    if (!coinOfSmallExponential({ numerator: 1n, denominator: 1n }, coin)) return false
  }
  return coinOfSmallExponential({ numerator: numerator % denominator, denominator }, coin)
}

/** x <= 1: the length of a run of coins of x/1, x/2, x/3, ... is odd-numbered at its end with probability e^-x. */
function coinOfSmallExponential({ numerator, denominator }: Fraction, coin: Coin): boolean {
  for (let k = 1n; k < BigInt(mostTries); k++) {
    if (!coin({ numerator, denominator: denominator * k })) return k % 2n === 1n
  }
  throw neverAccepted()
}
