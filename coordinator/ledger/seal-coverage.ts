/**
 * What the seals say was recorded, against what is there. Pure; the journals come in the order of their numbers, so
 * that of each seal no more than a hash for each level of its tree is kept, and that only while it is open.
 */
import { equalBytes, type MerkleFold, openMerkleFold, toHex } from '../../aggregation/crypto/index.ts'
import type { RowSealer } from '../storage/index.ts'
import { rangeText, readRanges } from './id-ranges.ts'
import type { AuditProblem } from './replay.ts'
import { rowProblems } from './row-audit.ts'
import { sealedEntry, sealLeaf, sealNumberOf } from './seal-leaf.ts'
import { type SealRow, sealRow } from './sealed-rows.ts'

export interface StoredSeal extends SealRow {
  readonly seal: Uint8Array
}

/** The newest seal, as it is remembered outside the database. */
export interface AnchorNote {
  readonly number: bigint
  /** The row's own seal, hexadecimal. */
  readonly seal: string
}

/** Accounts and assets by name, with the seals of their rows. */
export interface NamedSeals {
  readonly account: ReadonlyMap<string, Uint8Array | null>
  readonly asset: ReadonlyMap<string, Uint8Array | null>
}

/** Meets the journals one after another. */
export interface JournalWalk {
  /** The next journal, in the order of the numbers. */
  add(id: bigint, seal: Uint8Array | null): void
  /** After the last. `unsealed`: journals that stand in no seal. */
  finish(): { readonly problems: readonly AuditProblem[]; readonly unsealed: number }
}

interface OpenSeal {
  readonly row: StoredSeal
  readonly fold: MerkleFold
  /** Nothing that it lists was missed so far. */
  isWhole: boolean
  stretchesLeft: number
}

interface Stretch {
  readonly from: bigint
  readonly to: bigint
  readonly seal: OpenSeal
}

/** Compares the journals with what the seals list, and each seal's root with the rows that it was made over. */
export function walkJournals(seals: readonly StoredSeal[], names: NamedSeals): JournalWalk {
  const problems: AuditProblem[] = []
  const stretches = seals.flatMap(row => openStretches(row, names, problems))
  stretches.sort((a, b) => (a.from < b.from ? -1 : 1))
  let at = 0
  let next = stretches[0]?.from ?? 0n
  let unsealed = 0

  /** Moves on to `id`, or to the end: what is listed before it and was not met is missing. */
  function moveTo(id: bigint | null): void {
    for (let stretch = stretches[at]; stretch !== undefined; stretch = stretches[++at]) {
      if (next < stretch.from) next = stretch.from
      const end = id !== null && id <= stretch.to ? id - 1n : stretch.to
      if (next <= end) {
        problems.push(missing(`journal ${rangeText({ from: next, to: end })}`, stretch.seal))
        next = end + 1n
      }
      if (next <= stretch.to) return
      stretch.seal.stretchesLeft -= 1
      problems.push(...rootFault(stretch.seal))
    }
  }

  return {
    add: (id, seal) => {
      moveTo(id)
      const stretch = stretches[at]
      if (stretch === undefined || id !== next) unsealed += 1
      else {
        stretch.seal.fold.add(sealedEntry('journal', `${id}`, seal))
        next = id + 1n
      }
    },
    finish: () => {
      moveTo(null)
      return { problems, unsealed }
    },
  }
}

/** The stretches of journals under a seal; its accounts and assets are compared at once. */
function openStretches(row: StoredSeal, names: NamedSeals, problems: AuditProblem[]): readonly Stretch[] {
  const ranges = readRanges(row.journals)
  const opened: OpenSeal = { row, fold: openMerkleFold(), isWhole: true, stretchesLeft: ranges?.length ?? 0 }
  for (const table of ['account', 'asset'] as const) {
    for (const name of namesIn(table === 'account' ? row.accounts : row.assets)) {
      const seal = names[table].get(name)
      if (seal === undefined) problems.push(missing(`${table} ${name}`, opened))
      opened.fold.add(sealedEntry(table, name, seal ?? null))
    }
  }
  problems.push(...rootFault(opened))
  return (ranges ?? []).map(range => ({ ...range, seal: opened }))
}

/** A list of names; empty for a text that is none, which the row's own seal tells. */
export function namesIn(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter(name => typeof name === 'string') : []
  } catch {
    return []
  }
}

function missing(where: string, seal: OpenSeal): AuditProblem {
  seal.isWhole = false
  const detail = `was there when seal ${seal.row.number} was made${timeText(Number(seal.row.sealed_at_ms))}`
  return { rule: 'missing-row', where, detail }
}

/** A time that was tampered with may be none. */
function timeText(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? '' : `, ${date.toISOString()}`
}

/** When all that a seal lists was met, its root must come out again. */
function rootFault({ row, fold, isWhole, stretchesLeft }: OpenSeal): AuditProblem[] {
  if (stretchesLeft > 0 || !isWhole || equalBytes(fold.root(), row.root)) return []
  const what = row.journals === '' ? 'the accounts and assets' : `what journals ${shortened(row.journals)}`
  const detail = `${what} carry today are not the seals that it was made over`
  return [{ rule: 'ledger-seal', where: nameOf(row), detail }]
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`
}

/** What speaks against the seals as rows: each its own seal, their numbers, and the note kept outside the database. */
export function sealFaults(
  sealer: RowSealer,
  seals: readonly StoredSeal[],
  anchor: AnchorNote | null,
): readonly AuditProblem[] {
  const rows = seals.flatMap(row => rowProblems(sealer, sealRow(row), row.seal, nameOf(row)))
  return [...rows, ...numberFaults(seals), ...(anchor === null ? [] : anchorFaults(seals, anchor))]
}

function numberFaults(seals: readonly StoredSeal[]): AuditProblem[] {
  return seals.flatMap(({ number }, index): AuditProblem[] => {
    const before = index === 0 ? 0n : seals[index - 1]!.number
    if (number === before + 1n) return []
    if (number === before) return [{ rule: 'ledger-seal', where: `seal ${number}`, detail: 'is there twice' }]
    const where = `seal ${rangeText({ from: before + 1n, to: number - 1n })}`
    return [{ rule: 'missing-row', where, detail: 'seals are numbered without a gap' }]
  })
}

function anchorFaults(seals: readonly StoredSeal[], { number, seal }: AnchorNote): AuditProblem[] {
  const found = seals.find(one => one.number === number)
  if (found !== undefined && toHex(found.seal) === seal) return []
  const detail =
    found === undefined
      ? 'is remembered in the data folder and not in the database, which is older or was cut off'
      : 'is remembered in the data folder as another one: the database was written anew'
  return [{ rule: 'anchor', where: `seal ${number}`, detail }]
}

/** Meets the leaves of the public log. */
export interface LeafWalk {
  /** The next leaf, and the root of the log before it. */
  add(index: number, body: Uint8Array, rootBefore: () => Uint8Array): void
  finish(): readonly AuditProblem[]
}

/** Looks for the leaf of each seal, and for seals that have left nothing but their leaf. */
export function walkLeaves(seals: readonly StoredSeal[]): LeafWalk {
  const byPlace = new Map(seals.map(seal => [Number(seal.log_size), seal]))
  const known = new Set(seals.map(({ number }) => number))
  const problems: AuditProblem[] = []
  let size = 0
  let isPrefix = true
  return {
    add: (index, body, rootBefore) => {
      size = index + 1
      const seal = byPlace.get(index)
      if (seal !== undefined) {
        // Once the log has parted from what was sealed, every later seal would only say so again.
        if (isPrefix) problems.push(...prefixFaults(seal, rootBefore()))
        isPrefix &&= equalBytes(rootBefore(), seal.log_root)
        problems.push(...leafFaults(seal, body))
      }
      const number = sealNumberOf(body)
      if (number === null || known.has(number)) return
      const detail = `its leaf is in the public log at ${index}, and it is not in the database`
      problems.push({ rule: 'missing-row', where: `seal ${number}`, detail })
    },
    finish: () => [...problems, ...seals.flatMap(seal => lostLeaf(seal, size))],
  }
}

function prefixFaults(seal: StoredSeal, rootBefore: Uint8Array): AuditProblem[] {
  if (equalBytes(rootBefore, seal.log_root)) return []
  const detail = `its first ${seal.log_size} leaves are not those that ${nameOf(seal)} was made over`
  return [{ rule: 'log', where: 'public log', detail }]
}

function leafFaults(seal: StoredSeal, body: Uint8Array): AuditProblem[] {
  if (equalBytes(body, sealLeaf(seal.number, seal.root))) return []
  const detail = `is not the leaf of ${nameOf(seal)}, whose place it has`
  return [{ rule: 'log', where: `leaf ${seal.log_size}`, detail }]
}

function lostLeaf(seal: StoredSeal, size: number): AuditProblem[] {
  if (Number(seal.log_size) < size) return []
  const detail = `is missing: ${nameOf(seal)} stands there, and the log ends after ${size} leaves`
  return [{ rule: 'log', where: `leaf ${seal.log_size}`, detail }]
}

function nameOf({ number }: SealRow): string {
  return `seal ${number}`
}
