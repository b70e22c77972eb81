import type { ConsoleBalance, ConsoleBounty } from '../console-state.ts'
import { formatUnits, sentenceCase, shortHash } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'

/** Every account of the ledger. What the world has paid in is the one negative figure: all of them sum to zero. */
export function BalanceTable(props: {
  balances: readonly ConsoleBalance[]
  bounties: readonly ConsoleBounty[]
}) {
  const titles = new Map(props.bounties.map(bounty => [bounty.bountyId, bounty.terms.title]))
  const sum = props.balances.reduce((total, { postedUnits }) => total + BigInt(postedUnits), 0n)
  return (
    <section class="card" aria-labelledby="balances-title">
      <div class="card-heading">
        <h3 id="balances-title">Balances</h3>
        <p>
          sum of all accounts <span class="number">{formatUnits(sum)}</span>
        </p>
      </div>
      <ScrollRegion label="Table of balances">
        <table>
          <caption class="unseen">Accounts of the ledger and their balances</caption>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col" class="number">
                Posted
              </th>
              <th scope="col" class="number">
                Held
              </th>
            </tr>
          </thead>
          <tbody>
            {props.balances.map(balance => (
              <tr key={`${balance.account} ${balance.asset}`}>
                <th scope="row">
                  <AccountName account={balance.account} titles={titles} />
                </th>
                <td class="number">{formatUnits(balance.postedUnits)}</td>
                <td class="number">{formatUnits(balance.heldUnits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {props.balances.length === 0 && <p class="empty">The books are empty.</p>}
      </ScrollRegion>
    </section>
  )
}

function AccountName({ account, titles }: { account: string; titles: ReadonlyMap<string, string> }) {
  const [kind = '', owner = ''] = account.split(':')
  return (
    <span title={account}>
      {sentenceCase(kind)} {owner !== '' && <small>{titles.get(owner) ?? shortOwner(owner)}</small>}
    </span>
  )
}

function shortOwner(owner: string): string {
  return /^[0-9a-f]{64}$/.test(owner) ? shortHash(owner) : owner
}
