/** A table in an NPZ archive: one array a column, all of one length. */

import { DataError } from '../../errors.ts'
import { cellReaderOf, lengthOf, type NpyHeader } from '../arrays/npy-format.ts'
import { withNpz } from '../arrays/npz.ts'
import type { Cell } from './cell.ts'
import type { TablePart, TableSource } from './table-source.ts'

/** The table in an NPZ archive. */
export function npzSource(file: string): TableSource {
  return { file, places: 'row', open: wanted => readParts(file, wanted) }
}

async function* readParts(
  file: string,
  wanted: (header: readonly string[]) => ReadonlySet<number>,
): AsyncGenerator<TablePart> {
  const parts = await withNpz(file, async ({ names, read }): Promise<readonly TablePart[]> => {
    const columns = new Map<number, (row: number) => Cell>()
    let rows: number | undefined
    for (const place of wanted(names)) {
      const name = names[place]!
      const array = await read(name, header => requireColumn(file, name, header, rows))
      rows = lengthOf(array)
      columns.set(place, cellReaderOf(array))
    }
    return [{ kind: 'header', names }, rowsOf(names.length, columns, rows ?? 0)]
  })
  yield* parts
}

function requireColumn(file: string, column: string, { shape }: NpyHeader, rows: number | undefined): void {
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (!isColumn) {
    const fault = `it has the shape (${shape.join(', ')}); save one array of one dimension a column`
    throw new DataError(file, fault, { column })
  }
  if (rows !== undefined && shape[0] !== rows)
    throw new DataError(file, `it has ${shape[0]} values, and the columns before it ${rows}`, { column })
}

function rowsOf(
  width: number,
  columns: ReadonlyMap<number, (row: number) => Cell>,
  count: number,
): TablePart {
  const row: Cell[] = Array.from({ length: width }, () => '')
  return {
    kind: 'rows',
    count,
    row: index => {
      for (const [place, cell] of columns) row[place] = cell(index)
      return row
    },
    placeOf: index => index + 1,
  }
}
