/** The folder of an experiment's results: `experiment.json` says whose it is, so that two do not mix. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, toHex } from '../../aggregation/index.ts'
import { isSection } from '../experiment/dotted-path.ts'
import type { Experiment } from '../experiment/experiment.ts'
import { ExperimentFileError } from '../experiment-error.ts'

const page = 'experiment.json'
const ours = [
  page,
  'runs',
  'tensorboard',
  'results.jsonl',
  'rounds.csv',
  'runs.csv',
  'timings.csv',
  'report.html',
] as const

/**
 * Looks whether results may go there; writes nothing.
 *
 * @param isFresh whether what it holds is about to be removed.
 * @throws ExperimentFileError where it holds other files, or the results of another experiment.
 */
export async function checkExperimentFolder(
  folder: string,
  experiment: Experiment,
  isFresh: boolean,
): Promise<void> {
  const names = (await namesIn(folder)).filter(name => name !== '.lock')
  if (names.length > 0 && !names.includes(page))
    throw new ExperimentFileError(
      `${folder} holds files that are no experiment's; choose an empty folder with --out`,
    )
  if (!isFresh && names.includes(page)) await requireSame(folder, experiment)
}

/** Makes a folder that was looked at the experiment's own; `isFresh` removes the results that it holds. */
export async function claimExperimentFolder(
  folder: string,
  experiment: Experiment,
  isFresh: boolean,
): Promise<void> {
  if (isFresh) for (const name of ours) await rm(join(folder, name), { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${page}.new`), `${JSON.stringify(await pageOf(experiment), null, 2)}\n`)
  await rename(join(folder, `${page}.new`), join(folder, page))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (code !== 'ENOTDIR') throw error
    throw new ExperimentFileError(`${folder} is no folder; choose another with --out`)
  }
}

async function requireSame(folder: string, experiment: Experiment): Promise<void> {
  const before = await pageIn(folder)
  const [difference] = differencesOf(before, await pageOf(experiment)).filter(each => !isHarmless(each))
  if (difference === undefined) return
  const told = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value))
  throw new ExperimentFileError(
    `${folder} holds the results of another experiment: ${difference.field} is ${told(difference.before)} there and ${told(difference.now)} here; choose another folder with --out, or play it anew with --fresh, which removes those results`,
  )
}

async function pageIn(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, page), 'utf8'))
  } catch (error) {
    throw new ExperimentFileError(
      `${join(folder, page)} does not say whose results these are: ${(error as Error).message}; choose another folder with --out, or play it anew with --fresh, which removes those results`,
    )
  }
}

interface Difference {
  readonly field: string
  readonly before: unknown
  readonly now: unknown
}

/** What is told of an experiment may change, and so may its seeds: the runs that are there stay what they are. */
function isHarmless({ field, before }: Difference): boolean {
  const isOlder = field === 'contents' && before === undefined
  return isOlder || /^(description|published|seeds)\b/.test(field)
}

function differencesOf(before: unknown, now: unknown, field = ''): readonly Difference[] {
  if (isSection(before) && isSection(now))
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap(key =>
      differencesOf(before[key], now[key], field === '' ? key : `${field}.${key}`),
    )
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [{ field, before, now }]
}

/** The experiment, and what stands in the files that it names: results of other records or programs do not mix. */
async function pageOf(experiment: Experiment): Promise<unknown> {
  const { data, modules } = experiment
  const files = [...modules, ...('train' in data ? [data.schema, data.train, data.test] : [])]
  const named = await Promise.all(files.map(async file => [file, await fingerprintOf(file)] as const))
  const contents = files.length === 0 ? {} : { contents: Object.fromEntries(named) }
  return JSON.parse(JSON.stringify({ ...experiment, ...contents }))
}

async function fingerprintOf(file: string): Promise<string> {
  try {
    return `sha256 ${toHex(sha256(await readFile(file)))}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A folder of images; what it holds is counted and checked by whoever reads it.
    if (code === 'EISDIR') return 'a folder'
    throw new ExperimentFileError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
