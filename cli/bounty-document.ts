/**
 * The page of YAML a buyer writes: the terms of a bounty, with the held-out test set named by its path and the model, if
 * wished, by a preset. Everything is checked here before anything is sent; each fault names its field and its line.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { canonicalJson, sha256, toHex } from '../aggregation/index.ts'
import {
  DataError,
  type DataSchema,
  dataShapeOf,
  encodeTestSet,
  fitsModel,
  type HolderData,
  importLayersModel,
  ModelError,
  type ModelSpec,
  modelFromPreset,
  parseDataSchema,
  parseModelSpec,
  readHolderData,
  readModel,
  recordsOf,
  type Task,
  taskOf,
  tasks,
} from '../learning/index.ts'
import { metricFault } from '../protos/metrics.ts'
import { type BountyTerms, checkTerms } from '../protos/terms.ts'
import { UsageError } from './errors.ts'

/** A bounty ready to be posted. Its terms name the test set by its records alone: `withTestSet` commits them to it. */
export interface BountyDocument {
  readonly terms: BountyTerms
  readonly model: ModelSpec
  /** The held-out set: raw records where statistics are still to be made. */
  readonly testSet: HolderData
  /** Bytes of its records as a file. */
  readonly testSetBytes: number
  /** Where it was read. */
  readonly testSetFile: string
  /** The model file that training starts from, where the page names one. */
  readonly startBlob?: Uint8Array
}

interface Page {
  readonly file: string
  readonly document: Document
  readonly lines: LineCounter
  readonly content: Record<string, unknown>
}

interface Fault {
  readonly field: string
  readonly message: string
}

/** Reads and checks a bounty page. Throws `UsageError` listing every fault found. */
export async function readBountyDocument(file: string): Promise<BountyDocument> {
  const page = parsePage(file, await readFile(file, 'utf8'))
  return completeBounty(page)
}

function parsePage(file: string, text: string): Page {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new UsageError(`${file}, line ${line}, column ${col}: it is not YAML: ${error.message}`)
  }
  if (!isMap(document.contents)) {
    throw new UsageError(
      `${file}: it is not a page of fields; write one with \`parley bounty init\` and edit that`,
    )
  }
  return { file, document, lines, content: document.toJS() as Record<string, unknown> }
}

/** The terms and the model of a page whose files need not be there yet; the terms name no test set. Throws `UsageError`. */
export async function readBountyDraft(file: string): Promise<Pick<BountyDocument, 'terms' | 'model'>> {
  const page = parsePage(file, await readFile(file, 'utf8'))
  const { terms, model } = await draftOf(page)
  await requireFeasible(page, terms)
  return { terms, model }
}

async function completeBounty(page: Page): Promise<BountyDocument> {
  const { data, model, terms: draft } = await draftOf(page)
  const startBlob = await readStart(page, model)
  const testSetFile = testSetFileOf(page)
  const testSet = await readHolderData(testSetFile, data)
  const records = encodeTestSet({ data: testSet })
  const named = { sha256: toHex(sha256(records)), examples: recordsOf(testSet).examples }
  const terms = namingFiles(draft, named, startBlob)
  await requireFeasible(page, terms)
  const document = { terms, model, testSetFile, testSet, testSetBytes: records.length }
  return startBlob === undefined ? document : { ...document, startBlob }
}

/** The terms as they are posted: committed to a test set and the file that it is uploaded as. */
export function withTestSet(
  { acceptance, ...rest }: BountyTerms,
  testSet: BountyTerms['acceptance']['testSet'],
): BountyTerms {
  return { ...rest, acceptance: { ...acceptance, testSet } }
}

async function draftOf(page: Page) {
  const data = sectionOf(page, 'data', () => parseDataSchema(page.content.data, page.file))
  const description = await readDescription(page)
  const model = sectionOf(page, 'model', () => modelOf(page.content.model, data, description))
  const checked = checkTerms(draftTerms(page, model, data))
  if (checked.kind === 'faulty') throw faultsError(page, checked.faults)
  const unmeasured = metricFault(checked.terms.acceptance.metric, taskOf(model))
  if (unmeasured !== undefined) throw faultsError(page, [{ field: 'acceptance.metric', message: unmeasured }])
  const fit = fitsModel(dataShapeOf(data), model)
  if (fit.kind === 'refused') throw faultsError(page, [{ field: 'model', message: fit.message }])
  return { data, model, terms: checked.terms }
}

/** The terms with the hashes of what lay in the files that the page names. */
function namingFiles(
  { training, ...rest }: BountyTerms,
  testSet: BountyTerms['acceptance']['testSet'],
  startBlob: Uint8Array | undefined,
): BountyTerms {
  const start = startBlob === undefined ? {} : { start: { sha256: toHex(sha256(startBlob)) } }
  return withTestSet({ ...rest, training: { ...training, ...start } }, testSet)
}

/** What the coordinator would refuse, told before anything is sent. */
async function requireFeasible(page: Page, terms: BountyTerms): Promise<void> {
  const { checkFeasible } = await import('../coordinator/index.ts')
  const checked = checkFeasible(terms)
  if (!('kind' in checked)) return
  const { field = '(document)', message } = checked
  const fault = message.startsWith(field) ? message.slice(field.length).replace(/^:? /, '') : message
  throw faultsError(page, [{ field, message: fault }])
}

/** The file of the model that training starts from; undefined where the page names none. */
async function readStart(page: Page, model: ModelSpec): Promise<Uint8Array | undefined> {
  const { training } = page.content
  const named = isObject(training) ? training.start : undefined
  if (named === undefined) return undefined
  const refuse = (message: string) => faultsError(page, [{ field: 'training.start', message }])
  if (typeof named !== 'string')
    throw refuse('must be the path of a model file, as `parley model fetch` writes it')
  const bytes = await readFile(path.resolve(path.dirname(page.file), named)).catch((error: Error) => {
    throw refuse(`cannot be read: ${error.message}`)
  })
  const fault = startFault(bytes, model)
  if (fault === undefined) return new Uint8Array(bytes)
  throw refuse(fault)
}

function startFault(bytes: Uint8Array, model: ModelSpec): string | undefined {
  try {
    const isSame = canonicalJson(readModel(bytes).spec) === canonicalJson(model)
    return isSame ? undefined : 'holds a model of another kind than "model" describes'
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
}

/** Runs a check of one section and puts field and line before what it says. */
function sectionOf<T>(page: Page, field: string, check: () => T): T {
  if (page.content[field] === undefined)
    throw faultsError(page, [
      { field, message: 'is missing; `parley bounty init` writes a page that has it' },
    ])
  try {
    return check()
  } catch (error) {
    if (!(error instanceof DataError) && !(error instanceof ModelError)) throw error
    const message = error.message.startsWith(`${page.file}: `)
      ? error.message.slice(page.file.length + 2)
      : error.message
    throw faultsError(page, [{ field, message }])
  }
}

/** The text of the file that `model.file` names, if it names one. */
async function readDescription(page: Page): Promise<string | undefined> {
  const { model } = page.content
  const named = isObject(model) ? model.file : undefined
  if (named === undefined) return undefined
  if (typeof named !== 'string') {
    throw faultsError(page, [
      { field: 'model.file', message: 'must be the path of a Keras or TensorFlow.js model.json' },
    ])
  }
  return readFile(path.resolve(path.dirname(page.file), named), 'utf8').catch((error: Error) => {
    throw faultsError(page, [{ field: 'model.file', message: `cannot be read: ${error.message}` }])
  })
}

function modelOf(value: unknown, data: DataSchema, description: string | undefined): ModelSpec {
  if (description !== undefined) return importLayersModel(description, importOptions(value as ModelSection))
  const preset = (value as { preset?: unknown } | null)?.preset
  if (preset === undefined) return parseModelSpec(value)
  return modelFromPreset(String(preset), dataShapeOf(data))
}

interface ModelSection {
  readonly file: string
  readonly task?: unknown
  readonly loss?: unknown
}

function importOptions({ file: _, task, loss, ...rest }: ModelSection) {
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined)
    throw new ModelError(`beside "file" it may have "task" and "loss", not "${unknown}"`)
  if (task !== undefined && !tasks.includes(task as Task))
    throw new ModelError(`its task is ${JSON.stringify(task)}; use one of ${tasks.join(', ')}`)
  if (loss !== undefined && loss !== 'huber')
    throw new ModelError(`its loss is ${JSON.stringify(loss)}; use "huber", or leave it out`)
  return {
    ...(task !== undefined && { task: task as Task }),
    ...(loss !== undefined && ({ loss: 'huber' } as const)),
  }
}

/** The page as terms, with stand-ins for the hashes of what lies in files, which are read last. */
function draftTerms({ content, document }: Page, model: ModelSpec, data: DataSchema): unknown {
  const standIn = { sha256: '0'.repeat(64) }
  const { acceptance, pay, scoring, training, ...rest } = content
  const isStarted = isObject(training) && training.start !== undefined
  return {
    version: 1,
    ...rest,
    model,
    data,
    training: isStarted ? { ...training, start: standIn } : training,
    acceptance: isObject(acceptance) ? { ...acceptance, testSet: { ...standIn, examples: 1 } } : acceptance,
    pay: isObject(pay) ? payOf(document, pay) : pay,
    ...(scoring === undefined ? {} : { scoring: isObject(scoring) ? scoringOf(document, scoring) : scoring }),
  }
}

const amounts = ['priceUnits', 'stakeUnits', 'coordinatorBondUnits'] as const

/** The section `pay` with its amounts as text. */
function payOf(document: Document, pay: Record<string, unknown>): Record<string, unknown> {
  const named = amounts.filter(name => pay[name] !== undefined)
  const units = named.map(name => [name, amountOf(document, ['pay', name], pay[name])])
  const { disputes } = pay
  const told = { ...pay, ...Object.fromEntries(units) }
  if (!isObject(disputes)) return told
  const bondUnits = amountOf(document, ['pay', 'disputes', 'bondUnits'], disputes.bondUnits)
  return { ...told, disputes: { ...disputes, bondUnits } }
}

/** The section `scoring` with its amounts as text. */
function scoringOf(document: Document, scoring: Record<string, unknown>): Record<string, unknown> {
  const { evaluators } = scoring
  if (!Array.isArray(evaluators)) return scoring
  const told = evaluators.map((evaluator, i) =>
    isObject(evaluator)
      ? {
          ...evaluator,
          stakeUnits: amountOf(document, ['scoring', 'evaluators', i, 'stakeUnits'], evaluator.stakeUnits),
        }
      : evaluator,
  )
  return { ...scoring, evaluators: told }
}

/** An amount as written, since a number in YAML may be too large for a number in memory; 1_000_000 reads well. */
function amountOf(document: Document, place: readonly (string | number)[], value: unknown): unknown {
  const node = document.getIn(place, true)
  if (value === null || value === undefined) return value
  const source = isScalar(node) ? node.source : undefined
  return (source ?? String(value)).replaceAll('_', '')
}

function testSetFileOf(page: Page): string {
  const testSet = (page.content.acceptance as { testSet?: unknown }).testSet
  const named = (testSet as { path?: unknown } | null)?.path
  const unknown = isObject(testSet) ? Object.keys(testSet).find(key => key !== 'path') : undefined
  if (typeof named !== 'string' || named === '' || unknown !== undefined) {
    const message =
      'must be "path: FILE" with the held-out test set, a table in a file or a folder of images, and nothing else'
    throw faultsError(page, [{ field: 'acceptance.testSet', message }])
  }
  return path.resolve(path.dirname(page.file), named)
}

function faultsError(page: Page, faults: readonly Fault[]): UsageError {
  const told = faults.map(fault => {
    const line = lineOf(page, fault)
    return `${line === undefined ? '' : `line ${line}, `}${fault.field}: ${fault.message}`
  })
  const only = told.length === 1 ? told[0] : undefined
  if (only !== undefined) return new UsageError(`${page.file}, ${only}`)
  return new UsageError(
    `${page.file} has ${told.length} faults:\n${told.map(text => `  ${text}`).join('\n')}`,
  )
}

/** The line of the field, or of the nearest section around it that is on the page. */
function lineOf({ document, lines }: Page, { field, message }: Fault): number | undefined {
  const unknown = /^Unrecognized keys?: "([^"]+)"/.exec(message)?.[1]
  const parts = field === '(document)' ? [] : field.split('.')
  if (unknown !== undefined) parts.push(unknown)
  for (let depth = parts.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(parts.slice(0, depth - 1), true)
    if (!isMap(parent)) continue
    const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === parts[depth - 1])
    const range = isScalar(pair?.key) ? pair.key.range : undefined
    if (range) return lines.linePos(range[0]).line
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
