/** What a schema asks for, in words, and which value that it allows is nearest to one that it does not. */
import type { z } from 'zod'
import { isSection } from './dotted-path.ts'
import { nearest } from './nearest.ts'

interface Def {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly discriminator?: string
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, string>>
}

/** The schema without what makes a field optional or fills it in. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = defOf(schema)
  const inner = innerType ?? input
  return inner === undefined ? schema : bare(inner)
}

function defOf(schema: z.ZodType): Def {
  return schema._zod.def as unknown as Def
}

/** The schema of a field; of several that a union allows, of the one that the value is most like. */
export function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value: unknown,
): z.ZodType | undefined {
  const chosen = branchOf(schema, value)
  const [key, ...rest] = path
  if (key === undefined) return bare(schema)
  const { shape, element, valueType } = defOf(chosen)
  const next = shape?.[String(key)] ?? element ?? valueType
  const part =
    typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
  return next === undefined ? undefined : schemaAt(next, rest, part)
}

/**
 * Of a union, the branch that a value is most like: by its discriminator, else by the fields that it has. Where that is a union
 * too, the branch of it.
 */
export function branchOf(schema: z.ZodType, value: unknown): z.ZodType {
  const plain = bare(schema)
  const { options, discriminator } = defOf(plain)
  if (options === undefined) return plain
  const likeness = (branch: z.ZodType) => {
    const shapes = shapesOf(branch)
    if (shapes.length === 0 || !isSection(value)) return shapes.length === 0 && !isSection(value) ? 1 : 0
    if (discriminator !== undefined)
      return fieldValues(branch, discriminator).includes(value[discriminator]) ? 1 : 0
    return Math.max(
      ...shapes.map(shape => Object.keys(value).filter(key => Object.hasOwn(shape, key)).length),
    )
  }
  return branchOf([...options].sort((left, right) => likeness(right) - likeness(left))[0]!, value)
}

/** The union within a union of unions that `key` tells the branches of. */
export function unionBy(schema: z.ZodType, key: PropertyKey | undefined, value: unknown): z.ZodType {
  const plain = bare(schema)
  const { options, discriminator } = defOf(plain)
  if (options === undefined || discriminator === key || discriminator === undefined || !isSection(value))
    return plain
  const meant = options.find(option => fieldValues(option, discriminator).includes(value[discriminator]))
  return meant === undefined ? plain : unionBy(meant, key, value)
}

/** The sections that a schema allows: one, or of a union those of all its branches. */
function shapesOf(schema: z.ZodType): readonly Readonly<Record<string, z.ZodType>>[] {
  const { shape, options } = defOf(bare(schema))
  return shape === undefined ? (options ?? []).flatMap(shapesOf) : [shape]
}

/** What may stand in a field of the sections that a schema allows. */
function fieldValues(schema: z.ZodType, field: string): readonly unknown[] {
  return shapesOf(schema).flatMap(shape => (shape[field] === undefined ? [] : valuesOf(shape[field])))
}

/** Names that a section may have, over all branches where it is a union. */
export function fieldsOf(schema: z.ZodType): readonly string[] {
  return [...new Set(shapesOf(schema).flatMap(shape => Object.keys(shape)))]
}

/** Words or numbers that may stand there, where they are a list; of a union of sections, of its discriminator. */
export function valuesOf(schema: z.ZodType): readonly unknown[] {
  const plain = bare(schema)
  const { values, entries, options, discriminator } = defOf(plain)
  if (options === undefined) return values ?? Object.values(entries ?? {})
  const all = discriminator === undefined ? options.flatMap(valuesOf) : fieldValues(plain, discriminator)
  return [...new Set(all)]
}

interface NumberBounds {
  readonly minValue: number | null
  readonly maxValue: number | null
  readonly isInt: boolean
}

/** "a whole number from 1 to 100", "one of "iid", "shards"", "a section with rounds, localEpochs, …". */
export function wordsOf(schema: z.ZodType): string {
  const plain = bare(schema)
  const { type, options, discriminator } = defOf(plain)
  switch (type) {
    case 'number':
      return numberWords(plain as unknown as NumberBounds, isOpenBelow(plain))
    case 'string':
      return 'a text'
    case 'boolean':
      return 'true or false'
    case 'literal':
    case 'enum':
      return listWords(valuesOf(plain))
    case 'array':
      return 'a list'
    case 'object':
      return `a section with ${fieldsOf(plain).join(', ')}`
    case 'record':
      return 'a section'
    case 'union':
      return discriminator === undefined
        ? [...new Set(options!.map(wordsOf))].join(', or ')
        : `a section whose ${discriminator} is ${listWords(valuesOf(plain))}`
    default:
      return 'a value of JSON'
  }
}

function listWords(values: readonly unknown[]): string {
  const told = values.map(value => JSON.stringify(value))
  return told.length === 1 ? told[0]! : `one of ${told.join(', ')}`
}

function numberWords({ minValue, maxValue, isInt }: NumberBounds, isOpen: boolean): string {
  const kind = isInt ? 'a whole number' : 'a number'
  const [least, most] = [bound(minValue), bound(maxValue)]
  if (least === undefined && most === undefined) return kind
  if (isOpen) return `${kind} above ${least}${most === undefined ? '' : ` and at most ${most}`}`
  if (least === undefined) return `${kind} of at most ${most}`
  return most === undefined ? `${kind} of at least ${least}` : `${kind} from ${least} to ${most}`
}

function bound(value: number | null): number | undefined {
  return value === null || !Number.isFinite(value) || Math.abs(value) === Number.MAX_SAFE_INTEGER
    ? undefined
    : value
}

/** Whether the least value itself is not allowed. */
function isOpenBelow(schema: z.ZodType): boolean {
  const checks = (schema._zod.def as { checks?: readonly z.core.$ZodCheck[] }).checks ?? []
  return checks.some(({ _zod }) => {
    const { check, inclusive } = _zod.def as { check: string; inclusive?: boolean }
    return check === 'greater_than' && inclusive === false
  })
}

/** The nearest value that may stand there, as it would be written; undefined where nothing is near. */
export function nearestValue(schema: z.ZodType, value: unknown): string | undefined {
  const plain = bare(schema)
  const { type, options } = defOf(plain)
  if (type === 'number' && typeof value === 'number') return nearestNumber(plain, value)
  const words = valuesOf(plain).filter(word => typeof word === 'string')
  if (typeof value === 'string' && words.length > 0) {
    const [word] = nearest(value, words)
    if (word !== undefined) return word
  }
  return options?.map(option => nearestValue(option, value)).find(found => found !== undefined)
}

function nearestNumber(schema: z.ZodType, value: number): string | undefined {
  const { minValue, maxValue, isInt } = schema as unknown as NumberBounds
  const clamped = Math.min(bound(maxValue) ?? value, Math.max(bound(minValue) ?? value, value))
  const allowed = isInt ? Math.round(clamped) : clamped
  return schema.safeParse(allowed).success ? String(allowed) : undefined
}
