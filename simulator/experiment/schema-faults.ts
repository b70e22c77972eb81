/** What is wrong with an experiment, a sentence a field: what stands there, what may, and what is nearest to it. */
import type { z } from 'zod'
import { valueAt } from './dotted-path.ts'
import { nearest } from './nearest.ts'
import { branchOf, fieldsOf, nearestValue, schemaAt, unionBy, valuesOf, wordsOf } from './schema-words.ts'

export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The faults that a schema finds in a document. */
export function faultsOf(schema: z.ZodType, document: unknown): readonly Fault[] {
  const result = schema.safeParse(document)
  if (result.success) return []
  const faults = result.error.issues.flatMap(issue => issueFaults(schema, document, issue))
  // A number may break two bounds at once, and is told of once.
  const told = new Set<string>()
  return faults.filter(({ path, message }) => {
    const text = `${path.map(String).join('.')}: ${message}`
    return !told.has(text) && told.add(text) !== undefined
  })
}

function issueFaults(schema: z.ZodType, document: unknown, issue: z.core.$ZodIssue): readonly Fault[] {
  const { path } = issue
  const value = valueAt(document, path)
  const here = schemaAt(schema, path, document)
  if (issue.code === 'unrecognized_keys' && here !== undefined)
    return issue.keys.map(key => unknownField(branchOf(here, value), path, key))
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined)
    return [kindFault(unionAt(schema, document, path), value, path)]
  if (issue.code === 'invalid_union' && here !== undefined) return unionFaults(here, value, path)
  if (issue.code === 'custom' || issue.code === 'invalid_format' || here === undefined)
    return [{ path, message: `${issue.message}${toldValue(value)}` }]
  if (Array.isArray(value) && (issue.code === 'too_small' || issue.code === 'too_big'))
    return [{ path, message: lengthFault(issue, value.length) }]
  return [{ path, message: valueFault(here, value) }]
}

function lengthFault(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, length: number): string {
  const wanted = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  return `must have ${wanted} of its values, not ${length}`
}

function unknownField(section: z.ZodType, path: readonly PropertyKey[], key: string): Fault {
  const names = fieldsOf(section)
  const [first] = nearest(key, names)
  const hint = first === undefined ? '' : `; did you mean \`${first}\`? There are ${names.join(', ')}`
  return { path: [...path, key], message: `is no field${hint}` }
}

/** Of a union that nothing fits, what is wrong with the branch that was most likely meant. */
function unionFaults(union: z.ZodType, value: unknown, path: readonly PropertyKey[]): readonly Fault[] {
  const branch = branchOf(union, value)
  const isOfKind = branch._zod.def.type === 'object' && typeof value === 'object' && value !== null
  if (!isOfKind) return [{ path, message: valueFault(union, value) }]
  return faultsOf(branch, value).map(fault => ({ ...fault, path: [...path, ...fault.path] }))
}

/** The union whose branches the last step of a path tells apart. */
function unionAt(schema: z.ZodType, document: unknown, path: readonly PropertyKey[]): z.ZodType {
  const section = path.slice(0, -1)
  return unionBy(schemaAt(schema, section, document)!, path.at(-1), valueAt(document, section))
}

/** A kind that none of the sections has. */
function kindFault(union: z.ZodType, value: unknown, path: readonly PropertyKey[]): Fault {
  const kinds = valuesOf(union).map(String)
  const wanted = `one of ${kinds.join(', ')}`
  if (value === undefined) return { path, message: `is missing; it must be ${wanted}` }
  const [near] = nearest(String(value), kinds)
  return { path, message: `must be ${wanted}, not ${valueText(value)}; did you mean ${near}?` }
}

function valueFault(schema: z.ZodType, value: unknown): string {
  const wanted = wordsOf(schema)
  if (value === undefined) return `is missing; it must be ${wanted}`
  const near = nearestValue(schema, value)
  const hint = near === undefined ? '' : `; the nearest is ${near}`
  return `must be ${wanted}, not ${valueText(value)}${hint}`
}

function toldValue(value: unknown): string {
  return value === undefined ? '' : `, not ${valueText(value)}`
}

/** JSON has no word for what YAML writes as .inf and .nan. */
function valueText(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}
