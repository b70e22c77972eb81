import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A moment, in milliseconds: an ISO date or time, or how long ago, such as 90m, 24h or 7d. */
export function readMoment(nowMs: () => number): (text: string) => number {
  return text => {
    const ago = /^(\d{1,5})([mhd])$/.exec(text)
    if (ago !== null) return nowMs() - Number(ago[1]) * units[ago[2]!]!
    const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
    if (Number.isNaN(moment))
      throw new InvalidArgumentError(
        'Write a date or time such as 2026-03-01 or 2026-03-01T08:00Z, or 90m, 24h, 7d.',
      )
    return moment
  }
}
