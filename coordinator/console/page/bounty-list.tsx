import type { ConsoleBounty } from '../console-state.ts'
import { formatUnits, sentenceCase } from './format.ts'

/** Every bounty, newest first; the chosen one is marked. */
export function BountyList(props: {
  bounties: readonly ConsoleBounty[]
  selectedId: string | undefined
  onSelect: (bountyId: string) => void
}) {
  const newestFirst = [...props.bounties].sort((a, b) => b.postedAtMs - a.postedAtMs)
  return (
    <nav class="bounties" aria-labelledby="bounties-title">
      <h2 id="bounties-title">
        Bounties <span class="count">{newestFirst.length}</span>
      </h2>
      <ul>
        {newestFirst.map(bounty => (
          <li key={bounty.bountyId}>
            <button
              type="button"
              class="bounty-button"
              aria-current={bounty.bountyId === props.selectedId ? 'true' : undefined}
              onClick={() => props.onSelect(bounty.bountyId)}
            >
              <span class="bounty-title">{bounty.terms.title}</span>
              <span class="bounty-facts">
                <StateChip bounty={bounty} />
                <span class="number">
                  {formatUnits(bounty.terms.priceUnits)} {bounty.terms.asset}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export function StateChip({ bounty }: { bounty: ConsoleBounty }) {
  const word = bounty.state === 'final' ? (bounty.accepted ? 'accepted' : 'not-accepted') : bounty.state
  return <span class={`chip chip-${word}`}>{sentenceCase(word)}</span>
}
