/**
 * The books of bounties against the log: every movement is recomputed from terms and leaves, and compared with what was
 * journalled. Nothing of a bounty may have moved that its leaves do not ask for (I10), and what they ask for gives the same
 * movements each time (I7).
 */
import { type MoneyCommand, sha256, toHex } from '../../aggregation/index.ts'
import { type LeafRefused, type LeafTaken, openMarketLog, takeLeaf } from '../../protos/market-log/index.ts'
import type { AuditProblem } from '../../protos/types.ts'
import type { Transaction } from '../storage/index.ts'
import { moneyKey, readMarketLeaves } from './market.ts'

const bountiesPerPage = 100

/** Replays every bounty that has events; what differs is named by bounty and journal. */
export async function auditMarket(tx: Transaction): Promise<readonly AuditProblem[]> {
  const problems: AuditProblem[] = []
  let after = ''
  for (;;) {
    const page = await tx
      .selectFrom('bounty')
      .select(['id', 'terms'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(bountiesPerPage)
      .execute()
    for (const { id, terms } of page) problems.push(...(await auditBounty(tx, id, Uint8Array.from(terms))))
    const last = page.at(-1)
    if (last === undefined) return problems
    after = last.id
  }
}

async function auditBounty(
  tx: Transaction,
  bountyId: string,
  terms: Uint8Array,
): Promise<readonly AuditProblem[]> {
  const replayed = replay(terms, await readMarketLeaves(tx, bountyId))
  const expected = new Map(replayed.moves.map(move => [moneyKey(bountyId, move.ordinal, move.place), move]))
  const problems = replayed.fault === undefined ? [] : [problem('I7', `bounty ${bountyId}`, replayed.fault)]
  for (const journal of await readJournals(tx, bountyId)) {
    const move = expected.get(journal.key)
    expected.delete(journal.key)
    const where = `journal ${journal.id}`
    if (move === undefined)
      problems.push(problem('I10', where, `no leaf of bounty ${bountyId} asks for it (${journal.key})`))
    else if (journal.reference !== move.reference || journal.text !== textOf(move.command))
      problems.push(problem('I7', where, `is ${journal.text}; the leaf asks for ${textOf(move.command)}`))
  }
  for (const [key, { command }] of expected)
    problems.push(problem('I7', `bounty ${bountyId}`, `${key} was never journalled: ${textOf(command)}`))
  return problems
}

interface Move {
  readonly ordinal: number
  readonly place: number
  readonly reference: string
  readonly command: MoneyCommand
}

/** Every movement that the leaves ask for, and where they stop making sense. */
function replay(
  terms: Uint8Array,
  leaves: readonly { readonly body: Uint8Array }[],
): { readonly moves: readonly Move[]; readonly fault?: string } {
  const moves: Move[] = []
  let before: LeafTaken | undefined
  for (const [ordinal, { body }] of leaves.entries()) {
    const taken: LeafTaken | LeafRefused =
      before === undefined ? openMarketLog(terms, body) : takeLeaf(before.state, body)
    if (taken.kind === 'refused') return { moves, fault: `event ${ordinal}: ${taken.rule}, ${taken.detail}` }
    const reference = toHex(sha256(body))
    moves.push(...taken.money.map((command, place) => ({ ordinal, place, reference, command })))
    before = taken
  }
  return { moves }
}

interface Journal {
  readonly id: bigint
  readonly key: string
  readonly reference: string
  readonly text: string
}

/** A bounty's journals with their movements in words, so that two can be compared, and a difference read. */
async function readJournals(tx: Transaction, bountyId: string): Promise<readonly Journal[]> {
  const journals = await tx
    .selectFrom('journal')
    .select(['id', 'idempotency_key', 'reference', 'kind', 'round'])
    .where('bounty_id', '=', bountyId)
    .orderBy('id')
    .execute()
  const postings = await tx
    .selectFrom('posting')
    .innerJoin('journal', 'journal.id', 'posting.journal_id')
    .select(['posting.journal_id', 'posting.account_id', 'posting.amount'])
    .where('journal.bounty_id', '=', bountyId)
    .orderBy('posting.journal_id')
    .orderBy('posting.ordinal')
    .execute()
  const made = await tx
    .selectFrom('hold')
    .innerJoin('journal', 'journal.id', 'hold.journal_id')
    .select(['hold.journal_id', 'hold.account_id', 'hold.amount'])
    .where('journal.bounty_id', '=', bountyId)
    .execute()
  const lines = new Map<bigint, string[]>()
  const add = (id: bigint, text: string) => lines.set(id, [...(lines.get(id) ?? []), text])
  for (const row of postings) if (row.amount > 0n) add(row.journal_id, `${row.account_id} +${row.amount}`)
  for (const row of made) add(row.journal_id, `${row.account_id} holds ${row.amount}`)
  return journals.map(({ id, idempotency_key: key, reference, kind, round }) => ({
    id,
    key,
    reference,
    text: sentence(kind, round ?? 0, lines.get(id) ?? []),
  }))
}

function textOf(command: MoneyCommand): string {
  const round = command.round ?? 0
  switch (command.command) {
    case 'transfer':
      return sentence(command.kind, round, arrivals(command.postings))
    case 'post-hold':
      return sentence(command.kind, round, arrivals(command.destinations))
    case 'hold':
      return sentence('hold', round, [`${command.account} holds ${command.amountUnits}`])
    case 'void-hold':
      return sentence('void-hold', round, [])
  }
}

function arrivals(postings: readonly { readonly account: string; readonly amountUnits: bigint }[]) {
  return postings
    .filter(({ amountUnits }) => amountUnits > 0n)
    .map(({ account, amountUnits }) => `${account} +${amountUnits}`)
}

function sentence(kind: string, round: number, parts: readonly string[]): string {
  return [round === 0 ? kind : `${kind} of round ${round}`, ...[...parts].sort()].join(', ')
}

function problem(rule: string, where: string, detail: string): AuditProblem {
  return { rule, where, detail: detail.length > 1_000 ? `${detail.slice(0, 1_000)}…` : detail }
}
