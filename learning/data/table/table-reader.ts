/**
 * From the rows of any table to examples, under a data schema. Faults go to a handler, which may throw; a row with a
 * fault gives no example. What is read besides goes to an observer: a report, or the columns for statistics.
 */
import type { DataPlace } from '../../errors.ts'
import type { ExampleBuilder } from '../example-builder.ts'
import type { DataFaultKind, FaultHandler } from '../faults.ts'
import { effectiveFormat, named, type SiteFormat } from '../file-format.ts'
import type { TableSchema } from '../schema.ts'
import { type Cell, listed, shown } from './cell.ts'
import type { EncoderOf, FeatureEncoder } from './feature-encoder.ts'
import { blankCode, type FeatureReader, openFeatureReader, spelling } from './feature-reader.ts'
import type { RowBatch, TableSource } from './table-source.ts'

/** Is told everything that is read, in order: the cells of a row, then the row. */
export interface TableObserver {
  /** Columns of the file that the schema does not name. */
  unreadColumns(names: readonly string[]): void
  value(feature: number, value: number): void
  missing(feature: number, code: string): void
  /** A row is over: its class, and whether it became an example. `label` -1: none that could be read. */
  record(place: number, label: number, isExample: boolean): void
  /** A row without a label, left out. */
  unlabelled(code: string): void
}

/** Where nobody watches. */
export const noObserver: TableObserver = {
  unreadColumns: () => {},
  value: () => {},
  missing: () => {},
  record: () => {},
  unlabelled: () => {},
}

export interface TableReading {
  readonly source: TableSource
  readonly schema: TableSchema
  readonly site: SiteFormat | undefined
  readonly onFault: FaultHandler
  readonly observer: TableObserver
  /** What is written of each column into an example. */
  readonly encoderOf: EncoderOf
  /** Absent where only the observer wants the rows. */
  readonly examples: ExampleBuilder | undefined
}

/** Reads the whole table. Throws `DataError` where the file cannot be read on, and whatever the fault handler throws. */
export async function readTable(reading: TableReading): Promise<void> {
  let reader: RowReader | undefined
  const wanted = (header: readonly string[]) => {
    reader = openRowReader(reading, header)
    return reader.places
  }
  for await (const part of reading.source.open(wanted)) {
    if (part.kind === 'rows') readBatch(reader!, part)
  }
}

/** One column that the schema names. `place` -1: the file does not have it. */
interface Column {
  readonly place: number
  readonly name: string
  readonly values: ReadonlyMap<string, string> | undefined
}

interface FeatureColumn extends Column {
  readonly read: FeatureReader
  readonly encoder: FeatureEncoder
}

interface RowReader {
  readonly reading: TableReading
  readonly width: number
  readonly features: readonly FeatureColumn[]
  readonly label: Column
  readonly classNumbers: ReadonlyMap<string, number>
  readonly unlabelledCodes: ReadonlySet<string>
  /** Places of the wanted columns in a row. */
  readonly places: ReadonlySet<number>
  /** Whether the file has all of them: without, no row becomes an example. */
  readonly isWhole: boolean
}

function openRowReader(reading: TableReading, header: readonly string[]): RowReader {
  const { schema, site, encoderOf } = reading
  const format = effectiveFormat(schema, site)
  const column = (name: string): Column => {
    const mapped = named(site?.values, name)
    const values = mapped === undefined ? undefined : new Map(Object.entries(mapped))
    return { place: placeIn(reading, header, name), name, values }
  }
  const features = schema.features.map(feature => {
    const encoder = encoderOf(feature)
    const read = openFeatureReader(feature, format, encoder, named(site?.missing, feature.name))
    return { ...column(feature.name), read, encoder }
  })
  const label = column(schema.label.name)
  const columns = [...features, label].map(({ place }) => place)
  const places = new Set(columns.filter(place => place >= 0))
  const unread = header.filter((_, place) => !places.has(place))
  reading.observer.unreadColumns(unread)
  return {
    reading,
    width: header.length,
    features,
    label,
    classNumbers: new Map(schema.label.classes.map((name, number) => [name, number])),
    unlabelledCodes: new Set(
      [...(schema.label.missing ?? []), ...(named(site?.missing, label.name) ?? [])].map(String),
    ),
    places,
    isWhole: !columns.includes(-1),
  }
}

function placeIn(reading: TableReading, header: readonly string[], name: string): number {
  const { source, site, onFault } = reading
  const written = named(site?.columns, name) ?? name
  const place = header.indexOf(written)
  const at: DataPlace = source.places === 'line' ? { line: 1, column: written } : { column: written }
  const refuse = (kind: DataFaultKind, found: string, fix: string) =>
    onFault({ kind, file: source.file, place: at, found, fix })
  if (place < 0) {
    const found = `the column is missing; the header has ${listed(header)}. Add it, or correct the name`
    refuse('missing-column', found + headerHint(header, written), '')
    return -1
  }
  if (header.includes(written, place + 1))
    refuse('repeated-column', 'the header names it twice', 'rename or remove one')
  return place
}

/** What a header that lacks a column looks like: another separator, or another spelling. */
function headerHint(header: readonly string[], name: string): string {
  const [only] = header
  const other = [';', '\t', '|', ','].find(sign => only?.includes(sign))
  if (header.length === 1 && other !== undefined) {
    return `. The file seems to be separated by ${JSON.stringify(other)}: declare delimiter: ${JSON.stringify(other)} in the site's format or the data schema`
  }
  const near = header.find(column => column.trim().toLowerCase() === name.toLowerCase())
  return near === undefined ? '' : `. The file calls it "${near}": map it under columns in the site's format`
}

function readBatch(reader: RowReader, batch: RowBatch): void {
  for (let i = 0; i < batch.count; i++) readRow(reader, batch.row(i), batch.placeOf(i))
}

/** A row under way: faults count, and say where they are. */
function readRow(reader: RowReader, cells: readonly Cell[], place: number): void {
  const { reading } = reader
  const { source, observer, examples } = reading
  let faults = 0
  const refuse = (kind: DataFaultKind, column: string | undefined, found: string, fix: string) => {
    faults += 1
    const at = source.places === 'line' ? { line: place, column } : { row: place, column }
    reading.onFault({ kind, file: source.file, place: at, found, fix })
  }
  if (cells.length !== reader.width) {
    const found = `it has ${cells.length} fields and the header ${reader.width}`
    refuse('field-count', undefined, found, 'check the separators and quotes')
    observer.record(place, -1, false)
    return
  }
  const label = readLabel(reader, cells, refuse)
  if (label === undefined) return
  const row = examples?.next(Math.max(0, label))
  readFeatures(reader, cells, row, refuse)
  const isExample = faults === 0 && reader.isWhole
  if (!isExample) examples?.takeBack()
  observer.record(place, label, isExample)
}

type Refuse = (kind: DataFaultKind, column: string | undefined, found: string, fix: string) => void

/** The class; -1 when the label is at fault; undefined when the record is left out for want of one. */
function readLabel(reader: RowReader, cells: readonly Cell[], refuse: Refuse): number | undefined {
  const { label, classNumbers, unlabelledCodes, reading } = reader
  if (label.place < 0) return -1
  const cell = mapped(cells[label.place]!, label)
  const text = typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell)
  const number = classNumbers.get(text)
  if (number !== undefined) return number
  if (unlabelledCodes.size > 0 && (text === '' || unlabelledCodes.has(text))) {
    reading.observer.unlabelled(text === '' ? blankCode : text)
    return undefined
  }
  const classes = [...classNumbers.keys()]
  const found = `${shown(text)} is not a class; the classes are ${listed(classes)}${spelling(text, classes)}`
  refuse('unknown-class', label.name, found, '')
  return -1
}

function readFeatures(
  { features, reading: { observer } }: RowReader,
  cells: readonly Cell[],
  row: Float32Array | undefined,
  refuse: Refuse,
): void {
  let offset = 0
  for (let i = 0; i < features.length; i++) {
    const column = features[i]!
    const { read, encoder, place } = column
    if (place >= 0) {
      const found = read(mapped(cells[place]!, column))
      if (typeof found === 'number') {
        if (row !== undefined) encoder.write(found, row, offset)
        observer.value(i, found)
      } else if (found.kind === 'missing') {
        if (row !== undefined) encoder.writeMissing(row, offset)
        observer.missing(i, found.code)
      } else refuse(found.fault, column.name, found.found, found.fix)
    }
    offset += encoder.width
  }
}

/** What the schema calls a value that this site writes in its own way. */
function mapped(cell: Cell, { values }: Column): Cell {
  return values === undefined ? cell : (values.get(String(cell)) ?? cell)
}
