/** The pages that say what data is like: a schema, the `data` of a bounty's page, what a site's file has of its own. */
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { parseDataSchema, parseSiteFormat } from '../learning/index.js';
import { UsageError } from './errors.js';
/** Reads a data schema. Throws `UsageError` or `DataError` with what is wrong. */
export async function readSchemaFile(file) {
    return parseDataSchema(await readYaml(file), file);
}
/** Reads the `data` of a bounty's page; the rest of it may still be unfinished. */
export async function readBountySchema(file) {
    const page = await readYaml(file);
    const data = page?.data;
    if (data === undefined)
        throw new UsageError(`${file} has no section "data"; is it a bounty’s page?`);
    return parseDataSchema(data, file);
}
/** Reads what a site's file has of its own; undefined where no file is named. */
export async function readSiteFile(file) {
    return file === undefined ? undefined : parseSiteFormat(await readYaml(file), file);
}
async function readYaml(file) {
    const document = parseDocument(await readFile(file, 'utf8'));
    const [error] = document.errors;
    if (error !== undefined)
        throw new UsageError(`${file} is not YAML: ${error.message}`);
    return document.toJS();
}
//# sourceMappingURL=data-documents.js.map