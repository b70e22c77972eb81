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
  const { problems, ofEarlierVersions } = await auditEvents(tx)
  let after = ''
  for (;;) {
    const page = await tx
      .selectFrom('bounty')
      .select(['id', 'terms'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(bountiesPerPage)
      .execute()
    for (const { id, terms } of page)
      if (!ofEarlierVersions.has(id)) problems.push(...(await auditBounty(tx, id, Uint8Array.from(terms))))
    const last = page.at(-1)
    if (last === undefined) return problems
    after = last.id
  }
}

interface EventAudit {
  readonly problems: AuditProblem[]
  /** Bounties of before money followed from the log: only the ledger's own rules are held against them. */
  readonly ofEarlierVersions: ReadonlySet<string>
}

/** Whether the list of each bounty's events is that of the leaves about it, in their order. */
async function auditEvents(tx: Transaction): Promise<EventAudit> {
  const problems: AuditProblem[] = []
  const ofEarlierVersions = new Set<string>()
  const listed = new Map(
    (await tx.selectFrom('bounty_event').selectAll().execute()).map(row => [row.leaf_index, row]),
  )
  const counts = new Map<string, number>()
  for await (const { index, body } of everyLeaf(tx)) {
    const { bountyId, kind, isOld } = subjectOf(body)
    if (isOld) ofEarlierVersions.add(bountyId)
    if (bountyId === '' || ofEarlierVersions.has(bountyId)) continue
    const ordinal = counts.get(bountyId) ?? 0
    counts.set(bountyId, ordinal + 1)
    const row = listed.get(index)
    listed.delete(index)
    const isListed = row?.bounty_id === bountyId && row.ordinal === ordinal && row.kind === kind
    if (!isListed)
      problems.push(
        problem('I7', `event ${ordinal} of bounty ${bountyId}`, `is not the ${kind} of leaf ${index}`),
      )
  }
  for (const row of listed.values())
    problems.push(problem('I7', `event ${row.ordinal} of bounty ${row.bounty_id}`, 'is of no leaf about it'))
  return { problems, ofEarlierVersions }
}

const leavesPerPage = 1_000

async function* everyLeaf(
  tx: Transaction,
): AsyncGenerator<{ readonly index: bigint; readonly body: Uint8Array }> {
  let after = -1n
  for (;;) {
    const page = await tx
      .selectFrom('log_leaf')
      .select(['idx', 'body'])
      .where('idx', '>', after)
      .orderBy('idx')
      .limit(leavesPerPage)
      .execute()
    for (const { idx, body } of page) yield { index: idx, body }
    const last = page.at(-1)
    if (last === undefined) return
    after = last.idx
  }
}

/** Which bounty a leaf is about; none where it is about something else, or cannot be read, which the log's own audit tells. */
function subjectOf(body: Uint8Array): { bountyId: string; kind: string; isOld: boolean } {
  try {
    const leaf = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>
    const bountyId = typeof leaf.bountyId === 'string' ? leaf.bountyId : ''
    const kind = typeof leaf.kind === 'string' ? leaf.kind : ''
    return { bountyId, kind, isOld: kind === 'terms' && leaf.buyer === undefined }
  } catch {
    return { bountyId: '', kind: '', isOld: false }
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
