/** The virtual holders of a run: who they are, what each of them has, and who of them is malicious. */
import {
  type ClassDataset,
  dataShapeOf,
  type LoadedDataset,
  loadDataset,
  openSeededRandom,
  PartitionError,
  type PartitionScheme,
  partition,
  selectExamples,
} from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { type AttackSettings, duplicateData, poisonData, triggeredTestSet } from '../attacks/index.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import { ExperimentError } from '../experiment-error.ts'
import { requireNoiseKept, requireSomeLeft } from './conditions.ts'
import type { RunData } from './run-data.ts'
import { termsOf } from './terms-of.ts'

export interface VirtualHolder {
  readonly organisation: string
  readonly examples: number
  readonly attack: AttackSettings | undefined
  /** Its records, copied out of the whole when asked for: thousands of holders need not hold theirs all the time. */
  records(): LoadedDataset
}

export interface RunCast {
  readonly run: PlannedRun
  readonly terms: BountyTerms
  readonly holders: readonly VirtualHolder[]
  readonly test: LoadedDataset<ClassDataset>
  /** Under a backdoor, the test examples on which it is to work. */
  readonly triggered: LoadedDataset<ClassDataset> | undefined
}

/** The test set as the terms name it: where masking is off nobody uploads one, and it has no name. */
const unnamed = '0'.repeat(64)

/** Makes the cast of a run. Throws `ExperimentError` for what cannot be run, naming the field and what would do. */
export function prepareRun(run: PlannedRun, data: RunData, testSetName: string = unnamed): RunCast {
  const honest = cut(run, data)
  const attackers = drawAttackers(run, honest.length)
  const attack = run.experiment.attack?.settings
  const parts = attack?.kind === 'duplicate' ? duplicated(run, honest, attackers) : honest
  const terms = termsOf(run, {
    schema: data.schema,
    shape: { ...dataShapeOf(data.schema), featureShape: data.train.featureShape },
    holders: parts.length,
    mostExamples: parts.reduce((most, { length }) => Math.max(most, length), 0),
    testSet: { sha256: testSetName, examples: data.test.examples },
  })
  requireSomeLeft(run.experiment, terms)
  requireNoiseKept(run.experiment)
  const recordsOf = recordsBy(run, data, parts, attackers)
  const digits = String(parts.length).length
  const holders = parts.map((part, i) => ({
    organisation: `holder-${String(i + 1).padStart(digits, '0')}`,
    examples: part.length,
    attack: attackers.has(i) ? attack : undefined,
    records: () => recordsOf(i),
  }))
  const triggered =
    attack?.kind === 'backdoor'
      ? loadDataset(inFieldsOfExperiment(() => triggeredTestSet(data.test, attack)))
      : undefined
  return { run, terms, holders, test: loadDataset(data.test), triggered }
}

function cut({ experiment, seed }: PlannedRun, { train, keys }: RunData): readonly Int32Array[] {
  const { partition: scheme, holders, minimumExamples } = experiment
  if (holders === undefined && scheme.kind !== 'column')
    throw new ExperimentError(
      'holders',
      `is missing; say among how many holders ${scheme.kind} cuts, such as 100`,
    )
  try {
    return partition(train.labels, scheme as PartitionScheme, {
      minimumExamples,
      seed,
      ...(holders === undefined ? {} : { holders }),
      ...(keys === undefined ? {} : { keys }),
    })
  } catch (error) {
    if (error instanceof PartitionError) throw new ExperimentError(error.field, error.reason)
    throw error
  }
}

function drawAttackers({ experiment: { attack }, seed }: PlannedRun, holders: number): ReadonlySet<number> {
  if (attack === undefined) return new Set()
  if (attack.holders >= holders)
    throw new ExperimentError(
      'attack.holders',
      `must be at most ${holders - 1}: of ${holders} holders one is honest`,
    )
  const random = openSeededRandom(seed, 'attackers')
  const chosen = new Set<number>()
  while (chosen.size < attack.holders) chosen.add(random.below(holders))
  return chosen
}

/** Duplicates are made of the cut, so that an attacker also declares as many examples as its victim has. */
function duplicated(
  { seed }: PlannedRun,
  parts: readonly Int32Array[],
  attackers: ReadonlySet<number>,
): readonly Int32Array[] {
  return duplicateData(parts, attackers, openSeededRandom(seed, 'poisoned data'))
}

/** Poisoned data is made once, as its chance goes from one attacker to the next; honest data as it is asked for. */
function recordsBy(
  { experiment: { attack }, seed }: PlannedRun,
  { train }: RunData,
  parts: readonly Int32Array[],
  attackers: ReadonlySet<number>,
): (holder: number) => LoadedDataset {
  const select = (holder: number) => selectExamples(train, parts[holder]!)
  const isOfData = attack?.settings.kind === 'label-flip' || attack?.settings.kind === 'backdoor'
  if (!isOfData) return holder => loadDataset(select(holder))
  const none = selectExamples(train, [])
  const attacked = parts.map((_, holder) => (attackers.has(holder) ? select(holder) : none))
  const poisoned = inFieldsOfExperiment(() =>
    poisonData(attacked, attackers, attack.settings, openSeededRandom(seed, 'poisoned data')),
  )
  return holder => loadDataset(attackers.has(holder) ? poisoned[holder]! : select(holder))
}

/** Attacks name their own settings: `attack.target` is `attack.settings.target` of the experiment. */
function inFieldsOfExperiment<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    const [, setting, reason] =
      (error instanceof RangeError && /^attack\.(\w+): (.*)$/s.exec(error.message)) || []
    if (setting === undefined) throw error
    throw new ExperimentError(`attack.settings.${setting}`, reason!)
  }
}
