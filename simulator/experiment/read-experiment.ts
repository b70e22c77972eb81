/**
 * Reads an experiment: a page of YAML or a preset, with changes from the command line. What is wrong with it is told with
 * its field, its line, and the nearest value that would do.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Document, isMap, isScalar, isSeq, LineCounter, parse, parseDocument } from 'yaml'
import { isNestedWithin } from '../../aggregation/crypto/index.ts'
import { ExperimentFileError } from '../experiment-error.ts'
import { presets } from '../presets/index.ts'
import { isSection, withValue } from './dotted-path.ts'
import { type Experiment, experimentSchema } from './experiment.ts'
import { loadModules } from './load-modules.ts'
import { nearest } from './nearest.ts'
import { pathFault, ruleFaults } from './rule-faults.ts'
import { type Fault, faultsOf } from './schema-faults.ts'

export interface ReadOptions {
  /** Changes of fields, as `training.learningRate=0.05`; the values are YAML. */
  readonly set?: readonly string[]
  readonly seeds?: readonly number[]
  readonly masking?: Experiment['masking']
  readonly transport?: Experiment['transport']
  readonly rounds?: number
}

/** A document with what is known of where its fields stand. */
interface Page {
  /** What it is called in messages. */
  readonly name: string
  readonly content: Readonly<Record<string, unknown>>
  /** Relative paths begin here. */
  readonly folder: string
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined
}

/**
 * Reads a preset by its name, or a file: whatever has a slash, a dot, or exists.
 *
 * @throws ExperimentFileError listing every fault.
 */
export async function readExperiment(fileOrPreset: string, options: ReadOptions = {}): Promise<Experiment> {
  const page = withChanges(await openPage(fileOrPreset), changesOf(options))
  const parsed = experimentSchema.safeParse(page.content)
  if (!parsed.success) throw faultsError(page, faultsOf(experimentSchema, page.content))
  const experiment = withPaths(parsed.data, page.folder)
  await loadModules(experiment.modules)
  const faults = ruleFaults(experiment)
  if (faults.length > 0) throw faultsError(page, faults)
  return experiment
}

async function openPage(fileOrPreset: string): Promise<Page> {
  const preset = Object.hasOwn(presets, fileOrPreset) ? presets[fileOrPreset] : undefined
  if (preset !== undefined)
    return {
      name: fileOrPreset,
      content: preset.experiment,
      folder: process.cwd(),
      lineOf: () => undefined,
    }
  const text = await readFile(fileOrPreset, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unreadable(fileOrPreset, error)
  })
  return parsePage(fileOrPreset, text)
}

function unreadable(name: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') return absentError(name)
  if (error.code === 'EISDIR')
    return new ExperimentFileError(`${name} is a folder; name a page of YAML in it, or a preset`)
  return error
}

function absentError(name: string): ExperimentFileError {
  if (/[/\\.]/.test(name)) return new ExperimentFileError(`${name} does not exist; check the path`)
  const [first, ...others] = nearest(name, Object.keys(presets), 3)
  return new ExperimentFileError(
    `there is no preset or file "${name}"; did you mean ${first}? Near are also ${others.join(' and ')}; \`parley simulate --list\` shows all`,
  )
}

function parsePage(file: string, text: string): Page {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new ExperimentFileError(`${file}, line ${line}, column ${col}: it is not YAML: ${error.message}`)
  }
  const content = contentOf(file, document)
  if (!isSection(content))
    throw new ExperimentFileError(
      `${file} is not a page of fields; \`parley simulate hello --print\` writes one to start from`,
    )
  return {
    name: file,
    content,
    folder: path.dirname(path.resolve(file)),
    lineOf: field => lineOf(document, lines, field),
  }
}

/** Levels of lists and sections in one another: what looks through a page calls itself for each. */
const deepestNesting = 32

/** The page's values; those who wrote `*name` a thousand times, or within what it names, are told so. */
function contentOf(file: string, document: Document): unknown {
  let content: unknown
  try {
    content = document.toJS()
  } catch (error) {
    throw new ExperimentFileError(`${file} cannot be read: ${(error as Error).message}; write its values out`)
  }
  if (isNestedWithin(content, deepestNesting)) return content
  throw new ExperimentFileError(
    `${file} is nested deeper than ${deepestNesting} levels, or has an alias within what it names; write its values out`,
  )
}

/** The line of a field, or of the nearest section around it that is on the page. */
function lineOf(document: Document, lines: LineCounter, field: readonly PropertyKey[]): number | undefined {
  for (let depth = field.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(field.slice(0, depth - 1), true)
    const key = field[depth - 1]!
    const item = isMap(parent)
      ? parent.items.find(({ key: name }) => isScalar(name) && String(name.value) === String(key))?.key
      : isSeq(parent)
        ? parent.items[Number(key)]
        : undefined
    const range = (item as { range?: readonly number[] | null } | undefined)?.range
    if (range) return lines.linePos(range[0]!).line
  }
  return undefined
}

interface Change {
  readonly path: readonly string[]
  readonly value: unknown
}

function changesOf({ set = [], seeds, masking, transport, rounds }: ReadOptions): readonly Change[] {
  const given = { seeds, masking, transport, 'training.rounds': rounds }
  return [
    ...set.map(readChange),
    ...Object.entries(given).flatMap(([field, value]) =>
      value === undefined ? [] : [{ path: field.split('.'), value }],
    ),
  ]
}

function readChange(text: string): Change {
  const at = text.indexOf('=')
  if (at < 1)
    throw new ExperimentFileError(
      `--set ${text}: write FIELD=VALUE, such as --set training.learningRate=0.05`,
    )
  const field = text.slice(0, at)
  const fault = pathFault(field)
  if (fault !== undefined) throw new ExperimentFileError(`--set ${field}: ${fault}`)
  try {
    const value: unknown = parse(text.slice(at + 1))
    if (isNestedWithin(value, deepestNesting)) return { path: field.split('.'), value }
  } catch (error) {
    throw new ExperimentFileError(`--set ${field}: its value is not YAML: ${(error as Error).message}`)
  }
  throw new ExperimentFileError(`--set ${field}: its value is nested deeper than ${deepestNesting} levels`)
}

/** The page changed; a changed field has no line, and its place is the command line. */
function withChanges(page: Page, changes: readonly Change[]): Page {
  const content = changes.reduce(
    (document, { path: field, value }) => withValue(document, field, value),
    page.content,
  )
  const isChanged = (field: readonly PropertyKey[]) =>
    changes.some(({ path: changed }) => changed.every((key, i) => key === field[i]))
  return { ...page, content, lineOf: field => (isChanged(field) ? undefined : page.lineOf(field)) }
}

/** Files that the experiment names, from where it lies. */
function withPaths(experiment: Experiment, folder: string): Experiment {
  const at = (file: string) => path.resolve(folder, file)
  const { data, modules } = experiment
  return {
    ...experiment,
    data: 'dataset' in data ? data : { schema: at(data.schema), train: at(data.train), test: at(data.test) },
    modules: modules.map(at),
  }
}

function faultsError(page: Page, faults: readonly Fault[]): ExperimentFileError {
  const told = faults.map(({ path: field, message }) => {
    const line = page.lineOf(field)
    return `${line === undefined ? '' : `line ${line}, `}${nameOf(field)}: ${message}`
  })
  if (told.length === 1) return new ExperimentFileError(`${page.name}, ${told[0]}`)
  return new ExperimentFileError(
    `${page.name} has ${told.length} faults:\n${told.map(text => `  ${text}`).join('\n')}`,
  )
}

function nameOf(field: readonly PropertyKey[]): string {
  return field.map(String).join('.')
}
