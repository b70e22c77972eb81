/** Bounties, their participants and their rounds, as rows. */
import { canonicalJson, fromHex, toHex } from '../../aggregation/index.ts'
import type { Caller } from '../../protos/service.ts'
import { type BountyTerms, decodeTerms } from '../../protos/terms.ts'
import type {
  Bounty,
  BountyState,
  ListBountiesRequest,
  Participation,
  RoundState,
  RoundSummary,
} from '../../protos/types.ts'
import { seesEveryBounty } from '../auth/sight.ts'
import { readDeclines } from './decline-store.ts'
import { type Reader, readEvaluations } from './evaluation-store.ts'

/** The terms of a stored bounty; they were checked when it was posted. */
export function storedTerms(bytes: Uint8Array): BountyTerms {
  const decoded = decodeTerms(bytes)
  if (decoded.kind === 'faulty') throw new Error('a stored bounty has terms that this version refuses')
  return decoded.terms
}

export async function readBounty(db: Reader, bountyId: string): Promise<Bounty | undefined> {
  const row = await db.selectFrom('bounty').selectAll().where('id', '=', bountyId).executeTakeFirst()
  if (row === undefined) return undefined
  const participants = await readParticipants(db, bountyId)
  const rounds = await readRounds(db, bountyId)
  const declines = await readDeclines(db, bountyId)
  return {
    bountyId,
    buyer: row.buyer,
    terms: Uint8Array.from(row.terms),
    state: row.state as BountyState,
    accepted: row.accepted,
    postedAtMs: Number(row.posted_at_ms),
    participants,
    rounds,
    modelBlob: fromHex(row.model_blob),
    escrowedUnits: row.price_units,
    paidUnits: row.paid_units,
    feeUnits: row.fee_units,
    refundedUnits: row.refunded_units,
    reason: row.reason,
    buyerKey: Uint8Array.from(row.buyer_key),
    signature: Uint8Array.from(row.signature),
    nonce: Uint8Array.from(row.nonce),
    declines,
  }
}

export async function readParticipants(db: Reader, bountyId: string): Promise<readonly Participation[]> {
  const rows = await db
    .selectFrom('participation')
    .selectAll()
    .where('bounty_id', '=', bountyId)
    .orderBy('organisation')
    .execute()
  return rows.map(row => ({
    organisation: row.organisation,
    examples: Number(row.examples),
    datasetRoot: Uint8Array.from(row.dataset_root),
    joinedAtMs: Number(row.joined_at_ms),
    left: row.left_at_ms !== null,
    identityKey: Uint8Array.from(row.identity_key),
  }))
}

/** The latest attempt of each round, with the buyer's evaluation where there is one. */
export async function readRounds(db: Reader, bountyId: string): Promise<readonly RoundSummary[]> {
  const evaluations = await readEvaluations(db, bountyId)
  const rows = await db
    .selectFrom('attempt')
    .selectAll()
    .where('bounty_id', '=', bountyId)
    .orderBy('round')
    .orderBy('attempt')
    .execute()
  const latest = new Map<number, RoundSummary>()
  for (const row of rows) {
    latest.set(row.round, {
      ...summaryFromText(row.summary),
      round: row.round,
      attempt: row.attempt,
      state: row.state as RoundState,
      uploadBytes: Number(row.upload_bytes),
      startedAtMs: Number(row.started_at_ms),
      finishedAtMs: Number(row.finished_at_ms),
      ...(row.clip_norm === null ? {} : { clipNorm: row.clip_norm }),
      ...evaluations.get(row.round),
    })
  }
  return [...latest.values()]
}

/** Who asks: operator and auditor see every bounty, a buyer its own drafts, all others what was paid in once. */
export type Onlooker = Pick<Caller, 'role' | 'organisation'>

/** Whether someone is told of a bounty; not of one that is not there. */
export async function isShownTo(
  db: Reader,
  { role, organisation }: Onlooker,
  bountyId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('bounty')
    .select(['buyer', 'is_public'])
    .where('id', '=', bountyId)
    .executeTakeFirst()
  return row !== undefined && (row.is_public || seesEveryBounty(role) || row.buyer === organisation)
}

/** What a page of a list is sorted by, and continues from. Ids break ties, upwards. */
const sortings = {
  newest: { column: 'posted_at_ms', isDescending: true },
  price: { column: 'price_units', isDescending: true },
  'closing-soon': { column: 'closes_at_ms', isDescending: false },
} as const

/** Ids of bounties that `onlooker` may see, in the order that is asked for. */
export async function listBountyIds(
  db: Reader,
  request: ListBountiesRequest,
  onlooker: Onlooker,
): Promise<readonly string[]> {
  const { states, modelFamily, minimumPriceUnits, limit, after, search } = request
  const { column, isDescending } = sortings[search?.order ?? 'newest']
  let query = db
    .selectFrom('bounty')
    .select('id')
    // Bounties that nobody can join any more have no time at which that ends: they come last.
    .orderBy(eb => eb.fn.coalesce(column, eb.val(latest)), isDescending ? 'desc' : 'asc')
    .orderBy('id')
    .where('price_units', '>=', minimumPriceUnits)
    .limit(Math.min(limit === 0 ? 100 : limit, 500))
  if (!seesEveryBounty(onlooker.role))
    query = query.where(eb => eb.or([eb('is_public', '=', true), eb('buyer', '=', onlooker.organisation)]))
  if (states.length > 0) query = query.where('state', 'in', [...states])
  if (modelFamily !== '') query = query.where('model_family', '=', modelFamily)
  if (search !== undefined) {
    const { text, metric, maximumEpsilon, minimumRoundPayUnits } = search
    if (text !== '') query = query.where('search_text', 'like', `%${literal(text.toLowerCase())}%`)
    if (metric !== '') query = query.where('metric', '=', metric)
    if (maximumEpsilon > 0) query = query.where('epsilon', '<=', maximumEpsilon)
    query = query.where('round_pay_units', '>=', minimumRoundPayUnits)
  }
  if (after !== '') {
    const last = await db.selectFrom('bounty').select(column).where('id', '=', after).executeTakeFirst()
    const before = Object.values(last ?? {})[0] ?? latest
    query = query.where(eb => {
      const key = eb.fn.coalesce(column, eb.val(latest))
      const isTied = eb.and([eb(key, '=', before), eb('id', '>', after)])
      return eb.or([eb(key, isDescending ? '<' : '>', before), isTied])
    })
  }
  const rows = await query.execute()
  return rows.map(row => row.id)
}

/** After every time in milliseconds. */
const latest = BigInt(Number.MAX_SAFE_INTEGER)

/** A text in which no sign stands for others. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, sign => `\\${sign}`)
}

type SummaryFacts = Omit<
  RoundSummary,
  | 'round'
  | 'attempt'
  | 'state'
  | 'uploadBytes'
  | 'startedAtMs'
  | 'finishedAtMs'
  | 'buyerEvaluation'
  | 'clipNorm'
>

export const emptySummary: SummaryFacts = {
  survivors: [],
  dropouts: [],
  correct: 0,
  total: 0,
  modelHash: new Uint8Array(),
  pays: [],
  feeUnits: 0n,
  transcriptHash: new Uint8Array(),
  groups: [],
  metrics: [],
}

export function summaryToText(summary: SummaryFacts): string {
  return canonicalJson({
    survivors: summary.survivors,
    dropouts: summary.dropouts,
    correct: summary.correct,
    total: summary.total,
    modelHash: toHex(summary.modelHash),
    pays: summary.pays.map(pay => ({
      organisation: pay.organisation,
      weight: String(pay.weight),
      amountUnits: String(pay.amountUnits),
    })),
    feeUnits: String(summary.feeUnits),
    transcriptHash: toHex(summary.transcriptHash),
    groups: summary.groups,
    metrics: summary.metrics,
    holders: summary.holders,
  })
}

function summaryFromText(text: string): SummaryFacts {
  const stored = JSON.parse(text)
  return {
    survivors: stored.survivors,
    dropouts: stored.dropouts,
    correct: stored.correct,
    total: stored.total,
    modelHash: fromHex(stored.modelHash),
    pays: stored.pays.map((pay: { organisation: string; weight: string; amountUnits: string }) => ({
      organisation: pay.organisation,
      weight: BigInt(pay.weight),
      amountUnits: BigInt(pay.amountUnits),
    })),
    feeUnits: BigInt(stored.feeUnits),
    transcriptHash: fromHex(stored.transcriptHash),
    groups: stored.groups ?? [],
    metrics: stored.metrics ?? [],
    ...(stored.holders === undefined ? {} : { holders: stored.holders }),
  }
}
