/** When a message that was not delivered is tried again. */
import type { RandomSource } from '../../aggregation/index.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** After the first attempt, the second, and so on: growing about tenfold at first, as Standard Webhooks advises. */
export const retryDelaysMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
]
/** A delay is up to this share longer, so that what failed together does not come back together. */
const mostJitter = 0.2

/** The time of the next attempt after so many that failed; undefined once the message is given up. */
export function nextAttemptMs(failed: number, nowMs: number, random: RandomSource): number | undefined {
  const delayMs = retryDelaysMs[failed - 1]
  if (delayMs === undefined) return undefined
  const chance = Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32
  return nowMs + Math.round(delayMs * (1 + mostJitter * chance))
}
