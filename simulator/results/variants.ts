/** Runs that differ in nothing but their seed. Pure. */
import { canonicalJson } from '../../aggregation/crypto/index.ts'
import type { JsonValue, StoredRun } from './records.ts'

export interface Variant {
  /** The swept values: `partition.kind=shards, training.learningRate=0.1`; the experiment's name where nothing is swept. */
  readonly label: string
  readonly changes: Readonly<Record<string, JsonValue>>
  /** In the order in which they came. */
  readonly runs: readonly StoredRun[]
}

/** The combinations of swept values in the order in which they first appear. The seed may be among the changes of a run. */
export function variantsOf(runs: readonly StoredRun[]): readonly Variant[] {
  const variants = new Map<string, { changes: Variant['changes']; runs: StoredRun[] }>()
  for (const run of runs) {
    const { seed: _, ...changes } = run.run.changes
    const key = canonicalJson([run.run.experiment, changes])
    const variant = variants.get(key) ?? { changes, runs: [] }
    variant.runs.push(run)
    variants.set(key, variant)
  }
  return [...variants.values()].map(each => ({ label: labelOf(each.changes, each.runs[0]!), ...each }))
}

/** Every field that is swept in some run, by name. */
export function sweptFields(runs: readonly StoredRun[]): readonly string[] {
  const fields = new Set(runs.flatMap(({ run }) => Object.keys(run.changes)))
  fields.delete('seed')
  return [...fields].sort()
}

/** A value of the settings as text; text stands for itself. */
export function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalJson(value)
}

function labelOf(changes: Variant['changes'], { run }: StoredRun): string {
  const fields = Object.entries(changes).sort(([left], [right]) => (left < right ? -1 : 1))
  if (fields.length === 0) return run.experiment
  // A named variant says by its name what it changes.
  return fields
    .map(([field, value]) => (field === 'variant' ? valueText(value) : `${field}=${valueText(value)}`))
    .join(', ')
}
