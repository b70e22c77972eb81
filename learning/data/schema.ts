/**
 * What a bounty says about the data it wants: the holder's files are read against it. Classes and categories are
 * listed, so that every holder numbers them alike; a number may carry the mean and deviation to standardise it by,
 * which are public and the same for all.
 */
import { z } from 'zod'
import { describeIssues } from '../describe-issues.ts'
import { DataError } from '../errors.ts'
import { modelLimits } from '../models/model-spec.ts'

const name = z.string().min(1).max(200)
const distinct = (values: readonly string[]) => new Set(values).size === values.length
const distinctNames = z.array(name).refine(distinct, 'names one value twice')
const label = z
  .strictObject({ name, classes: distinctNames.min(2).max(modelLimits.classes).readonly() })
  .readonly()

const imageSchema = z
  .strictObject({
    kind: z.literal('image'),
    height: z.int().min(1).max(4096),
    width: z.int().min(1).max(4096),
    channels: z.union([z.literal(1), z.literal(3)]),
    scale: z.literal('0-1'),
    label,
  })
  .readonly()

const numberFeature = z
  .strictObject({
    name,
    kind: z.literal('number'),
    mean: z.number().optional(),
    deviation: z.number().positive().optional(),
  })
  .readonly()
const categoryFeature = z
  .strictObject({ name, kind: z.literal('category'), values: distinctNames.min(1).max(10_000).readonly() })
  .readonly()
const tableFeature = z.discriminatedUnion('kind', [numberFeature, categoryFeature])

const tableSchema = z
  .strictObject({
    kind: z.literal('table'),
    features: z.array(tableFeature).min(1).max(10_000).readonly(),
    label,
  })
  .readonly()
  .refine(schema => distinct([...schema.features.map(feature => feature.name), schema.label.name]), {
    error: 'names one column twice',
    path: ['features'],
  })

/** The zod form of `DataSchema`. */
export const dataSchemaSchema = z.union([imageSchema, tableSchema])

/** Images become height × width × channels values in 0-1; a table row its numbers and one-hot categories in order. */
export type DataSchema = z.infer<typeof dataSchemaSchema>
export type ImageSchema = z.infer<typeof imageSchema>
export type TableSchema = z.infer<typeof tableSchema>
export type TableFeature = z.infer<typeof tableFeature>

/** A checked schema from untrusted JSON or YAML; `file` says where it came from. Throws `DataError` naming each bad field. */
export function parseDataSchema(value: unknown, file: string): DataSchema {
  const kind = (value as { kind?: unknown } | null)?.kind
  if (kind !== 'image' && kind !== 'table') {
    const found = JSON.stringify(kind) ?? 'missing'
    throw new DataError(file, `the data schema's kind is ${found}; use "image" or "table"`)
  }
  const parsed = (kind === 'image' ? imageSchema : tableSchema).safeParse(value)
  if (!parsed.success) {
    throw new DataError(file, `the data schema is not acceptable: ${describeIssues(parsed.error)}`)
  }
  return parsed.data
}

/** Shape of one example under the schema: [height, width, channels], or [columns] with categories spread out. */
export function featureShapeOf(schema: DataSchema): readonly number[] {
  if (schema.kind === 'image') return [schema.height, schema.width, schema.channels]
  return [schema.features.reduce((sum, feature) => sum + featureWidth(feature), 0)]
}

/** Values one column takes in an example. */
export function featureWidth(feature: TableFeature): number {
  return feature.kind === 'number' ? 1 : feature.values.length
}

/** Shape and classes of the data the schema describes, as a model must have them. */
export function dataShapeOf(schema: DataSchema): {
  readonly featureShape: readonly number[]
  readonly classes: number
} {
  return { featureShape: featureShapeOf(schema), classes: schema.label.classes.length }
}
