/** Files of one test file, gone when it ends. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'ava'
import type { Cell } from '../../../learning/data/table/cell.ts'
import type { TableSource } from '../../../learning/data/table/table-source.ts'
import { type DataSchema, parseDataSchema, type TableSchema } from '../../../learning/index.ts'

export interface TemporaryFiles {
  readonly folder: string
  /** Writes a file under a name that no other has, and answers its path. */
  write(name: string, content: string | Uint8Array): Promise<string>
  /** Writes files, in folders where their names say so, into a folder of their own. */
  writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string>
}

export async function openTemporaryFiles(): Promise<TemporaryFiles> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-data-'))
  test.after.always(() => rm(folder, { recursive: true }))
  let count = 0
  const next = async () => {
    count += 1
    const inside = path.join(folder, String(count))
    await mkdir(inside)
    return inside
  }
  const writeInto = async (inside: string, name: string, content: string | Uint8Array) => {
    const file = path.join(inside, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
    return file
  }
  return {
    folder,
    write: async (name, content) => writeInto(await next(), name, content),
    writeFolder: async files => {
      const inside = await next()
      for (const [name, content] of Object.entries(files)) await writeInto(inside, name, content)
      return inside
    },
  }
}

/** A table schema of these features, with the classes healthy and ill. */
export function tableSchema(features: readonly unknown[], fields: Readonly<Record<string, unknown>> = {}) {
  const label = { name: 'outcome', classes: ['healthy', 'ill'] }
  return parseDataSchema({ kind: 'table', features, label, ...fields }, 'schema') as TableSchema
}

/** An image schema with the classes a, b and c. */
export function imageSchema(height: number, width: number, channels: 1 | 3, fields = {}) {
  const label = { name: 'kind', classes: ['a', 'b', 'c'] }
  const schema = { kind: 'image', height, width, channels, scale: '0-1', label, ...fields }
  return parseDataSchema(schema, 'schema') as DataSchema & { kind: 'image' }
}

/** Everything that a source has. */
export async function readAll(source: TableSource): Promise<{ names: readonly string[]; rows: Cell[][] }> {
  let names: readonly string[] = []
  const rows: Cell[][] = []
  for await (const part of source.open(header => new Set(header.keys()))) {
    if (part.kind === 'header') names = part.names
    else for (let i = 0; i < part.count; i++) rows.push([...part.row(i)])
  }
  return { names, rows }
}
