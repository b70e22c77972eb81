/**
 * What a command prints. For people: results on stdout, remarks on stderr. With --json: one JSON value on stdout (a
 * command that runs on prints one a line), everything else on stderr. Amounts are text, byte strings lower-case hex.
 */
import Table from 'cli-table3'
import colors from 'picocolors'
import { toHex } from '../aggregation/index.ts'
import type { World } from './world.ts'

export interface Output {
  readonly isJson: boolean
  /** The result: `value` for programs, `text` for people. */
  result(value: unknown, text: string): void
  /** One event of a command that runs on; `text` empty: nothing for people. */
  event(value: unknown, text: string): void
  /** A remark for people, never part of the result. */
  note(text: string): void
}

export function openOutput(world: World, isJson: boolean): Output {
  const print = (value: unknown, text: string) => {
    if (isJson) world.stdout.write(`${toJson(value)}\n`)
    else if (text !== '') world.stdout.write(`${text}\n`)
  }
  return {
    isJson,
    result: print,
    event: print,
    note: text => world.stderr.write(`${text}\n`),
  }
}

/** JSON on one line; bigint as decimal text, bytes as hex. */
export function toJson(value: unknown): string {
  return JSON.stringify(plain(value))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
}

/** A measured figure, to three digits; a dash for what was not measured. */
export function figureText(figure: number | null): string {
  return figure === null ? '-' : figure.toPrecision(3)
}

/** A table for people; numbers right-aligned by `right`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const made = new Table({
    head: head.map(name => colors.bold(name)),
    style: { head: [], border: colors.isColorSupported ? ['dim'] : [], compact: true },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  })
  for (const row of rows) made.push([...row])
  return made.toString()
}

/** 1234567n as "1,234,567". */
export function unitsText(amountUnits: bigint): string {
  return amountUnits.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** 1536 as "1.5 KiB". */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}

/** "2026-11-24 02:10:07Z". */
export function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`
}

/** The first eight digits, for eyes. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}
