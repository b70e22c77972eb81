import { effectiveFormat, named } from '../file-format.js';
import { listed, shown } from './cell.js';
import { blankCode, openFeatureReader, spelling } from './feature-reader.js';
/** Where nobody watches. */
export const noObserver = {
    unreadColumns: () => { },
    value: () => { },
    missing: () => { },
    record: () => { },
    unlabelled: () => { },
};
/** Reads the whole table. Throws `DataError` where the file cannot be read on, and whatever the fault handler throws. */
export async function readTable(reading) {
    let reader;
    const wanted = (header) => {
        reader = openRowReader(reading, header);
        return reader.places;
    };
    for await (const part of reading.source.open(wanted)) {
        if (part.kind === 'rows')
            readBatch(reader, part);
    }
}
function openRowReader(reading, header) {
    const { schema, site, encoderOf } = reading;
    const format = effectiveFormat(schema, site);
    const column = (name) => {
        const mapped = named(site?.values, name);
        const values = mapped === undefined ? undefined : new Map(Object.entries(mapped));
        return { place: placeIn(reading, header, name), name, values };
    };
    const features = schema.features.map(feature => {
        const encoder = encoderOf(feature);
        const read = openFeatureReader(feature, format, encoder, named(site?.missing, feature.name));
        return { ...column(feature.name), read, encoder };
    });
    const label = column(schema.label.name);
    const columns = [...features, label].map(({ place }) => place);
    const places = new Set(columns.filter(place => place >= 0));
    const unread = header.filter((_, place) => !places.has(place));
    reading.observer.unreadColumns(unread);
    return {
        reading,
        width: header.length,
        features,
        label,
        classNumbers: new Map(schema.label.classes.map((name, number) => [name, number])),
        unlabelledCodes: new Set([...(schema.label.missing ?? []), ...(named(site?.missing, label.name) ?? [])].map(String)),
        places,
        isWhole: !columns.includes(-1),
    };
}
function placeIn(reading, header, name) {
    const { source, site, onFault } = reading;
    const written = named(site?.columns, name) ?? name;
    const place = header.indexOf(written);
    const at = source.places === 'line' ? { line: 1, column: written } : { column: written };
    const refuse = (kind, found, fix) => onFault({ kind, file: source.file, place: at, found, fix });
    if (place < 0) {
        const found = `the column is missing; the header has ${listed(header)}. Add it, or correct the name`;
        refuse('missing-column', found + headerHint(header, written), '');
        return -1;
    }
    if (header.includes(written, place + 1))
        refuse('repeated-column', 'the header names it twice', 'rename or remove one');
    return place;
}
/** What a header that lacks a column looks like: another separator, or another spelling. */
function headerHint(header, name) {
    const [only] = header;
    const other = [';', '\t', '|', ','].find(sign => only?.includes(sign));
    if (header.length === 1 && other !== undefined) {
        return `. The file seems to be separated by ${JSON.stringify(other)}: declare delimiter: ${JSON.stringify(other)} in the site's format or the data schema`;
    }
    const near = header.find(column => column.trim().toLowerCase() === name.toLowerCase());
    return near === undefined ? '' : `. The file calls it "${near}": map it under columns in the site's format`;
}
function readBatch(reader, batch) {
    for (let i = 0; i < batch.count; i++)
        readRow(reader, batch.row(i), batch.placeOf(i));
}
/** A row under way: faults count, and say where they are. */
function readRow(reader, cells, place) {
    const { reading } = reader;
    const { source, observer, examples } = reading;
    let faults = 0;
    const refuse = (kind, column, found, fix) => {
        faults += 1;
        const at = source.places === 'line' ? { line: place, column } : { row: place, column };
        reading.onFault({ kind, file: source.file, place: at, found, fix });
    };
    if (cells.length !== reader.width) {
        const found = `it has ${cells.length} fields and the header ${reader.width}`;
        refuse('field-count', undefined, found, 'check the separators and quotes');
        observer.record(place, -1, false);
        return;
    }
    const label = readLabel(reader, cells, refuse);
    if (label === undefined)
        return;
    const row = examples?.next(Math.max(0, label));
    readFeatures(reader, cells, row, refuse);
    const isExample = faults === 0 && reader.isWhole;
    if (!isExample)
        examples?.takeBack();
    observer.record(place, label, isExample);
}
/** The class; -1 when the label is at fault; undefined when the record is left out for want of one. */
function readLabel(reader, cells, refuse) {
    const { label, classNumbers, unlabelledCodes, reading } = reader;
    if (label.place < 0)
        return -1;
    const cell = mapped(cells[label.place], label);
    const text = typeof cell === 'number' && Number.isNaN(cell) ? '' : String(cell);
    const number = classNumbers.get(text);
    if (number !== undefined)
        return number;
    if (unlabelledCodes.size > 0 && (text === '' || unlabelledCodes.has(text))) {
        reading.observer.unlabelled(text === '' ? blankCode : text);
        return undefined;
    }
    const classes = [...classNumbers.keys()];
    const found = `${shown(text)} is not a class; the classes are ${listed(classes)}${spelling(text, classes)}`;
    refuse('unknown-class', label.name, found, '');
    return -1;
}
function readFeatures({ features, reading: { observer } }, cells, row, refuse) {
    let offset = 0;
    for (let i = 0; i < features.length; i++) {
        const column = features[i];
        const { read, encoder, place } = column;
        if (place >= 0) {
            const found = read(mapped(cells[place], column));
            if (typeof found === 'number') {
                if (row !== undefined)
                    encoder.write(found, row, offset);
                observer.value(i, found);
            }
            else if (found.kind === 'missing') {
                if (row !== undefined)
                    encoder.writeMissing(row, offset);
                observer.missing(i, found.code);
            }
            else
                refuse(found.fault, column.name, found.found, found.fix);
        }
        offset += encoder.width;
    }
}
/** What the schema calls a value that this site writes in its own way. */
function mapped(cell, { values }) {
    return values === undefined ? cell : (values.get(String(cell)) ?? cell);
}
//# sourceMappingURL=table-reader.js.map