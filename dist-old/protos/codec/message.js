/** Codecs: one for each message, made of fields. The names of the fields are those of the .proto, and tsc checks it. */
import { messageType } from '../load.js';
import { FieldFault, within } from './fields.js';
/** Bytes that are not the message they should be. `field` is the path of the field at fault, empty for the whole. */
export class DecodeError extends Error {
    field;
    constructor(message, field) {
        super(message);
        this.name = 'DecodeError';
        this.field = field;
    }
}
/** A value that its message cannot carry. */
export class EncodeError extends Error {
    field;
    constructor(message, field) {
        super(message);
        this.name = 'EncodeError';
        this.field = field;
    }
}
/** The codec of a message whose fields are those of the value. `Wire` is the generated type of its loaded form. */
export function message(name, fields) {
    return fromField(name, record(name, fields, false));
}
/** The same for a message whose `optional` fields are absent from the value when they are absent from the wire. */
export function messageWithOptionals(name, fields) {
    return fromField(name, record(name, fields, true));
}
/** The codec of a message that another shape of value travels in. */
export function converted(name, carrier, convert) {
    return fromField(name, {
        toWire: value => carrier.toWire(convert.toCarrier(value)),
        fromWire: wire => convert.fromCarrier(carrier.fromWire(wire)),
    });
}
/** A message that may be absent. */
export function optional(field) {
    return {
        toWire: value => (value === undefined ? undefined : field.toWire(value)),
        fromWire: wire => (wire === null || wire === undefined ? undefined : field.fromWire(wire)),
    };
}
/** The codec of a field that is a whole message. */
export function fromField(name, field) {
    const type = messageType(name);
    return {
        ...field,
        encode: value => {
            try {
                return asPlainBytes(type.serialize(field.toWire(value)));
            }
            catch (fault) {
                if (fault instanceof FieldFault)
                    throw new EncodeError(describe(name, fault), fault.field);
                throw fault;
            }
        },
        decode: bytes => {
            const wire = parse(name, () => type.deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
            try {
                return field.fromWire(wire);
            }
            catch (fault) {
                if (fault instanceof FieldFault)
                    throw new DecodeError(describe(name, fault), fault.field);
                throw fault;
            }
        },
    };
}
// A Buffer's slice shares its bytes and a plain array's does not: only the latter leaves.
function asPlainBytes(buffer) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
// The parser throws plain errors of several classes for bytes that are no message at all.
function parse(name, deserialize) {
    try {
        return deserialize();
    }
    catch {
        throw new DecodeError(`${name}: these bytes are not such a message`, '');
    }
}
function describe(name, fault) {
    return `${name}${fault.field === '' ? '' : `.${fault.field}`} ${fault.message}`;
}
function record(name, fields, mayBeAbsent) {
    const entries = Object.entries(fields);
    const convert = (direction) => (value) => {
        if (typeof value !== 'object' || value === null)
            throw new FieldFault(`is missing (a message of type ${name})`);
        const source = value;
        const target = {};
        for (const [key, field] of entries) {
            // The loaded form has null for a message that is not there.
            if (mayBeAbsent && (source[key] === undefined || source[key] === null))
                continue;
            try {
                target[key] = field[direction](source[key]);
            }
            catch (fault) {
                throw within(key, fault);
            }
        }
        return target;
    };
    return { toWire: convert('toWire'), fromWire: wire => convert('fromWire')(wire) };
}
//# sourceMappingURL=message.js.map