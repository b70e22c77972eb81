/** Where a bounty and its disputes stand, in words for people: terminal and console say the same. */
import type { BountyState, DisputeClaim, DisputeView } from './types.ts'

const stateTexts: Readonly<Record<BountyState, string>> = {
  draft: 'a draft: nothing is paid in, and nobody else sees it',
  funded: 'paid in, and not open yet',
  open: 'open: holders can join',
  running: 'running',
  settling: 'being settled',
  challenge: 'settled; what is due can be disputed before it is paid',
  disputed: 'settled; what is due waits for a ruling',
  final: 'over: everything is paid',
  undersubscribed: 'over: too few holders joined',
  'aborted-buyer': 'over: the buyer broke off',
  'aborted-coordinator': 'over: the coordinator could not finish it',
  expired: 'over: its time ran out',
}

/** Where a bounty stands. */
export function stateText(state: BountyState): string {
  return stateTexts[state]
}

/** "beech gets nothing of epoch 1". */
export function claimText({ kind, epoch, holder, isMet }: DisputeClaim): string {
  return kind === 'exclude'
    ? `${holder} gets nothing of epoch ${epoch}`
    : `the target was ${isMet ? 'met' : 'missed'}`
}

/** Where a dispute stands. */
export function statusText({
  status,
  isAppealed,
  outcome,
}: Pick<DisputeView, 'status' | 'isAppealed' | 'outcome'>): string {
  if (status === 'closed') return outcome === 'none' ? 'closed without a ruling: all stays' : outcome
  if (status === 'ruled') return 'ruled; an appeal is possible'
  return isAppealed ? 'appealed, awaits a ruling' : 'awaits a ruling'
}
