import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConsoleBounty, ConsoleStatement, StatementParty } from '../console-state.ts'
import { fetchStatement } from './fetch-statement.ts'
import { StatementTable } from './statement-table.tsx'
import { partyText, statementAddress } from './statement-words.ts'

/** Every unit of a bounty with the calculation behind it, for all or one of the parties. Asked for when it is opened. */
export function StatementCard({ bounty }: { bounty: ConsoleBounty }) {
  const [isOpen, setOpen] = useState(false)
  if (bounty.money === null) return null
  return (
    <section class="card" aria-labelledby="statement-title">
      <h3 id="statement-title">Statement</h3>
      <p class="legend">
        Each movement with its calculation, and the leaf of the public log that it follows from.{' '}
        <code>parley ledger statement --explain</code> holds the same leaves against the coordinator’s
        signature.
      </p>
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>Every unit, explained</summary>
        {isOpen && <Statement bounty={bounty} />}
      </details>
    </section>
  )
}

function Statement({ bounty: { bountyId, buyer, terms } }: { bounty: ConsoleBounty }) {
  const [party, setParty] = useState<StatementParty>('all')
  const { statement, problem, isLoading, read } = useStatement(bountyId, party)
  const parties = statement?.parties ?? ['all']
  return (
    <>
      <div class="statement-controls">
        <label>
          Party{' '}
          <select value={party} onChange={event => setParty(event.currentTarget.value)}>
            {parties.map(one => (
              <option value={one} key={one}>
                {partyText(one, buyer)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" onClick={() => read(0)}>
          Read again
        </button>
        <a class="button" href={statementAddress(bountyId, party, { format: 'csv' })} download>
          CSV<span class="unseen"> of the whole statement: {partyText(party, buyer)}</span>
        </a>
      </div>
      <p class="legend" role="status">
        {problem ?? (isLoading ? 'Reading the public log…' : countText(statement, terms.asset))}
      </p>
      {statement !== undefined && statement.count > 0 && (
        <StatementTable statement={statement} name={partyText(statement.party, buyer)} />
      )}
      {statement !== undefined && statement.leftOut !== '' && (
        <button
          type="button"
          class="button"
          disabled={isLoading}
          onClick={() => read(statement.lines.length)}
        >
          Show more lines
        </button>
      )}
    </>
  )
}

function countText(statement: ConsoleStatement | undefined, asset: string): string {
  if (statement === undefined) return ''
  const { count, lines } = statement
  if (count === 0) return 'Nothing has moved.'
  const left = count - lines.length
  const rest =
    left === 0
      ? ''
      : `, of which the last ${left} ${left === 1 ? 'is' : 'are'} left out here; the CSV has all`
  return `${count} ${count === 1 ? 'line' : 'lines'}${rest}. Amounts in ${asset} units.`
}

/** The lines read so far; `read` continues after as many of them, from 0 anew. */
function useStatement(bountyId: string, party: StatementParty) {
  const [statement, setStatement] = useState<ConsoleStatement>()
  const [problem, setProblem] = useState<string>()
  const [isLoading, setLoading] = useState(true)
  const running = useRef<AbortController>(undefined)
  const read = async (after: number) => {
    running.current?.abort()
    running.current = new AbortController()
    const { signal } = running.current
    setLoading(true)
    setProblem(undefined)
    try {
      const page = await fetchStatement(bountyId, party, after, signal)
      if (signal.aborted) return
      setStatement(before =>
        after > 0 && before !== undefined ? { ...page, lines: [...before.lines, ...page.lines] } : page,
      )
    } catch (error) {
      if (!signal.aborted) setProblem((error as Error).message)
    }
    if (!signal.aborted) setLoading(false)
  }
  useEffect(() => {
    void read(0)
    return () => running.current?.abort()
  }, [bountyId, party])
  return { statement, problem, isLoading, read }
}
