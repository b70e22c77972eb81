/**
 * What a row's seal, and what the row says elsewhere about itself, has against it. Pure: rows in, problems out. Columns
 * that are named are those whose tags differ; the verdict is the whole seal's.
 */
import { type RowSealer, type SealedRow, type SealFault, sealedFieldCount } from '../storage/index.ts'
import type { Command, Posting } from './commands.ts'
import type { AuditProblem } from './replay.ts'
import { requestHash } from './request-hash.ts'
import {
  fieldsBeforePostings,
  type HoldRow,
  type JournalParts,
  type JournalRow,
  journalRow,
  madeField,
  resolvedField,
} from './sealed-rows.ts'

export interface StoredPosting extends Posting {
  readonly ordinal: number
}

export type StoredHold = HoldRow & { readonly seal: Uint8Array | null }

/** A journal with all that hangs on it, as it is stored. */
export interface StoredJournal {
  readonly row: JournalRow
  readonly seal: Uint8Array | null
  readonly postings: readonly StoredPosting[]
  readonly made: readonly StoredHold[]
  readonly resolved: readonly StoredHold[]
}

const notRecorded = 'is not what was recorded'

/** What speaks against a row that stands alone. */
export function rowProblems(
  sealer: RowSealer,
  row: SealedRow,
  seal: Uint8Array | null,
  where = `${row.table} ${row.id}`,
): AuditProblem[] {
  const fault = sealer.faultOf(row, seal)
  return fault === null ? [] : faultDetails(fault, row).map(detail => ({ rule: 'row-seal', where, detail }))
}

function faultDetails(fault: SealFault, { fields }: SealedRow): readonly string[] {
  if (fault.kind === 'unsealed') return ['carries no seal: this coordinator did not record it']
  if (fault.fields.length === 0) return ['its seal is not what was recorded']
  if (fault.fields.length === fields.length) return [strangeSeal]
  return fault.fields.map(field => `its ${field} ${notRecorded}`)
}

const strangeSeal =
  'carries a seal that is not of this row: it, its name or its seal was written by someone else'

/** What speaks against a journal, its postings and its holds. */
export function journalProblems(sealer: RowSealer, journal: StoredJournal): AuditProblem[] {
  return [...sealProblems(sealer, journal), ...crowding(journal), ...hashProblems(journal)]
}

/** The parts as the seal counts them: the recorded number of postings, each where it is. */
function partsOf({ seal, postings, made, resolved }: StoredJournal): JournalParts {
  const recorded = seal === null ? postings.length : sealedFieldCount(seal) - fieldsBeforePostings
  const places = Array.from({ length: Math.max(0, recorded) }, (_, index) => {
    return postings.find(({ ordinal }) => ordinal === index + 1) ?? null
  })
  return { postings: places, made: made[0] ?? null, resolved: resolved[0] ?? null }
}

function sealProblems(sealer: RowSealer, journal: StoredJournal): AuditProblem[] {
  const parts = partsOf(journal)
  const row = journalRow(journal.row, parts)
  const where = `journal ${journal.row.id}`
  const fault = sealer.faultOf(row, journal.seal)
  const strangers = journal.postings.filter(posting => !parts.postings.includes(posting))
  const added = strangers.map(({ ordinal }): AuditProblem => {
    return { rule: 'row-seal', where: `posting ${ordinal} of ${where}`, detail: 'was never recorded' }
  })
  if (fault === null) return added
  const isNamed =
    fault.kind === 'altered' && fault.fields.length > 0 && fault.fields.length < row.fields.length
  if (!isNamed) {
    return [
      ...added,
      ...faultDetails(fault, row).map(detail => ({ rule: 'row-seal' as const, where, detail })),
    ]
  }
  return [...added, ...fault.fields.map(field => namedProblem(field, where, parts))]
}

function namedProblem(field: string, where: string, parts: JournalParts): AuditProblem {
  const rule = 'row-seal'
  const ordinal = /^posting (\d+)$/.exec(field)?.[1]
  if (ordinal !== undefined) {
    const isThere = parts.postings[Number(ordinal) - 1] !== null
    return { rule, where: `${field} of ${where}`, detail: isThere ? notRecorded : 'is missing' }
  }
  const hold = field === madeField ? parts.made : field === resolvedField ? parts.resolved : undefined
  if (hold === undefined) return { rule, where, detail: `its ${field} ${notRecorded}` }
  if (hold === null) return { rule, where, detail: `${field} is missing` }
  return { rule, where, detail: `${field} (${hold.id}) ${notRecorded}` }
}

/** Several holds where there can be one: the rest are not under the seal. */
function crowding({ row, made, resolved }: StoredJournal): AuditProblem[] {
  return [...made.slice(1), ...resolved.slice(1)].map(({ id }) => {
    const detail = `names journal ${row.id}, as another hold does`
    return { rule: 'row-seal', where: `hold ${id}`, detail }
  })
}

/** The request can be read back from the journal, so its hash is a witness that needs no key. */
function hashProblems(journal: StoredJournal): AuditProblem[] {
  if (requestHash(commandOf(journal)) === journal.row.request_hash) return []
  const detail = 'its key, bounty, round, reference, memo, kind, amounts or hold contradict its request hash'
  return [{ rule: 'request-hash', where: `journal ${journal.row.id}`, detail }]
}

function commandOf({ row, postings, made, resolved }: StoredJournal): Command {
  const label = {
    idempotencyKey: row.idempotency_key,
    ...(row.bounty_id === null ? {} : { bountyId: row.bounty_id }),
    ...(row.round === null ? {} : { round: row.round }),
    reference: row.reference,
    memo: row.memo,
  }
  const [hold] = made
  if (hold !== undefined) {
    const expiry = hold.expires_at_ms === null ? {} : { expiresAtMs: Number(hold.expires_at_ms) }
    const request = {
      ...label,
      ...expiry,
      holdId: hold.id,
      account: hold.account_id,
      amountUnits: hold.amount,
    }
    return { command: 'hold', request }
  }
  const moved = postings.map(({ account, amountUnits }) => ({ account, amountUnits }))
  const [ended] = resolved
  if (ended === undefined)
    return { command: 'transfer', request: { ...label, kind: row.kind, postings: moved } }
  if (moved.length === 0) return { command: 'void-hold', request: { ...label, holdId: ended.id } }
  const destinations = moved.filter(({ account }) => account !== ended.account_id)
  return { command: 'post-hold', request: { ...label, kind: row.kind, holdId: ended.id, destinations } }
}

/** Whether this pending hold is what the journal ended, set back to what it was before. */
export function endedHold(sealer: RowSealer, journal: StoredJournal, hold: StoredHold): boolean {
  const units = journal.postings.find(({ account }) => account === hold.account_id)?.amountUnits ?? 0n
  const state = units === 0n ? 'voided' : 'posted'
  const resolved = { ...hold, state, resolved_by: journal.row.id, posted_amount: -units } as const
  const candidate = { ...journal, resolved: [resolved] }
  const fault = sealer.faultOf(journalRow(journal.row, partsOf(candidate)), journal.seal)
  return fault === null || (fault.kind === 'altered' && !fault.fields.includes(resolvedField))
}
