/** The whole page: who the coordinator is, its bounties, and the one that was chosen. */
import { useEffect, useReducer } from 'preact/hooks'
import type { ConsoleState } from '../console-state.ts'
import { Announcer } from './announcer.tsx'
import { BalanceTable } from './balance-table.tsx'
import { BountyList } from './bounty-list.tsx'
import { BountyView } from './bounty-view.tsx'
import { follow } from './connection.ts'
import { EventFeed } from './event-feed.tsx'
import { shortHash } from './format.ts'
import { MarketCard } from './market-card.tsx'
import { MoneyFlow } from './money-flow.tsx'
import { type Connection, initialState, type PageState, reduce, selectedBounty } from './state.ts'
import { StatementCard } from './statement-card.tsx'

export function App() {
  const [state, dispatch] = useReducer(reduce, initialState)
  useEffect(() => follow(dispatch), [])
  const bounty = selectedBounty(state)
  const title = bounty === undefined ? 'Parley console' : `${bounty.terms.title} · Parley console`
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <>
      <a class="skip" href="#bounty">
        Skip to the bounty
      </a>
      <Header
        coordinator={state.console?.coordinator}
        person={state.console?.person}
        connection={state.connection}
      />
      <Announcer state={state} />
      <div class="columns">
        <BountyList
          bounties={state.console?.bounties ?? []}
          selectedId={bounty?.bountyId}
          onSelect={bountyId => dispatch({ kind: 'select', bountyId })}
        />
        <main id="bounty" tabIndex={-1}>
          {bounty === undefined ? (
            <Nothing state={state} />
          ) : (
            <BountyView bounty={bounty} key={bounty.bountyId} />
          )}
          {bounty && <MarketCard bounty={bounty} key={`market-${bounty.bountyId}`} />}
          <div class="pair">
            {bounty && <MoneyFlow bounty={bounty} key={bounty.bountyId} />}
            <BalanceTable balances={state.console?.balances ?? []} bounties={state.console?.bounties ?? []} />
          </div>
          {bounty && <StatementCard bounty={bounty} key={`statement-${bounty.bountyId}`} />}
        </main>
        <EventFeed events={state.recent} />
      </div>
    </>
  )
}

const connectionWords: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost, retrying…',
  refused: 'Access ended: log in again, or open the link of the coordinator’s latest start',
}

function Header(props: {
  coordinator: ConsoleState['coordinator'] | undefined
  person: string | undefined
  connection: Connection
}) {
  const { coordinator, person, connection } = props
  return (
    <header class="top">
      <img src="/assets/icon.svg" alt="" width="36" height="36" />
      <div class="top-name">
        <h1>Parley console</h1>
        {coordinator && (
          <p>
            {coordinator.name} <span class="chip chip-plain">{coordinator.environment}</span>
          </p>
        )}
      </div>
      {coordinator && (
        <dl class="top-facts">
          <div>
            <dt>Identity</dt>
            <dd>
              <code title={coordinator.identityFingerprint}>
                {shortHash(coordinator.identityFingerprint)}
              </code>
            </dd>
          </div>
          <div>
            <dt>Version</dt>
            <dd>{coordinator.version}</dd>
          </div>
          <div>
            <dt>Since</dt>
            <dd>
              <time dateTime={new Date(coordinator.startedAtMs).toISOString()}>
                {new Date(coordinator.startedAtMs).toLocaleString('en-GB', {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                })}
              </time>
            </dd>
          </div>
          {person !== undefined && (
            <div>
              <dt>Logged in as {person}</dt>
              <dd>
                <a href="/logout">Log out</a>
              </dd>
            </div>
          )}
        </dl>
      )}
      <p class={`connection connection-${connection}`} role="status">
        {connectionWords[connection]}
      </p>
    </header>
  )
}

function Nothing({ state }: { state: PageState }) {
  if (state.console === undefined) return <p class="card empty">Reading the coordinator’s state…</p>
  return (
    <section class="card empty">
      <h2>No bounty yet</h2>
      <p>
        A buyer posts one with <code>parley bounty post</code>; it appears here at once.
      </p>
    </section>
  )
}
