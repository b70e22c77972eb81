/**
 * How a table is written down in a text file: separators, decimal sign, characters. A data schema may declare it, and a
 * holder whose file is written in another way declares that beside its own file, together with its own names for
 * columns and values, so that no file has to be rewritten before a bounty is joined.
 */
import { z } from 'zod';
import { describeIssues } from '../describe-issues.js';
import { DataError } from '../errors.js';
/** Encodings that a text file may be declared to have. Latin-1 is read as Windows-1252, which contains it. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'];
/** Separators between fields. */
export const delimiters = [',', ';', '\t', '|'];
/** Fields that a data schema and a site's format have in common. */
export const fileFormatFields = {
    /** Between fields; a comma if not given. */
    delimiter: z.enum(delimiters).optional(),
    /** Before the fraction of a number; a point if not given. */
    decimal: z.enum(['.', ',']).optional(),
    /** Between groups of three digits; a space also stands for the narrow and the unbreakable one. None if not given. */
    thousands: z.enum([',', '.', "'", ' ']).optional(),
    /** UTF-8, or what a byte order mark says, if not given. */
    encoding: z.enum(encodings).optional(),
};
/** Codes in a file that stand for a missing value: text as it is written, or a number however it is written. */
export const missingCodes = z
    .array(z.union([z.string().max(200), z.number()]))
    .min(1)
    .max(100)
    .readonly();
const name = z.string().min(1).max(200);
const plainText = z.union([z.string().max(200), z.number(), z.boolean()]).transform(String);
const siteFormatSchema = z
    .strictObject({
    ...fileFormatFields,
    /** The schema's name of a column to the name in this site's file. */
    columns: z.record(name, name).readonly().optional(),
    /** For a column of the schema: what this site writes to what the schema calls it. */
    values: z
        .record(name, z.record(z.string().max(200), plainText))
        .readonly()
        .optional(),
    /** For a column of the schema: further codes for missing values in this site's file. */
    missing: z.record(name, missingCodes).readonly().optional(),
})
    .readonly();
/** A checked site format from YAML or JSON; `file` says where it came from. Throws `DataError` naming each bad field. */
export function parseSiteFormat(value, file) {
    const parsed = siteFormatSchema.safeParse(value);
    if (parsed.success)
        return requireConsistent(parsed.data, file);
    throw new DataError(file, `the site's format is not acceptable: ${describeIssues(parsed.error)}`);
}
function requireConsistent(site, file) {
    const clash = formatClash(site);
    if (clash === undefined)
        return site;
    throw new DataError(file, `the site's format is not acceptable: ${clash}`);
}
/** Why a format cannot be read, or undefined. */
export function formatClash({ decimal = '.', thousands }) {
    return decimal === thousands ? `decimal and thousands are both "${decimal}"; they must differ` : undefined;
}
/** What a page says under a name; nothing that only JavaScript knows under it. */
export function named(record, name) {
    return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
/** The format to read with: what the site says, else what the schema says. */
export function effectiveFormat(schema, site) {
    return {
        delimiter: site?.delimiter ?? schema.delimiter,
        decimal: site?.decimal ?? schema.decimal,
        thousands: site?.thousands ?? schema.thousands,
        encoding: site?.encoding ?? schema.encoding,
    };
}
//# sourceMappingURL=file-format.js.map