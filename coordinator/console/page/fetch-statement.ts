/** Asks the console for a statement. */
import type { ConsoleStatement, StatementParty } from '../console-state.ts'
import { statementAddress } from './statement-words.ts'

/** The lines after the first `after`. Throws an `Error` whose message is the sentence to show. */
export async function fetchStatement(
  bountyId: string,
  party: StatementParty,
  after: number,
  signal: AbortSignal,
): Promise<ConsoleStatement> {
  const address = statementAddress(bountyId, party, { after })
  const response = await fetch(address, { signal, cache: 'no-store' }).catch((cause: unknown) => {
    throw new Error('The console does not answer: try again when it is back.', { cause })
  })
  if (response.ok) return (await response.json()) as ConsoleStatement
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  throw new Error(
    page.querySelector('p')?.textContent ?? `The console answered with status ${response.status}.`,
  )
}
