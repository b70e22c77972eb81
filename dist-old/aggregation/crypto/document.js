/**
 * Documents that strangers hand in: canonical JSON in UTF-8 whose every field has a shape. Sizes are bounded before
 * anything is parsed, and a spelling that is not the canonical one is refused.
 */
import { canonicalJson } from './canonical-json.js';
/** A value for which `holds`. */
export function valueShape(problem, holds) {
    return { kind: 'value', holds, problem };
}
/** Text that matches. */
export function textShape(expression, problem) {
    return valueShape(problem, text => typeof text === 'string' && expression.test(text));
}
/** Exactly this value. */
export function constantShape(expected) {
    return valueShape(`must be ${JSON.stringify(expected)}`, found => found === expected);
}
/** Bytes of a known length, in lower-case hex. */
export function hexShape(bytes) {
    return textShape(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `must be ${2 * bytes} lower-case hex digits`);
}
/** A natural number that is exact in a double. */
export const countShape = valueShape('must be a whole number', found => typeof found === 'number' && Number.isSafeInteger(found) && found >= 0);
/** Reads a document of at most `mostBytes`; what comes back has the shape. */
export function readDocument(bytes, mostBytes, shape) {
    if (bytes.length > mostBytes)
        return malformed('(document)', `must be at most ${mostBytes} bytes`);
    let text;
    let document;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        document = JSON.parse(text);
    }
    catch {
        return malformed('(document)', 'must be JSON in UTF-8');
    }
    const fault = faultOf(shape, document, '');
    if (fault !== null)
        return malformed(fault.field || '(document)', fault.problem);
    if (canonicalJson(document) !== text)
        return malformed('(document)', 'must be in canonical form');
    return { kind: 'document', document };
}
function malformed(field, problem) {
    return { kind: 'malformed', field, problem };
}
function faultOf(shape, found, field) {
    switch (shape.kind) {
        case 'value':
            return shape.holds(found) ? null : { field, problem: shape.problem };
        case 'list':
            return faultOfList(shape, found, field);
        case 'object':
            return faultOfObject(shape, found, field);
        case 'choice':
            return faultOfChoice(shape, found, field);
    }
}
function faultOfList(shape, found, field) {
    if (!Array.isArray(found) || found.length > shape.most)
        return { field, problem: `must be a list of at most ${shape.most}` };
    if (found.length < (shape.least ?? 0))
        return { field, problem: `must be a list of at least ${shape.least}` };
    for (const [index, item] of found.entries()) {
        const fault = faultOf(shape.item, item, `${field}[${index}]`);
        if (fault !== null)
            return fault;
    }
    return null;
}
function faultOfObject(shape, found, field) {
    if (found === null || typeof found !== 'object' || Array.isArray(found))
        return { field, problem: 'must be an object' };
    const inside = (key) => (field === '' ? key : `${field}.${key}`);
    const unknown = Object.keys(found).find(key => !Object.hasOwn(shape.fields, key));
    if (unknown !== undefined)
        return { field: inside(unknown), problem: 'is not a field of this document' };
    for (const [key, part] of Object.entries(shape.fields)) {
        const fault = faultOf(part, found[key], inside(key));
        if (fault !== null)
            return fault;
    }
    return null;
}
function faultOfChoice(shape, found, field) {
    const chosen = found === null || typeof found !== 'object' ? undefined : Object.entries(found);
    const name = chosen?.find(([key]) => key === shape.by)?.[1];
    if (typeof name === 'string' && Object.hasOwn(shape.options, name)) {
        return faultOf(shape.options[name], found, field);
    }
    const names = Object.keys(shape.options).join(', ');
    return { field: field === '' ? shape.by : `${field}.${shape.by}`, problem: `must be one of ${names}` };
}
//# sourceMappingURL=document.js.map