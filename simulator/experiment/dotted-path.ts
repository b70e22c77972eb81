/** Values of a nested document by dotted path: `training.learningRate`. Pure. */

type Json = unknown
type Section = Readonly<Record<string, Json>>

export function isSection(value: Json): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path; undefined where there is none. */
export function valueAt(document: Json, path: readonly PropertyKey[]): Json {
  return path.reduce<Json>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, Json>)[key] : undefined,
    document,
  )
}

/** The document with the value at that path, sections made as needed; null leaves the field out. */
export function withValue(document: Section, path: readonly string[], value: Json): Section {
  const [key, ...rest] = path as [string, ...string[]]
  const { [key]: before, ...others } = document
  if (rest.length > 0) return { ...document, [key]: withValue(isSection(before) ? before : {}, rest, value) }
  return value === null ? others : { ...document, [key]: value }
}
