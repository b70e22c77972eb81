import { valueAt } from './dotted-path.js';
import { nearest } from './nearest.js';
import { branchOf, fieldsOf, nearestValue, schemaAt, valuesOf, wordsOf } from './schema-words.js';
/** The faults that a schema finds in a document. */
export function faultsOf(schema, document) {
    const result = schema.safeParse(document);
    if (result.success)
        return [];
    return result.error.issues.flatMap(issue => issueFaults(schema, document, issue));
}
function issueFaults(schema, document, issue) {
    const { path } = issue;
    const value = valueAt(document, path);
    const here = schemaAt(schema, path, document);
    if (issue.code === 'unrecognized_keys' && here !== undefined)
        return issue.keys.map(key => unknownField(branchOf(here, value), path, key));
    if (issue.code === 'invalid_union' && issue.discriminator !== undefined)
        return [kindFault(schemaAt(schema, path.slice(0, -1), document), value, path)];
    if (issue.code === 'invalid_union' && here !== undefined)
        return unionFaults(here, value, path);
    if (issue.code === 'custom' || issue.code === 'invalid_format' || here === undefined)
        return [{ path, message: `${issue.message}${toldValue(value)}` }];
    return [{ path, message: valueFault(here, value) }];
}
function unknownField(section, path, key) {
    const names = fieldsOf(section);
    const [first] = nearest(key, names);
    const hint = first === undefined ? '' : `; did you mean \`${first}\`? There are ${names.join(', ')}`;
    return { path: [...path, key], message: `is no field${hint}` };
}
/** Of a union that nothing fits, what is wrong with the branch that was most likely meant. */
function unionFaults(union, value, path) {
    const branch = branchOf(union, value);
    const isOfKind = branch._zod.def.type === 'object' && typeof value === 'object' && value !== null;
    if (!isOfKind)
        return [{ path, message: valueFault(union, value) }];
    return faultsOf(branch, value).map(fault => ({ ...fault, path: [...path, ...fault.path] }));
}
/** A kind that none of the sections has. */
function kindFault(union, value, path) {
    const kinds = valuesOf(union).map(String);
    const wanted = `one of ${kinds.join(', ')}`;
    if (value === undefined)
        return { path, message: `is missing; it must be ${wanted}` };
    const [near] = nearest(String(value), kinds);
    return { path, message: `must be ${wanted}, not ${JSON.stringify(value)}; did you mean ${near}?` };
}
function valueFault(schema, value) {
    const wanted = wordsOf(schema);
    if (value === undefined)
        return `is missing; it must be ${wanted}`;
    const near = nearestValue(schema, value);
    const hint = near === undefined ? '' : `; the nearest is ${near}`;
    return `must be ${wanted}, not ${JSON.stringify(value)}${hint}`;
}
function toldValue(value) {
    return value === undefined ? '' : `, not ${JSON.stringify(value)}`;
}
//# sourceMappingURL=schema-faults.js.map