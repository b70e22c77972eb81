/** A table in a CSV file: a header line, then one example a line, read as a stream. */
import { createReadStream } from 'node:fs'
import { CsvError, parse } from 'csv-parse'
import { DataError } from '../errors.ts'
import { allocateDataset, type ClassDataset } from './dataset.ts'
import { dataShapeOf, featureWidth, type TableFeature, type TableSchema } from './schema.ts'

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Where each wanted column is in a line, and how to read it. */
interface TableReader {
  readonly file: string
  readonly columns: number
  readonly features: readonly (readonly [place: number, feature: TableFeature])[]
  readonly labelPlace: number
  readonly labelName: string
  readonly classNumbers: ReadonlyMap<string, number>
}

/**
 * Reads the columns the schema names; others are left alone. Numbers are standardised by the schema's mean and
 * deviation, categories become one-hot. Throws `DataError` with the file, the line, the column and the fix.
 */
export async function readCsv(file: string, schema: TableSchema): Promise<ClassDataset> {
  const shape = dataShapeOf(schema)
  const width = shape.featureShape[0]!
  const examples = openExamples(width)
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    max_record_size: 1 << 20,
  })
  const input = createReadStream(file)
  // A pipe hands on what is read, but not why reading failed.
  input.on('error', error => parser.destroy(error))
  try {
    await readRecords(input.pipe(parser), file, schema, examples)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new DataError(file, `it is not CSV: ${error.message}; check quotes and separators near there`)
  } finally {
    input.destroy()
  }
  if (examples.count() === 0)
    throw new DataError(file, 'it holds no examples: a header line, then one a line')
  return examples.dataset(shape.classes)
}

async function readRecords(
  records: AsyncIterable<CsvRecord>,
  file: string,
  schema: TableSchema,
  examples: Examples,
): Promise<void> {
  let reader: TableReader | undefined
  for await (const { record, info } of records) {
    if (reader === undefined) reader = openReader(file, record, schema)
    else readLine(reader, record, info.lines, examples)
  }
}

function openReader(file: string, header: readonly string[], schema: TableSchema): TableReader {
  const placeOf = (column: string) => {
    const place = header.indexOf(column)
    if (place < 0) {
      throw new DataError(
        file,
        `the column is missing; the header has ${header.join(', ')}. Add it, or correct the name`,
        { line: 1, column },
      )
    }
    if (header.includes(column, place + 1)) {
      throw new DataError(file, 'the header names it twice; rename or remove one', { line: 1, column })
    }
    return place
  }
  return {
    file,
    columns: header.length,
    features: schema.features.map(feature => [placeOf(feature.name), feature]),
    labelPlace: placeOf(schema.label.name),
    labelName: schema.label.name,
    classNumbers: new Map(schema.label.classes.map((name, number) => [name, number])),
  }
}

function readLine(reader: TableReader, record: readonly string[], line: number, examples: Examples): void {
  if (record.length !== reader.columns) {
    throw new DataError(
      reader.file,
      `it has ${record.length} fields and the header ${reader.columns}; check the separators and quotes`,
      { line },
    )
  }
  const row = examples.next(readClass(reader, record[reader.labelPlace]!, line))
  let offset = 0
  for (const [place, feature] of reader.features) {
    const text = record[place]!
    if (feature.kind === 'number') row[offset] = readNumber(reader.file, text, line, feature)
    else row[offset + readCategory(reader.file, text, line, feature)] = 1
    offset += featureWidth(feature)
  }
}

function readClass(reader: TableReader, text: string, line: number): number {
  const number = reader.classNumbers.get(text)
  if (number !== undefined) return number
  throw new DataError(
    reader.file,
    `"${text}" is not a class; the classes are ${listed([...reader.classNumbers.keys()])}`,
    { line, column: reader.labelName },
  )
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

function readNumber(
  file: string,
  text: string,
  line: number,
  feature: TableFeature & { kind: 'number' },
): number {
  const value = (Number(text) - (feature.mean ?? 0)) / (feature.deviation ?? 1)
  if (decimal.test(text) && Number.isFinite(Math.fround(value))) return value
  throw new DataError(
    file,
    `${text === '' ? 'the field is empty' : `"${text}" is not a number`}; write one such as 3.5, or remove the line`,
    { line, column: feature.name },
  )
}

function readCategory(
  file: string,
  text: string,
  line: number,
  feature: TableFeature & { kind: 'category' },
): number {
  const place = feature.values.indexOf(text)
  if (place >= 0) return place
  throw new DataError(file, `"${text}" is not among its values: ${listed(feature.values)}`, {
    line,
    column: feature.name,
  })
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown}, … (${names.length} in all)` : shown
}

/** Examples that grow while a file is read. */
interface Examples {
  /** The features of one more example, zeros to be filled. Valid until the next call. */
  next(label: number): Float32Array
  count(): number
  dataset(classes: number): ClassDataset
}

function openExamples(width: number): Examples {
  let features = new Float32Array(256 * width)
  let labels = new Int32Array(256)
  let count = 0
  const grow = () => {
    const [oldFeatures, oldLabels] = [features, labels]
    features = new Float32Array(2 * oldFeatures.length)
    labels = new Int32Array(2 * oldLabels.length)
    features.set(oldFeatures)
    labels.set(oldLabels)
  }
  return {
    next: label => {
      if (count === labels.length) grow()
      labels[count] = label
      count += 1
      return features.subarray((count - 1) * width, count * width)
    },
    count: () => count,
    dataset: classes => {
      const dataset = allocateDataset(count, [width], classes)
      dataset.features.set(features.subarray(0, count * width))
      dataset.labels.set(labels.subarray(0, count))
      return dataset
    },
  }
}
