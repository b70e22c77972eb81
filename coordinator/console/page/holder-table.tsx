import { declineStory } from '../../../protos/decline-text.ts'
import type { ConsoleBounty, ConsoleDecline } from '../console-state.ts'
import { formatCount, formatUnits, stageTitles } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { type HolderRow, holderRows, strangersWhoDeclined } from './state.ts'

/** Every data holder of the bounty: its data, where it stands in the round, and what it has earned. */
export function HolderTable({ bounty }: { bounty: ConsoleBounty }) {
  const rows = holderRows(bounty)
  const strangers = strangersWhoDeclined(bounty)
  const { rounds } = bounty.terms
  return (
    <section class="card" aria-labelledby="holders-title">
      <h3 id="holders-title">Data holders</h3>
      <ScrollRegion label="Table of data holders">
        <table>
          <caption class="unseen">Holders, their standing in the latest round, and their earnings</caption>
          <thead>
            <tr>
              <th scope="col">Holder</th>
              <th scope="col" class="number">
                Records
              </th>
              <th scope="col">Standing</th>
              <th scope="col" class="number">
                Earned
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row.organisation}>
                <th scope="row">
                  <span class="swatched">
                    <span class={`swatch part-${index % 8}`} aria-hidden="true" />
                    {row.organisation}
                  </span>
                </th>
                <td class="number">{formatCount(row.examples)}</td>
                <td>
                  <Standing row={row} rounds={rounds} />
                </td>
                <td class="number">{formatUnits(row.earnedUnits)}</td>
              </tr>
            ))}
            {strangers.map(decline => (
              <Stranger key={decline.organisation} decline={decline} rounds={rounds} />
            ))}
          </tbody>
        </table>
        {rows.length + strangers.length === 0 && <p class="empty">Nobody has joined yet.</p>}
      </ScrollRegion>
    </section>
  )
}

const standingWords: Readonly<Record<Exclude<HolderRow['standing'], 'dropped'>, string>> = {
  waiting: 'Waiting',
  training: 'Training',
  in: 'In',
  absent: 'Not in this round',
  left: 'Left',
  done: 'Took part',
}

/** A holder that never took part and said why. */
function Stranger({ decline, rounds }: { decline: ConsoleDecline; rounds: number }) {
  return (
    <tr>
      <th scope="row">{decline.organisation}</th>
      <td class="number">–</td>
      <td>
        <Declined word="Declined" decline={decline} rounds={rounds} />
      </td>
      <td class="number">–</td>
    </tr>
  )
}

function Standing({ row, rounds }: { row: HolderRow; rounds: number }) {
  if (row.standing === 'dropped') return <Dropped row={row} />
  if (row.decline !== undefined) return <Declined word="Left" decline={row.decline} rounds={rounds} />
  if (row.standing === 'training') return <Training row={row} />
  return <span class={`standing standing-${row.standing}`}>{standingWords[row.standing]}</span>
}

function Dropped({ row }: { row: HolderRow }) {
  const { stage = '', reason = '' } = row.dropout ?? {}
  const where = (stageTitles[stage] ?? stage).toLowerCase()
  return (
    <span class="standing standing-dropped">
      Dropped out{' '}
      <small>
        at {where}
        {reason !== '' && `, ${reason.replaceAll('-', ' ')}`}
      </small>
    </span>
  )
}

function Declined(props: { word: string; decline: ConsoleDecline; rounds: number }) {
  return (
    <span class="standing standing-left">
      {props.word} <small>{declineStory(props.decline, props.rounds)}</small>
    </span>
  )
}

function Training({ row }: { row: HolderRow }) {
  const percent = Math.floor(row.permille / 10)
  return (
    <span class="standing standing-training">
      <progress max={1000} value={row.permille} aria-label={`Training of ${row.organisation}`} />
      <span class="number">{percent} %</span>
    </span>
  )
}
