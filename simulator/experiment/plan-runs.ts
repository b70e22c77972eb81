/** From an experiment to its runs: every named variant, swept combination and seed. Pure. */
import type { z } from 'zod'
import { canonicalJson } from '../../aggregation/crypto/index.ts'
import { ExperimentError } from '../experiment-error.ts'
import { isSection, valueAt, withValue } from './dotted-path.ts'
import { type Experiment, experimentSchema, type PlannedRun } from './experiment.ts'
import { isOfTheWhole, ruleFaults } from './rule-faults.ts'
import { faultsOf } from './schema-faults.ts'

type Json = z.core.util.JSONType

/** A combination of values, and what it is called. */
interface Combination {
  readonly changes: Readonly<Record<string, Json>>
  /** What is set, by dotted path; null leaves a field out. */
  readonly set: readonly Setting[]
  readonly names: readonly string[]
}

interface Setting {
  /** In the experiment, for messages. */
  readonly where: string
  readonly field: string
  readonly value: Json
}

const mostRuns = 10_000

/**
 * The runs in the order in which they are played, seeds last.
 *
 * @throws ExperimentError naming the field of a value that the experiment cannot have.
 */
export function planRuns(experiment: Experiment): readonly PlannedRun[] {
  const combinations = combinationsOf(experiment)
  const runs = combinations.length * experiment.seeds.length
  if (runs > mostRuns)
    throw new ExperimentError('sweep', `comes to ${runs} runs; at most ${mostRuns} are played`)
  requireOnce(experiment.seeds)
  for (const [field, values] of Object.entries(experiment.sweep)) requireDifferent(field, values)
  for (const { set } of combinations) requireInForce(set)
  const taken = new Set<string>()
  return combinations.flatMap(combination => {
    const varied = vary(experiment, combination)
    const { names } = combination
    const before = names.length === 0 ? '' : `${uniqueName(names.join('-'), taken)}-`
    return experiment.seeds.map(seed => ({
      run: `${before}s${seed}`,
      experiment: { ...varied, seeds: [seed] },
      seed,
      changes: combination.changes,
    }))
  })
}

function requireOnce(seeds: readonly number[]): void {
  const again = seeds.find((seed, i) => seeds.indexOf(seed) < i)
  if (again !== undefined)
    throw new ExperimentError('seeds', `has ${again} twice; a seed again gives the same run again`)
}

/** The same value again would give the same runs again, and pass for further seeds of its variant. */
function requireDifferent(field: string, values: readonly Json[]): void {
  const texts = values.map(value => canonicalJson(value))
  const again = texts.findIndex((text, i) => texts.indexOf(text) < i)
  if (again < 0) return
  const message = `is the value of sweep.${field}[${texts.indexOf(texts[again]!)}] again; leave it out`
  throw new ExperimentError(`sweep.${field}[${again}]`, message)
}

/** What a later setting overrules whole would be told of runs that do not have it. */
function requireInForce(set: readonly Setting[]): void {
  for (const [i, { field, where }] of set.entries()) {
    const over = set.slice(i + 1).find(later => `${field}.`.startsWith(`${later.field}.`))
    if (over !== undefined)
      throw new ExperimentError(where, `is overruled by ${over.where}; remove one of them`)
  }
}

function combinationsOf({ variants, sweep }: Experiment): readonly Combination[] {
  const named: readonly Combination[] =
    variants.length === 0
      ? [{ changes: {}, set: [], names: [] }]
      : variants.map(({ name, set }, i) => ({
          changes: { variant: name },
          set: Object.entries(set).map(([field, value]) => ({
            where: `variants.${i}.set.${field}`,
            field,
            value,
          })),
          names: [fileSafe(name)],
        }))
  return Object.entries(sweep).reduce(
    (all, [field, values]) => all.flatMap(before => values.map((value, i) => swept(before, field, value, i))),
    named,
  )
}

function swept(before: Combination, field: string, value: Json, i: number): Combination {
  return {
    changes: { ...before.changes, [field]: value },
    set: [...before.set, { where: `sweep.${field}[${i}]`, field, value }],
    names: [...before.names, nameOf(field, value)],
  }
}

/** The experiment of one combination, held to the schema and its rules again. */
function vary(experiment: Experiment, { set }: Combination): Experiment {
  const whole = set.find(({ field }) => isOfTheWhole(field) || field === 'seeds')
  if (whole !== undefined)
    throw new ExperimentError(
      whole.where,
      'is of the experiment as a whole and cannot differ between its runs',
    )
  // What is told of an experiment is not what a run is played from.
  const { description: _, ...rest } = experiment
  const plain = { ...rest, sweep: {}, variants: [], published: [] }
  const document = set.reduce<Readonly<Record<string, unknown>>>(
    (varied, { field, value }) => withValue(varied, field.split('.'), value),
    plain,
  )
  const parsed = experimentSchema.safeParse(document)
  const faults = parsed.success ? ruleFaults(parsed.data) : faultsOf(experimentSchema, document)
  if (parsed.success && faults.length === 0) return parsed.data
  const [{ path, message }] = faults as [(typeof faults)[number]]
  throw new ExperimentError(placeOf(set, path), message)
}

/** Where the value of a field was written: in the sweep or the variant that set it, else in the experiment itself. */
function placeOf(set: readonly Setting[], path: readonly PropertyKey[]): string {
  const field = path.map(String).join('.')
  const setting = set.findLast(each => field === each.field || field.startsWith(`${each.field}.`))
  return setting === undefined ? field : `${setting.where}${field.slice(setting.field.length)}`
}

/** `learningRate0.1`, `partition-shards-shardsPerHolder2`: the last part of the field, then its value. */
function nameOf(field: string, value: Json): string {
  const last = field.split('.').at(-1)!
  return fileSafe(`${last}${typeof value === 'number' ? '' : '-'}${valueName(value)}`)
}

function valueName(value: Json): string {
  if (Array.isArray(value)) return value.map(valueName).join('-')
  if (!isSection(value)) return value === null ? 'none' : String(value)
  const ofKind = ['name', 'kind', 'rule'].flatMap(key => (key in value ? [String(value[key])] : []))
  const others = Object.entries(value)
    .filter(([key]) => !['name', 'kind', 'rule'].includes(key))
    .map(([key, part]) => `${key}${valueName(part as Json)}`)
  return [...ofKind, ...others].join('-')
}

/** Every file system takes it, and nothing reads it as more than a name. */
function fileSafe(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replaceAll(/-{2,}/g, '-')
  return plain
    .replace(/^[-.]+/, '')
    .slice(0, 100)
    .replace(/[-.]+$/, '')
}

function uniqueName(name: string, taken: Set<string>): string {
  const short = name.slice(0, 120)
  const names = [short, ...Array.from({ length: taken.size + 1 }, (_, i) => `${short}-${i + 2}`)]
  // Two names may differ in capitals alone, which some file systems do not tell apart.
  const free = names.find(each => !taken.has(each.toLowerCase()))!
  taken.add(free.toLowerCase())
  return free
}

/** The published figures that belong beside a run's variant. */
export function publishedBeside(
  { published }: Experiment,
  run: Pick<PlannedRun, 'changes' | 'experiment'>,
): Experiment['published'] {
  return published.filter(({ when = {} }) =>
    Object.entries(when).every(([field, wanted]) => {
      const value = field === 'variant' ? run.changes.variant : valueAt(run.experiment, field.split('.'))
      return JSON.stringify(value ?? null) === JSON.stringify(wanted)
    }),
  )
}
