/** The bounty that an experiment's run comes to: the same terms, checked as posting checks them. */
import { checkFeasible } from '../../coordinator/index.ts'
import {
  type DataSchema,
  type DataShape,
  fitsModel,
  ModelError,
  type ModelSpec,
  modelFromPreset,
  parseModelSpec,
} from '../../learning/index.ts'
import { type BountyTerms, checkTerms, type TermsFault } from '../../protos/terms.ts'
import type { Experiment, PlannedRun } from '../experiment/experiment.ts'
import { ExperimentError } from '../experiment-error.ts'

/** What of the data decides about terms. */
export interface RunFacts {
  readonly schema: DataSchema
  readonly shape: DataShape
  readonly holders: number
  /** Of the holder with the most. */
  readonly mostExamples: number
  readonly testSet: { readonly sha256: string; readonly examples: number }
}

/** Largest cohort that terms may name; more virtual holders are drawn from, without masks. */
const mostInTerms = 1_000
/** Above so many members a group is masked in neighbourhoods, and the terms say how many may be lost. */
const mostInCompleteGroup = 128

const patient = { advertise: 600, share: 600, input: 86_400, survivors: 600, unmask: 600 } as const

/** Throws `ExperimentError` naming the field of the experiment. */
export function termsOf({ experiment, seed }: PlannedRun, facts: RunFacts): BountyTerms {
  const { training, target, groups, sampled, robust, bits, masking, privacy } = experiment
  requireSample(experiment, facts.holders)
  const holders = masking === 'on' ? facts.holders : Math.min(facts.holders, mostInTerms)
  const inRound = Math.min(sampled ?? holders, holders)
  const largest = groups === undefined ? inRound : Math.min(inRound, 2 * groups.size - 1)
  const isWhole = groups === undefined
  const asked = isWhole ? leastOf(experiment, inRound) : undefined
  const terms = {
    version: 1,
    title: experiment.title ?? `Experiment ${experiment.name}`,
    purpose: 'experiment',
    model: specOf(experiment.model, facts.shape),
    data: facts.schema,
    training: {
      ...training,
      minimumRounds: training.minimumRounds ?? 1,
      stopAtTarget: target?.stop ?? false,
      seed,
    },
    acceptance: { metric: target?.metric ?? 'accuracy', target: target?.at ?? 1, testSet: facts.testSet },
    cohort: {
      // Where all take part and some may fall silent, the cohort is what says how many must be left.
      minimum: isWhole && sampled === undefined && losesHolders(experiment) ? asked : holders,
      maximum: holders,
      openSeconds: 86_400,
      colluders: 0,
      maximumExamples: facts.mostExamples,
      ...(sampled === undefined ? {} : { sampled: inRound }),
      ...(groups === undefined ? {} : { groupSize: groups.size }),
      ...(groups?.minimum === undefined ? {} : { groupMinimum: groups.minimum }),
      ...(sampled !== undefined && isWhole ? { groupMinimum: asked } : {}),
      ...(largest > mostInCompleteGroup ? { dropoutPermille: 50 } : {}),
    },
    aggregation: {
      suite: 1,
      bits,
      stageSeconds: patient,
      attempts: 3,
      ...(robust === undefined ? {} : { robust }),
    },
    ...(privacy === undefined ? {} : { privacy }),
    pay: {
      asset: 'credit',
      priceUnits: String(1_000 * training.rounds),
      feeBasisPoints: 0,
      weightCap: 1_000_000,
    },
  }
  // Absent fields are left out, as canonical JSON has no word for them.
  const checked = checkTerms(JSON.parse(JSON.stringify(terms)))
  if (checked.kind === 'faulty') throw faultIn(experiment, checked.faults[0]!)
  const feasible = checkFeasible(checked.terms)
  if (!('kind' in feasible)) return checked.terms
  const { field = 'training', message } = feasible
  throw faultIn(experiment, { field, message: withoutField(message, field) })
}

function faultIn({ groups, sampled }: Experiment, { field, message }: TermsFault): ExperimentError {
  // Of a cohort as a whole it is the size of its groups that can be at fault.
  const sized = groups !== undefined ? 'groups.size' : sampled !== undefined ? 'sampled' : 'holders'
  return new ExperimentError(field === 'cohort' ? sized : fieldOf(field), wordsOf(message))
}

/** Least that is summed of anything (`hardFloors`). */
const floor = 3

/**
 * Of those who are asked, how many must be left: two thirds, as a bounty would have it, or where an experiment makes holders
 * fall silent no more than what masking insists on.
 */
function leastOf(experiment: Experiment, asked: number): number {
  return losesHolders(experiment) ? floor : Math.max(floor, Math.ceil((2 * asked) / 3))
}

function losesHolders({ conditions }: Experiment): boolean {
  return (conditions?.dropouts ?? 0) > 0 || conditions?.stragglers?.work === 'drop'
}

function requireSample({ sampled, masking }: Experiment, holders: number): void {
  if (sampled !== undefined && sampled > holders)
    throw new ExperimentError('sampled', `must be at most the number of holders, which is ${holders}`)
  if (holders > mostInTerms && sampled === undefined)
    throw new ExperimentError(
      'sampled',
      `is missing; of ${holders} holders a round draws some, at most ${mostInTerms}, such as 100`,
    )
  if (masking === 'on' && holders > mostInTerms)
    throw new ExperimentError(
      'holders',
      `must be at most ${mostInTerms} with masking, as in a bounty; it is ${holders}`,
    )
}

function specOf(model: string | Readonly<Record<string, unknown>>, shape: DataShape): ModelSpec {
  try {
    const spec = typeof model === 'string' ? modelFromPreset(model, shape) : parseModelSpec(model)
    const fit = fitsModel(shape, spec)
    if (fit.kind === 'fits') return spec
    throw new ExperimentError('model', fit.message)
  } catch (error) {
    if (error instanceof ModelError) throw new ExperimentError('model', error.message)
    throw error
  }
}

/** Words of terms that an experiment has others for, longer ones before those that they begin with. */
const words: readonly (readonly [string, string])[] = [
  // The cohort of an experiment is of one size.
  ['cohort.minimum and cohort.maximum', 'holders'],
  ['cohort.maximumExamples', 'minimumExamples'],
  ['cohort.sampled', 'sampled'],
  ['cohort.groupSize', 'groups.size'],
  ['cohort.groupMinimum', 'groups.minimum'],
  ['cohort.minimum', 'holders'],
  ['cohort.maximum', 'holders'],
  ['aggregation.robust', 'robust'],
  ['aggregation.bits', 'bits'],
  ['acceptance.metric', 'target.metric'],
  ['acceptance.target', 'target.at'],
  ['acceptance.testSet', 'data'],
  ['terms.data', 'data.schema'],
]

/** Sections of terms whose faults are those of one field of the experiment. */
const sections: Readonly<Record<string, string>> = { aggregation: 'bits', data: 'data.schema' }

function fieldOf(field: string): string {
  const [name, ours] = words.find(([name]) => field === name || field.startsWith(`${name}.`)) ?? ['', '']
  return sections[field] ?? ours + field.slice(name.length)
}

function wordsOf(message: string): string {
  return words.reduce((text, [name, ours]) => text.replaceAll(name, ours), message)
}

function withoutField(message: string, field: string): string {
  return message.startsWith(field) ? message.slice(field.length).replace(/^:? /, '') : message
}
