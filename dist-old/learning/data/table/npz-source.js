/** A table in an NPZ archive: one array a column, all of one length. */
import { DataError } from '../../errors.js';
import { cellReaderOf, lengthOf } from '../arrays/npy-format.js';
import { withNpz } from '../arrays/npz.js';
/** The table in an NPZ archive. */
export function npzSource(file) {
    return { file, places: 'row', open: wanted => readParts(file, wanted) };
}
async function* readParts(file, wanted) {
    const parts = await withNpz(file, async ({ names, read }) => {
        const columns = new Map();
        let rows;
        for (const place of wanted(names)) {
            const name = names[place];
            const array = await read(name, header => requireColumn(file, name, header, rows));
            rows = lengthOf(array);
            columns.set(place, cellReaderOf(array));
        }
        return [{ kind: 'header', names }, rowsOf(names.length, columns, rows ?? 0)];
    });
    yield* parts;
}
function requireColumn(file, column, { shape }, rows) {
    const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
    if (!isColumn) {
        const fault = `it has the shape (${shape.join(', ')}); save one array of one dimension a column`;
        throw new DataError(file, fault, { column });
    }
    if (rows !== undefined && shape[0] !== rows)
        throw new DataError(file, `it has ${shape[0]} values, and the columns before it ${rows}`, { column });
}
function rowsOf(width, columns, count) {
    const row = Array.from({ length: width }, () => '');
    return {
        kind: 'rows',
        count,
        row: index => {
            for (const [place, cell] of columns)
                row[place] = cell(index);
            return row;
        },
        placeOf: index => index + 1,
    };
}
//# sourceMappingURL=npz-source.js.map