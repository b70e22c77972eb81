import { isSection } from './dotted-path.js';
import { nearest } from './nearest.js';
/** The schema without what makes a field optional or fills it in. */
function bare(schema) {
    const { innerType, in: input } = defOf(schema);
    const inner = innerType ?? input;
    return inner === undefined ? schema : bare(inner);
}
function defOf(schema) {
    return schema._zod.def;
}
/** The schema of a field; of several that a union allows, of the one that the value is most like. */
export function schemaAt(schema, path, value) {
    const chosen = branchOf(schema, value);
    const [key, ...rest] = path;
    if (key === undefined)
        return bare(schema);
    const { shape, element, valueType } = defOf(chosen);
    const next = shape?.[String(key)] ?? element ?? valueType;
    const part = typeof value === 'object' && value !== null ? value[key] : undefined;
    return next === undefined ? undefined : schemaAt(next, rest, part);
}
/** Of a union, the branch that a value is most like: by its discriminator, else by the fields that it has. */
export function branchOf(schema, value) {
    const plain = bare(schema);
    const { options, discriminator } = defOf(plain);
    if (options === undefined)
        return plain;
    const branches = options.map(option => bare(option));
    const likeness = (branch) => {
        const { shape } = defOf(branch);
        if (shape === undefined || !isSection(value))
            return shape === undefined && !isSection(value) ? 1 : 0;
        if (discriminator !== undefined)
            return valuesOf(shape[discriminator]).includes(value[discriminator]) ? 1 : 0;
        return Object.keys(value).filter(key => Object.hasOwn(shape, key)).length;
    };
    return [...branches].sort((left, right) => likeness(right) - likeness(left))[0];
}
/** Names that a section may have, over all branches where it is a union. */
export function fieldsOf(schema) {
    const { shape, options } = defOf(bare(schema));
    if (options !== undefined)
        return [...new Set(options.flatMap(fieldsOf))];
    return Object.keys(shape ?? {});
}
/** Words or numbers that may stand there, where they are a list; of a union of sections, of its discriminator. */
export function valuesOf(schema) {
    const { values, entries, options, discriminator } = defOf(bare(schema));
    if (options !== undefined)
        return options.flatMap(option => {
            const kind = discriminator === undefined ? undefined : defOf(bare(option)).shape?.[discriminator];
            return valuesOf(kind ?? option);
        });
    return values ?? Object.values(entries ?? {});
}
/** "a whole number from 1 to 100", "one of "iid", "shards"", "a section with rounds, localEpochs, …". */
export function wordsOf(schema) {
    const plain = bare(schema);
    const { type, options, discriminator } = defOf(plain);
    switch (type) {
        case 'number':
            return numberWords(plain, isOpenBelow(plain));
        case 'string':
            return 'a text';
        case 'boolean':
            return 'true or false';
        case 'literal':
        case 'enum':
            return listWords(valuesOf(plain));
        case 'array':
            return 'a list';
        case 'object':
            return `a section with ${fieldsOf(plain).join(', ')}`;
        case 'record':
            return 'a section';
        case 'union':
            return discriminator === undefined
                ? [...new Set(options.map(wordsOf))].join(', or ')
                : `a section whose ${discriminator} is ${listWords(valuesOf(plain))}`;
        default:
            return 'a value of JSON';
    }
}
function listWords(values) {
    const told = values.map(value => JSON.stringify(value));
    return told.length === 1 ? told[0] : `one of ${told.join(', ')}`;
}
function numberWords({ minValue, maxValue, isInt }, isOpen) {
    const kind = isInt ? 'a whole number' : 'a number';
    const [least, most] = [bound(minValue), bound(maxValue)];
    if (least === undefined && most === undefined)
        return kind;
    if (isOpen)
        return `${kind} above ${least}${most === undefined ? '' : ` and at most ${most}`}`;
    if (least === undefined)
        return `${kind} of at most ${most}`;
    return most === undefined ? `${kind} of at least ${least}` : `${kind} from ${least} to ${most}`;
}
function bound(value) {
    return value === null || !Number.isFinite(value) || Math.abs(value) === Number.MAX_SAFE_INTEGER
        ? undefined
        : value;
}
/** Whether the least value itself is not allowed. */
function isOpenBelow(schema) {
    const checks = schema._zod.def.checks ?? [];
    return checks.some(({ _zod }) => {
        const { check, inclusive } = _zod.def;
        return check === 'greater_than' && inclusive === false;
    });
}
/** The nearest value that may stand there, as it would be written; undefined where nothing is near. */
export function nearestValue(schema, value) {
    const plain = bare(schema);
    const { type, options } = defOf(plain);
    if (type === 'number' && typeof value === 'number')
        return nearestNumber(plain, value);
    const words = valuesOf(plain).filter(word => typeof word === 'string');
    if (typeof value === 'string' && words.length > 0) {
        const [word] = nearest(value, words);
        if (word !== undefined)
            return word;
    }
    return options?.map(option => nearestValue(option, value)).find(found => found !== undefined);
}
function nearestNumber(schema, value) {
    const { minValue, maxValue, isInt } = schema;
    const clamped = Math.min(bound(maxValue) ?? value, Math.max(bound(minValue) ?? value, value));
    const allowed = isInt ? Math.round(clamped) : clamped;
    return schema.safeParse(allowed).success ? String(allowed) : undefined;
}
//# sourceMappingURL=schema-words.js.map