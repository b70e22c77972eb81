import type { ConsoleStatement, ConsoleStatementLine, StatementParty } from '../console-state.ts'
import { formatUnits } from './format.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { accountText, changeText, movementTitle } from './statement-words.ts'

/** A statement's lines, oldest first, with the total after each. */
export function StatementTable({ statement, name }: { statement: ConsoleStatement; name: string }) {
  const { party, lines } = statement
  return (
    <ScrollRegion label={`Statement, ${name}`} class="statement-scroll">
      <table class="statement-table">
        <caption class="unseen">Movements, their calculations, and the total after each: {name}</caption>
        <thead>
          <tr>
            <th scope="col">What, from and to</th>
            <th scope="col" class="number">
              Units
            </th>
            <th scope="col">Calculation</th>
            <th scope="col" class="number">
              Leaf
            </th>
            <th scope="col" class="number">
              {totalTitle(party)}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <Line line={line} party={party} key={line.number} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function totalTitle(party: StatementParty): string {
  return party === 'all' ? 'Held then' : 'Total'
}

function Line({ line, party }: { line: ConsoleStatementLine; party: StatementParty }) {
  return (
    <tr>
      <th scope="row">
        {movementTitle(line)}
        <small>
          <span class="unseen">, from </span>
          {accountText(line.from)} <span aria-hidden="true">→</span>
          <span class="unseen"> to</span> {accountText(line.to)}
        </small>
      </th>
      <td class="number">{changeText(party, line)}</td>
      <td>
        {line.formula.length === 0 ? (
          'The log does not tell it: ask the operator.'
        ) : (
          <ol class="formula">
            {line.formula.map((step, place) => (
              <li key={place}>{step}</li>
            ))}
          </ol>
        )}
      </td>
      <td class="number" data-label="Leaf">
        {line.leafIndex} <small>{line.leafKind}</small>
      </td>
      <td class="number" data-label={totalTitle(party)}>
        {formatUnits(line.totalUnits)}
      </td>
    </tr>
  )
}
