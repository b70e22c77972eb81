/** In words: what each hospital really did, and why it earned what it earned. */
import { percentText } from '../output.ts'
import type { Hospital } from './cast.ts'
import type { Earning, Resolution } from './earnings.ts'

/** The screen knows what nobody in the bounty does. */
export function introductionText({ organisation, displayName, examples, part }: Hospital): string {
  const who = `${displayName} (${organisation})`
  const digits = `${examples.toLocaleString('en')} digits`
  if (part === 'free-rider') return `${who} declares ${digits} and trains on none: a free rider.`
  if (part === 'bad-labels') return `${who} has ${digits}, and every label of them is wrong.`
  return `${who} has ${digits}, which stay with it.`
}

/** What the demonstration knows, and nobody in the bounty. */
export function deedText({ part, examples }: Hospital): string {
  const digits = `${examples.toLocaleString('en')} digits`
  switch (part) {
    case 'honest':
      return `Trained on its ${digits}.`
    case 'free-rider':
      return `Declared ${digits}, trained on none, sent updates of zeros.`
    case 'bad-labels':
      return `Trained on ${digits}, every label of them wrong.`
  }
}

/** Why of the quality pay, from what was measured alone. */
export function reasonText({ share, score, qualityUnits }: Earning, resolution: Resolution): string {
  if (resolution === 'none')
    return 'Nobody was measured: without two groups to compare the pool is shared as base pay.'
  if (score === undefined) return 'Nothing: it was in no round whose groups were tested.'
  if (resolution === 'split')
    return 'Too few rounds to tell holders apart: what its groups added, split equally among their members.'
  if (share > 0 && share < 0.02)
    return `Its groups came out better with it than without by hardly more than chance can do: ${percentText(share)} of all that counts is its.`
  if (share > 0)
    return `Its groups came out better with it than without: ${percentText(share)} of all that counts is its.`
  if (qualityUnits > 0n) return 'Nobody’s score was above what may be chance: the pool is shared as base pay.'
  if (score.high < 0) return 'Nothing: its groups came out worse with it than without it.'
  return 'Nothing: its groups did no better with it than without it, or no more than chance can do.'
}

/** What the measure can be taken for, in this run. */
export function resolutionText(resolution: Resolution, testedRounds: number): string {
  const tested = `${testedRounds} rounds were tested`
  switch (resolution) {
    case 'full':
      return `${tested}: enough to tell holders apart, with two unknowns for each.`
    case 'coarse':
      return `${tested}: too few, for so many holders, for more than one unknown each. Intervals are wide, and small holders may earn nothing by chance. Play more rounds (--rounds) for a clear result.`
    case 'split':
      return `${tested}: too few to tell holders apart. What each group added was split equally among its members, so that a free rider is paid for the company it was in. Play more rounds (--rounds) for a clear result.`
    case 'none':
      return 'There were no two groups to compare in any round, so that nobody was measured, and the quality pool was shared as base pay is. Take more holders (--holders) for a result.'
  }
}
