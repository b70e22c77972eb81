/** A table as a reader of some file format hands it over: a header, then rows in batches, each with its place. */
import type { Cell } from './cell.ts'

/** A run of rows. Rows may share memory: `row(i)` is valid until the next call. */
export interface RowBatch {
  readonly count: number
  row(index: number): readonly Cell[]
  /** Line in a text file, or row of another, from 1. */
  placeOf(index: number): number
}

export interface TableSource {
  readonly file: string
  /** Whether places are lines of text, the header being line 1, or rows. */
  readonly places: 'line' | 'row'
  /**
   * Reads the header, and the rows with the columns that `wanted` picks from it, in the order of the header; an error
   * of the file is a `DataError`. For one reading only.
   */
  open(wanted: (header: readonly string[]) => ReadonlySet<number>): AsyncIterable<TablePart>
}

/** First the header, once; then batches. Cells of columns that are not wanted may be blank. */
export type TablePart =
  | { readonly kind: 'header'; readonly names: readonly string[] }
  | ({ readonly kind: 'rows' } & RowBatch)
