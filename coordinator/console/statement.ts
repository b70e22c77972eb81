/** A bounty's money as a statement: each movement from one account to another, as all or one of the parties see it. Pure. */
import { accountKindOf, feesAccount } from '../../aggregation/index.ts'
import { type Movement, stepText } from '../../protos/explained-money/index.ts'
import type {
  ConsoleMovement,
  ConsoleStatement,
  ConsoleStatementLine,
  StatementParty,
} from './console-state.ts'

/** Lines of one answer. */
export const pageLines = 200

/**
 * One movement from each part of a transfer. A transfer names what an account gave before what others got of it: what is received
 * comes from the account that gave last.
 */
export function createPairing(): (part: Movement) => ConsoleMovement | undefined {
  let from = ''
  return ({ account, amountUnits, kind, round, steps, leafIndex, leafKind }) => {
    if (amountUnits < 0n) from = account
    if (amountUnits <= 0n) return undefined
    const formula = steps.map(stepText)
    return { kind, round, from, to: account, amountUnits: String(amountUnits), formula, leafIndex, leafKind }
  }
}

/** Whose statements can be asked for: all, and everybody who has had a part in the money. */
export function partiesOf(movements: readonly ConsoleMovement[]): readonly StatementParty[] {
  const accounts = new Set<string>()
  for (const { from, to } of movements) accounts.add(from).add(to)
  const holders = new Set(
    [...accounts].flatMap(account => holderOf(account) ?? []).map(name => `holder:${name}`),
  )
  return ['all', 'buyer', ...[...holders].sort(), 'fees']
}

/** The lines of a party that `partiesOf` names, oldest first. */
export function* statementLines(
  movements: readonly ConsoleMovement[],
  party: StatementParty,
): Generator<ConsoleStatementLine, void, undefined> {
  for (const entry of entriesOf(movements, party)) yield lineOf(entry)
}

interface Entry {
  readonly movement: ConsoleMovement
  readonly number: number
  readonly changeUnits: bigint
  readonly totalUnits: bigint
}

function* entriesOf(
  movements: readonly ConsoleMovement[],
  party: StatementParty,
): Generator<Entry, void, undefined> {
  const isOwn = remembered(ownership(party))
  let [number, totalUnits] = [0, 0n]
  for (const movement of movements) {
    const [gave, got] = [isOwn(movement.from), isOwn(movement.to)]
    if (!gave && !got && party !== 'all') continue
    const units = gave === got ? 0n : BigInt(movement.amountUnits)
    const changeUnits = gave ? -units : units
    totalUnits += changeUnits
    number += 1
    yield { movement, number, changeUnits, totalUnits }
  }
}

function lineOf({ movement, number, changeUnits, totalUnits }: Entry): ConsoleStatementLine {
  return { ...movement, number, changeUnits: String(changeUnits), totalUnits: String(totalUnits) }
}

/** The lines after the first `after`; undefined for a party that has no part in the bounty. */
export function statementPage(
  bountyId: string,
  movements: readonly ConsoleMovement[],
  party: StatementParty,
  after: number,
): ConsoleStatement | undefined {
  const parties = partiesOf(movements)
  if (!parties.includes(party)) return undefined
  const lines: ConsoleStatementLine[] = []
  let count = 0
  for (const entry of entriesOf(movements, party)) {
    count = entry.number
    if (count > after && lines.length < pageLines) lines.push(lineOf(entry))
  }
  const left = Math.max(0, count - after - lines.length)
  return { bountyId, party, parties, lines, count, leftOut: leftOut(left, after) }
}

function leftOut(left: number, after: number): string {
  if (left === 0) return ''
  const lines = left === 1 ? '1 later line is' : `${left} later lines are`
  return `${lines} left out here: ask with after=${after + pageLines} for the next, or take the CSV, which has all.`
}

/** Of the accounts of a movement: which are the party's own. All together own what is held for the bounty. */
function ownership(party: StatementParty): (account: string) => boolean {
  if (party === 'fees') return account => account === feesAccount
  if (party === 'buyer') return account => account.startsWith('buyer:')
  if (party === 'all')
    return account => ['escrow', 'holdback', 'stake', 'bond'].includes(accountKindOf(account))
  return account => holderOf(account) === party.slice('holder:'.length)
}

/** A long bounty has ten thousands of movements of few accounts. */
function remembered(isOwn: (account: string) => boolean): (account: string) => boolean {
  const known = new Map<string, boolean>()
  return account => {
    const found = known.get(account) ?? isOwn(account)
    known.set(account, found)
    return found
  }
}

function holderOf(account: string): string | undefined {
  const isHolders = ['payable', 'holdback', 'stake'].includes(accountKindOf(account))
  return isHolders ? account.slice(account.lastIndexOf(':') + 1) : undefined
}
