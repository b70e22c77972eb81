import type { ConsoleEvent } from '../console-state.ts'
import { feedLines } from './feed.ts'
import { ScrollRegion } from './scroll-region.tsx'

const shownLines = 100

/** What happened, newest first. */
export function EventFeed({ events }: { events: readonly ConsoleEvent[] }) {
  const lines = feedLines(events).slice(-shownLines).reverse()
  return (
    <aside class="news" aria-labelledby="feed-title">
      <h2 id="feed-title">What happened</h2>
      <ScrollRegion label="List of events" class="feed-scroll">
        {lines.length === 0 && <p class="empty">Nothing yet.</p>}
        <ol class="feed">
          {lines.map(line => (
            <li key={line.key} class={`feed-line feed-${line.kind}`}>
              <time dateTime={new Date(line.atMs).toISOString()}>
                {new Date(line.atMs).toLocaleTimeString('en-GB')}
              </time>
              <span>{line.sentence}</span>
            </li>
          ))}
        </ol>
      </ScrollRegion>
    </aside>
  )
}
