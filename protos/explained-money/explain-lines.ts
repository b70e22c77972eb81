/** A statement's lines beside what the public log says of each of them. */
import type { StatementLine } from '../types.ts'
import type { Movement } from './explain-bounty.ts'

export interface ExplainedLine {
  readonly line: StatementLine
  /** None for what is of no bounty, such as a deposit, and where the log has no such movement. */
  readonly movement?: Movement
}

/**
 * Pairs the lines of a statement, from its first, with movements by bounty, kind, round and account, in the order in which both
 * happened. A line whose amount is another than the log's stays alone.
 */
export function explainLines(
  lines: readonly StatementLine[],
  movements: readonly Movement[],
): readonly ExplainedLine[] {
  const waiting = new Map<string, Movement[]>()
  for (const movement of movements) {
    const key = keyOf(movement)
    const queue = waiting.get(key)
    if (queue === undefined) waiting.set(key, [movement])
    else queue.push(movement)
  }
  return lines.map(line => {
    const movement = waiting.get(keyOf(line))?.shift()
    return movement?.amountUnits === line.amountUnits ? { line, movement } : { line }
  })
}

function keyOf({
  bountyId,
  kind,
  round,
  account,
}: Pick<Movement, 'bountyId' | 'kind' | 'round' | 'account'>): string {
  return [bountyId, kind, round, account].join(' ')
}
