/**
 * Fields: how one value travels inside a message, and what it must look like. Both directions check the same
 * things, so that nothing can be sent that the other side would refuse. A fault names the field by its path.
 */
import { maximumAmountDigits } from '../limits.js';
/** What is wrong with a value, and with which field: a path such as `entries.3.advertisement.nonce`. */
export class FieldFault extends Error {
    field;
    constructor(message, field = '') {
        super(message);
        this.name = 'FieldFault';
        this.field = field;
    }
}
/** The same fault, seen from one level further out. Anything else is passed on as it is. */
export function within(name, fault) {
    if (!(fault instanceof FieldFault))
        return fault;
    return new FieldFault(fault.message, fault.field === '' ? `${name}` : `${name}.${fault.field}`);
}
function symmetric(check) {
    return { toWire: check, fromWire: check };
}
function asBytes(value) {
    if (!(value instanceof Uint8Array))
        throw new FieldFault('must be bytes');
    return value;
}
function plainCopy(bytes) {
    return new Uint8Array(bytes);
}
function bytesField(isAllowed, rule) {
    const check = (value) => {
        const bytes = asBytes(value);
        if (isAllowed(bytes.length))
            return bytes;
        throw new FieldFault(`is ${bytes.length} bytes long; it must be ${rule}`);
    };
    return { toWire: check, fromWire: wire => plainCopy(check(wire)) };
}
/** Exactly `length` bytes. */
export function bytes(length) {
    return bytesField(actual => actual === length, `${length} bytes`);
}
/** Exactly `length` bytes, or none where there is nothing to say yet. */
export function bytesOrNone(length) {
    return bytesField(actual => actual === length || actual === 0, `${length} bytes or none`);
}
/** Up to `most` bytes. */
export function bytesUpTo(most) {
    return bytesField(actual => actual <= most, `at most ${most} bytes`);
}
/** From 1 to `most` bytes. */
export function someBytesUpTo(most) {
    return bytesField(actual => actual >= 1 && actual <= most, `1 to ${most} bytes`);
}
/** 32 bytes on the wire, 64 lower-case hexadecimal digits in the code. */
export const id = {
    toWire: value => idBytes(value, /^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
    fromWire: wire => Buffer.from(bytes(32).fromWire(wire)).toString('hex'),
};
/** An id, or nothing: empty bytes and the empty string. */
export const idOrNone = {
    toWire: value => idBytes(value, /^([0-9a-f]{64})?$/, 'must be 64 lower-case hexadecimal digits or empty'),
    fromWire: wire => Buffer.from(bytesOrNone(32).fromWire(wire)).toString('hex'),
};
function idBytes(value, pattern, rule) {
    if (typeof value !== 'string' || !pattern.test(value))
        throw new FieldFault(rule);
    return new Uint8Array(Buffer.from(value, 'hex'));
}
// PostgreSQL keeps no NUL and UTF-8 no lone surrogate: such text could not come back as it was sent.
const unkeepable = /[\0\p{Surrogate}]/u;
/** Text of `least` to `most` characters. */
export function text(most, least = 0) {
    return symmetric(value => {
        if (typeof value !== 'string')
            throw new FieldFault('must be text');
        if (value.length > most)
            throw new FieldFault(`has ${value.length} characters; it must have at most ${most}`);
        if (value.length < least)
            throw new FieldFault(`must have at least ${least} characters`);
        if (unkeepable.test(value))
            throw new FieldFault('holds a character that is not text');
        return value;
    });
}
/** A whole number of 32 bits, at most `most`. */
export function count(most = 0xffff_ffff, least = 0) {
    return symmetric(value => {
        if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
            throw new FieldFault(`is ${String(value)}; it must be a whole number from ${least} to ${most}`);
        }
        return value;
    });
}
/** A whole number of 64 bits on the wire, a safe integer in the code. */
export function natural(most = Number.MAX_SAFE_INTEGER) {
    const check = (value) => {
        if (Number.isSafeInteger(value) && value >= 0 && value <= most)
            return value;
        throw new FieldFault(`must be a whole number from 0 to ${most}`);
    };
    return { toWire: value => check(value).toString(), fromWire: wire => check(Number(digits(wire))) };
}
const largest64 = 0xffffffffffffffffn;
/** A whole number of 64 bits on the wire, a bigint in the code. */
export const natural64 = {
    toWire: value => {
        if (typeof value !== 'bigint' || value < 0n || value > largest64) {
            throw new FieldFault('must be a whole number from 0 to 2^64 - 1');
        }
        return value.toString();
    },
    fromWire: wire => BigInt(digits(wire)),
};
function digits(wire) {
    if (typeof wire !== 'string' || !/^[0-9]{1,20}$/.test(wire))
        throw new FieldFault('must be a whole number');
    return wire;
}
function amountOf(pattern, rule) {
    const check = (written) => {
        if (typeof written === 'string' && pattern.test(written))
            return written;
        throw new FieldFault(rule);
    };
    return {
        toWire: value => check(typeof value === 'bigint' ? value.toString() : value),
        fromWire: wire => BigInt(check(wire)),
    };
}
/** A whole number of units, not negative: one spelling in decimal text on the wire, a bigint in the code. */
export const amount = amountOf(new RegExp(`^(0|[1-9][0-9]{0,${maximumAmountDigits - 1}})$`), 'must be a whole number of units in decimal digits, such as "600000"');
/** A whole number of units with its sign. */
export const signedAmount = amountOf(new RegExp(`^(0|-?[1-9][0-9]{0,${maximumAmountDigits - 1}})$`), 'must be a whole number of units in decimal digits, with or without a minus sign');
export const flag = symmetric(value => {
    if (typeof value !== 'boolean')
        throw new FieldFault('must be true or false');
    return value;
});
export const finiteNumber = symmetric(value => {
    if (typeof value !== 'number' || !Number.isFinite(value))
        throw new FieldFault('must be a finite number');
    return value;
});
/** One word of a closed list that is an enumeration in the .proto: `aborted-buyer` there is ABORTED_BUYER. */
export function enumeration(words) {
    const toName = new Map(words.map(word => [word, word.toUpperCase().replaceAll('-', '_')]));
    const toWord = new Map(words.map(word => [toName.get(word), word]));
    const fault = () => new FieldFault(`must be one of ${words.join(', ')}`);
    const look = (table, key) => {
        const found = table.get(key);
        if (found === undefined)
            throw fault();
        return found;
    };
    return { toWire: word => look(toName, word), fromWire: wire => look(toWord, wire) };
}
/** One word of a closed list that travels as text, because the list grows without the .proto. */
export function wordOf(words) {
    return symmetric(value => {
        const found = words.find(word => word === value);
        if (found === undefined)
            throw new FieldFault(`must be one of ${words.join(', ')}`);
        return found;
    });
}
/** At most `most` entries. */
export function list(entry, most) {
    const each = (values, convert) => {
        if (!Array.isArray(values))
            throw new FieldFault('must be a list');
        if (values.length > most) {
            throw new FieldFault(`has ${values.length} entries; it must have at most ${most}`);
        }
        return values.map((value, i) => {
            try {
                return convert(value);
            }
            catch (fault) {
                throw within(i, fault);
            }
        });
    };
    return {
        toWire: values => each(values, entry.toWire),
        fromWire: wire => each(wire, entry.fromWire),
    };
}
//# sourceMappingURL=fields.js.map