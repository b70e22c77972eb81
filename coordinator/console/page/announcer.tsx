/** Tells screen readers what a sighted reader would notice: a new stage, a dropout, an end. Never progress. */
import type { EventKind } from '../../../protos/events.ts'
import { eventSentence } from './format.ts'
import { type PageState, selectedBounty } from './state.ts'

const noticed: ReadonlySet<EventKind> = new Set([
  'bounty-started',
  'stage-opened',
  'member-dropped',
  'attempt-abandoned',
  'round-completed',
  'bounty-ended',
])

export function Announcer({ state }: { state: PageState }) {
  const bountyId = selectedBounty(state)?.bountyId
  const latest = state.recent.findLast(event => event.bountyId === bountyId && noticed.has(event.kind))
  return (
    <p class="unseen" role="status" aria-live="polite" id="announcer">
      {latest === undefined ? '' : eventSentence(latest)}
    </p>
  )
}
