/** Words and figures of a statement. Pure. */
import type { ConsoleStatementLine, StatementParty } from '../console-state.ts'
import { formatUnits, sentenceCase } from './format.ts'

const movementTitles: Readonly<Record<string, string>> = {
  fund: 'Price paid in',
  epoch: 'Part of the price for an epoch',
  'round-pay': 'Pay',
  'quality-pay': 'Pay for quality',
  'evaluators-pay': 'Pay for evaluating',
  'bonus-pay': 'Bonus',
  'epoch-rest': 'Left of an epoch',
  'bond-back': 'Bond returned',
  'stake-back': 'Stake returned',
  clawback: 'Held-back pay taken back',
  slash: 'Stake or bond lost',
  vested: 'Held-back pay vested',
  refund: 'Back to the buyer',
}

/** `Pay, round 3`. */
export function movementTitle({ kind, round }: Pick<ConsoleStatementLine, 'kind' | 'round'>): string {
  const title = movementTitles[kind] ?? sentenceCase(kind)
  return round > 0 ? `${title}, round ${round}` : title
}

/** An account of the ledger in words, without the bounty's id. */
export function accountText(account: string): string {
  const [kind = '', owner = '', part = '', number = ''] = account.split(':')
  switch (kind) {
    case 'escrow':
      return part === 'epoch' ? `escrow of epoch ${number}` : 'escrow'
    case 'holdback':
      return `held back for ${part}`
    case 'stake':
      return `stake of ${part}`
    case 'bond':
      return part === 'coordinator' ? 'coordinator’s bond' : `bond of ${part} ${number}`
    case 'fees':
      return 'coordinator’s fees'
    case 'slash':
      return 'lost to all'
    default:
      return owner === '' ? kind : owner
  }
}

/** What a movement is to the party: `+1,234`, `-77`; what only went from one own account to another, or is nobody's side, has no sign. */
export function changeText(
  party: StatementParty,
  { amountUnits, changeUnits }: Pick<ConsoleStatementLine, 'amountUnits' | 'changeUnits'>,
): string {
  if (party === 'all' || changeUnits === '0') return formatUnits(amountUnits)
  return `${BigInt(changeUnits) > 0n ? '+' : ''}${formatUnits(changeUnits)}`
}

export function partyText(party: StatementParty, buyer: string): string {
  if (party === 'all') return 'All parties'
  if (party === 'buyer') return `Buyer: ${buyer}`
  if (party === 'fees') return 'Coordinator’s fees'
  return `Holder: ${party.slice('holder:'.length)}`
}

/** Where the console answers with a statement; `after` counts lines. */
export function statementAddress(
  bountyId: string,
  party: StatementParty,
  { format = 'json', after = 0 }: { readonly format?: 'json' | 'csv'; readonly after?: number } = {},
): string {
  const file = format === 'csv' ? 'statement.csv' : 'statement'
  const query = new URLSearchParams({ party, ...(after > 0 ? { after: String(after) } : {}) })
  return `/api/bounties/${bountyId}/${file}?${query}`
}
