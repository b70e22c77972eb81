/** What the schema cannot say of an experiment: names of algorithms, models and swept fields. Pure. */
import { algorithmFault, algorithmNames, algorithmSettings, modelPresets } from '../../learning/index.ts'
import { type Experiment, experimentSchema } from './experiment.ts'
import { nearest } from './nearest.ts'
import { type Fault, faultsOf } from './schema-faults.ts'
import { fieldsOf, schemaAt } from './schema-words.ts'

/** The faults of a single run or of what all runs share. */
export function ruleFaults(experiment: Experiment): readonly Fault[] {
  return [
    ...algorithmFaults(experiment),
    ...modelFaults(experiment),
    ...transportFaults(experiment),
    ...sweepFaults(experiment),
  ]
}

function transportFaults({ masking, transport }: Experiment): readonly Fault[] {
  if (transport === 'memory' || masking === 'on') return []
  return [
    { path: ['transport'], message: 'is grpc, over which updates go masked: set masking to on as well' },
  ]
}

function algorithmFaults({ training }: Experiment): readonly Fault[] {
  const path = ['training', 'algorithm']
  const { name, ...settings } = training.algorithm ?? { name: 'fedavg' }
  const schema = algorithmSettings(String(name))
  if (schema === undefined) {
    const [near] = nearest(String(name), algorithmNames())
    const said = name === undefined ? 'is missing' : `is ${JSON.stringify(name)}; did you mean ${near}?`
    const message = `${said}${name === undefined ? ';' : ''} there are ${algorithmNames().join(', ')}`
    return [{ path: [...path, 'name'], message }]
  }
  const faults = faultsOf(schema, settings).map(fault => ({ ...fault, path: [...path, ...fault.path] }))
  if (faults.length > 0) return faults
  const unfit = algorithmFault(training)
  return unfit === undefined ? [] : [{ path: unfit.field.split('.'), message: unfit.message }]
}

function modelFaults({ model }: Experiment): readonly Fault[] {
  if (typeof model !== 'string' || (modelPresets as readonly string[]).includes(model)) return []
  const [near] = nearest(model, modelPresets)
  const message = `there is no preset "${model}"; did you mean ${near}? There are ${modelPresets.join(', ')}`
  return [{ path: ['model'], message }]
}

function sweepFaults({ sweep, variants, published }: Experiment): readonly Fault[] {
  const named = variants.flatMap(({ set }, i) =>
    Object.keys(set).map(field => ({ path: ['variants', i, 'set', field], field })),
  )
  const conditions = published.flatMap(({ when = {} }, i) =>
    Object.keys(when)
      .filter(field => field !== 'variant')
      .map(field => ({ path: ['published', i, 'when', field], field })),
  )
  const swept = Object.keys(sweep).map(field => ({ path: ['sweep', field], field }))
  return [
    ...[...swept, ...named, ...conditions].flatMap(({ path, field }) => {
      const message = pathFault(field)
      return message === undefined ? [] : [{ path, message }]
    }),
    ...published.flatMap(({ when }, i) =>
      variantFault(when?.variant, variants, ['published', i, 'when', 'variant']),
    ),
    ...twice(variants.map(({ name }) => name)).map(i => ({
      path: ['variants', i, 'name'],
      message: `is the name of another variant, "${variants[i]!.name}"; give it a name of its own`,
    })),
  ]
}

/** A figure beside a variant that is not there would be shown nowhere. */
function variantFault(
  wanted: unknown,
  variants: Experiment['variants'],
  path: readonly (string | number)[],
): readonly Fault[] {
  const names = variants.map(({ name }) => name)
  if (wanted === undefined || names.length === 0 || names.includes(String(wanted))) return []
  const [near] = nearest(String(wanted), names)
  return [{ path, message: `names no variant; did you mean "${near}"? There are ${names.join(', ')}` }]
}

function twice(names: readonly string[]): readonly number[] {
  return names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []))
}

/** Fields of the experiment as a whole, which no single run has. */
const ofTheWhole = ['version', 'name', 'sweep', 'variants', 'published', 'modules']

/** What is wrong with the dotted path of a field; undefined where an experiment has it. */
export function pathFault(field: string): string | undefined {
  const keys = field.split('.')
  for (const [i, key] of keys.entries()) {
    const above = keys.slice(0, i)
    const section = schemaAt(experimentSchema, above, {})
    const names = section === undefined ? [] : fieldsOf(section)
    // Sections without fixed fields take any: a specification of a model, the settings of an algorithm.
    if (names.length === 0)
      return section === undefined ? `is no field: ${above.join('.')} has no parts` : undefined
    if (names.includes(key)) continue
    const near = [...above, nearest(key, names)[0]!].join('.')
    return `is no field; did you mean \`${near}\`? There are ${names.join(', ')}`
  }
  return undefined
}

/** The same for a field that runs may differ in. */
export function isOfTheWhole(field: string): boolean {
  return ofTheWhole.includes(field.split('.')[0]!)
}
