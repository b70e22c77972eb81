/** The pages that say what data is like: a schema, the `data` of a bounty's page, what a site's file has of its own. */
import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import { type DataSchema, parseDataSchema, parseSiteFormat, type SiteFormat } from '../learning/index.ts'
import { UsageError } from './errors.ts'

/** Reads a data schema. Throws `UsageError` or `DataError` with what is wrong. */
export async function readSchemaFile(file: string): Promise<DataSchema> {
  return parseDataSchema(await readYaml(file), file)
}

/** Reads the `data` of a bounty's page; the rest of it may still be unfinished. */
export async function readBountySchema(file: string): Promise<DataSchema> {
  const page = await readYaml(file)
  const data = (page as { data?: unknown } | null)?.data
  if (data === undefined) throw new UsageError(`${file} has no section "data"; is it a bounty’s page?`)
  return parseDataSchema(data, file)
}

/** Reads what a site's file has of its own; undefined where no file is named. */
export async function readSiteFile(file: string | undefined): Promise<SiteFormat | undefined> {
  return file === undefined ? undefined : parseSiteFormat(await readYaml(file), file)
}

async function readYaml(file: string): Promise<unknown> {
  const document = parseDocument(await readFile(file, 'utf8'))
  const [error] = document.errors
  if (error !== undefined) throw new UsageError(`${file} is not YAML: ${error.message}`)
  return document.toJS()
}
