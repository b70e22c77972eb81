import type { ConsoleEvent } from '../console-state.ts'
import { eventSentence } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'

const shownEvents = 120

/** What happened, newest first. Progress of training is left out: the holders' table shows it. */
export function EventFeed({ events }: { events: readonly ConsoleEvent[] }) {
  const shown = events
    .filter(event => event.kind !== 'member-progress')
    .slice(-shownEvents)
    .reverse()
  return (
    <section class="card" aria-labelledby="feed-title">
      <h3 id="feed-title">What happened</h3>
      <ScrollRegion label="List of events" class="feed-scroll">
        {shown.length === 0 && <p class="empty">Nothing yet.</p>}
        <ol class="feed" reversed>
          {shown.map(event => (
            <li key={event.sequence} class={`feed-${event.kind}`}>
              <time dateTime={new Date(event.atMs).toISOString()}>
                {new Date(event.atMs).toLocaleTimeString('en-GB')}
              </time>
              <span>{eventSentence(event)}</span>
            </li>
          ))}
        </ol>
      </ScrollRegion>
    </section>
  )
}
