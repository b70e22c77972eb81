/** Why holders do not take part, in the words that terminal, console and a bounty's reason share. */
import type { Decline, DeclineReason } from './types.ts'

const texts: Readonly<Record<DeclineReason, string>> = {
  'privacy-budget-spent': 'privacy budget spent',
  'privacy-too-weak': 'privacy too weak',
  policy: 'against its policy',
}

/** A reason for people; one of a newer version as it is written. */
export function declineText(reason: string): string {
  return texts[reason as DeclineReason] ?? reason
}

/** Why, and before which of the `rounds` that train: "privacy budget spent, before round 4". */
export function declineStory({ reason, round }: Pick<Decline, 'reason' | 'round'>, rounds: number): string {
  return `${declineText(reason)}, ${whenText(round, rounds)}`
}

function whenText(round: number, rounds: number): string {
  if (round === 0) return 'before training'
  return round > rounds ? 'after training' : `before round ${round}`
}
