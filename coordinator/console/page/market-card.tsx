import { stateText, statusText } from '../../../protos/market-text.ts'
import type { ConsoleBounty, ConsoleMoney } from '../console-state.ts'
import { formatUnits } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'

/** Epochs with when they are paid, disputes with their deadlines, what holders wait for. Nothing where all is paid at once. */
export function MarketCard({ bounty }: { bounty: ConsoleBounty }) {
  const { money, state } = bounty
  if (money === null || !isTold(money)) return null
  return (
    <section class="card" aria-labelledby="market-title">
      <div class="card-heading">
        <h3 id="market-title">Due, disputed, held back</h3>
        <p>The bounty is {stateText(state)}.</p>
      </div>
      <Rows
        caption="Epochs and when they are paid"
        head={['Epoch', 'Stands', 'Units', 'Due', 'Paid']}
        rows={money.epochs.map(({ epoch, status, units, dueUnits, releaseAtMs }) => [
          String(epoch),
          epochTexts[status],
          formatUnits(units),
          formatUnits(dueUnits),
          releaseAtMs > 0
            ? `from ${timeText(releaseAtMs)}`
            : status === 'challengeable'
              ? 'after the ruling'
              : '–',
        ])}
      />
      {money.disputes.length > 0 && (
        <Rows
          caption="Disputes and their deadlines"
          head={['Dispute', 'By', 'That', 'Stands', 'Until']}
          rows={money.disputes.map(dispute => [
            String(dispute.number),
            dispute.by,
            dispute.claim,
            statusText(dispute),
            dispute.status === 'closed' ? '–' : timeText(dispute.deadlineMs),
          ])}
        />
      )}
      <Rows
        caption="What holders wait for, and have at stake"
        head={['Holder', 'Due', 'Held back', 'Stake']}
        rows={money.holders.map(({ holder, dueUnits, heldBackUnits, stakeUnits }) => [
          holder,
          formatUnits(dueUnits),
          formatUnits(heldBackUnits),
          formatUnits(stakeUnits),
        ])}
      />
    </section>
  )
}

const epochTexts = {
  'under-way': 'under way',
  challengeable: 'can be disputed',
  released: 'paid',
} as const

function isTold({ epochs, disputes, holders }: ConsoleMoney): boolean {
  return (
    disputes.length > 0 ||
    epochs.length > 1 ||
    epochs.some(({ dueUnits }) => dueUnits !== '0') ||
    holders.some(({ heldBackUnits, stakeUnits }) => heldBackUnits !== '0' || stakeUnits !== '0')
  )
}

function timeText(atMs: number): string {
  return new Date(atMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}

function Rows(props: { caption: string; head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <ScrollRegion label={props.caption}>
      <table>
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.head.map(name => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(([first, ...cells]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {cells.map((cell, place) => (
                <td key={props.head[place + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
