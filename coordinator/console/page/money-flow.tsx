import type { ConsoleBounty } from '../console-state.ts'
import { formatPart, formatUnits } from './format.ts'
import { moneySplit } from './state.ts'

interface Part {
  readonly label: string
  readonly style: string
  readonly amountUnits: bigint
}

/** The price as one bar: what is still in escrow, and what has gone to whom. The table under it is its legend. */
export function MoneyFlow({ bounty }: { bounty: ConsoleBounty }) {
  const split = moneySplit(bounty)
  const parts: readonly Part[] = [
    ...split.paid.map(({ organisation, amountUnits }, index) => ({
      label: organisation,
      style: `part-${index % 8}`,
      amountUnits,
    })),
    ...(split.heldBackUnits > 0n
      ? [{ label: 'Held back, vesting', style: 'part-escrow', amountUnits: split.heldBackUnits }]
      : []),
    ...(split.dueUnits > 0n
      ? [{ label: 'Due, not paid yet', style: 'part-escrow', amountUnits: split.dueUnits }]
      : []),
    { label: 'Coordinator’s fee', style: 'part-fee', amountUnits: split.feeUnits },
    { label: 'Returned to the buyer', style: 'part-refund', amountUnits: split.refundedUnits },
    { label: 'Still in escrow', style: 'part-escrow', amountUnits: split.escrowUnits },
  ]
  return (
    <section class="card" aria-labelledby="money-title">
      <div class="card-heading">
        <h3 id="money-title">Where the money is</h3>
        {bounty.state === 'draft' ? (
          <p>Nothing is paid in yet</p>
        ) : (
          <p>
            <span class="number">{formatUnits(split.priceUnits - split.escrowUnits - split.dueUnits)}</span>{' '}
            of <span class="number">{formatUnits(split.priceUnits)}</span> {bounty.terms.asset} units have
            left escrow
          </p>
        )}
      </div>
      <div class="money-bar" aria-hidden="true">
        {parts.map(part => (
          <span
            key={part.label}
            class={`money-part ${part.style}`}
            style={{ flexGrow: thousandths(part.amountUnits, split.priceUnits) }}
          />
        ))}
      </div>
      <table class="money-table">
        <caption class="unseen">The price of the bounty, by who holds it now</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Units</th>
            <th scope="col">Part of the price</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(part => (
            <tr key={part.label}>
              <th scope="row">
                <span class="swatched">
                  <span class={`swatch ${part.style}`} aria-hidden="true" />
                  {part.label}
                </span>
              </th>
              <td class="number">{formatUnits(part.amountUnits)}</td>
              <td class="number money-share">{formatPart(part.amountUnits, split.priceUnits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** For drawing only: amounts are shown exactly beside it. */
function thousandths(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1000
}
