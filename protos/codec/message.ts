/** Codecs: one for each message, made of fields. The names of the fields are those of the .proto, and tsc checks it. */
import { messageType } from '../load.ts'
import { type Field, FieldFault, within } from './fields.ts'

/** Turns a value into the bytes of its message and back. */
export interface Codec<T> {
  /** Throws EncodeError when the value may not be sent. */
  encode(value: T): Uint8Array
  /** Throws DecodeError, and nothing else, for bytes that are not such a message. */
  decode(bytes: Uint8Array): T
}

/** Bytes that are not the message they should be. `field` is the path of the field at fault, empty for the whole. */
export class DecodeError extends Error {
  readonly field: string

  constructor(message: string, field: string) {
    super(message)
    this.name = 'DecodeError'
    this.field = field
  }
}

/** A value that its message cannot carry. */
export class EncodeError extends Error {
  readonly field: string

  constructor(message: string, field: string) {
    super(message)
    this.name = 'EncodeError'
    this.field = field
  }
}

/** A message: a codec by itself, a field inside another message. */
export interface MessageCodec<T> extends Codec<T>, Field<T> {}

/** A field for each name in the loaded form of the message; the virtual names of choices need none. */
export type FieldsOf<Wire, T> = [Exclude<keyof T, keyof Wire>] extends [never]
  ? {
      readonly [Name in Exclude<keyof Wire, `_${string}`>]-?: Name extends keyof T
        ? Field<NonNullable<T[Name]>>
        : never
    }
  : never

/** The codec of a message whose fields are those of the value. `Wire` is the generated type of its loaded form. */
export function message<T extends object, Wire extends object>(
  name: string,
  fields: FieldsOf<Wire, T>,
): MessageCodec<T> {
  return fromField(
    name,
    record<T>(name, fields as Record<string, Field<unknown>>, () => false),
  )
}

/**
 * The same for a message whose `optional` fields are absent from the value when they are absent from the wire. Where it has fields
 * that are messages and must not be missing, `optionals` names those that may.
 */
export function messageWithOptionals<T extends object, Wire extends object>(
  name: string,
  fields: FieldsOf<Wire, T>,
  optionals?: readonly (keyof T & string)[],
): MessageCodec<T> {
  const names = new Set<string>(optionals ?? Object.keys(fields))
  return fromField(
    name,
    record<T>(name, fields as Record<string, Field<unknown>>, key => names.has(key)),
  )
}

/** The codec of a message that another shape of value travels in. */
export function converted<T, Carrier>(
  name: string,
  carrier: Field<Carrier>,
  convert: { readonly toCarrier: (value: T) => Carrier; readonly fromCarrier: (carrier: Carrier) => T },
): MessageCodec<T> {
  return fromField(name, {
    toWire: value => carrier.toWire(convert.toCarrier(value)),
    fromWire: wire => convert.fromCarrier(carrier.fromWire(wire)),
  })
}

/** A message that may be absent. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    toWire: value => (value === undefined ? undefined : field.toWire(value)),
    fromWire: wire => (wire === null || wire === undefined ? undefined : field.fromWire(wire)),
  }
}

/** The codec of a field that is a whole message. */
export function fromField<T>(name: string, field: Field<T>): MessageCodec<T> {
  const type = messageType(name)
  return {
    ...field,
    encode: value => {
      try {
        return asPlainBytes(type.serialize(field.toWire(value) as object))
      } catch (fault) {
        if (fault instanceof FieldFault) throw new EncodeError(describe(name, fault), fault.field)
        throw fault
      }
    },
    decode: bytes => {
      const wire = parse(name, () =>
        type.deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
      )
      try {
        return field.fromWire(wire)
      } catch (fault) {
        if (fault instanceof FieldFault) throw new DecodeError(describe(name, fault), fault.field)
        throw fault
      }
    },
  }
}

// A Buffer's slice shares its bytes and a plain array's does not: only the latter leaves.
function asPlainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}

// The parser throws plain errors of several classes for bytes that are no message at all.
function parse(name: string, deserialize: () => object): object {
  try {
    return deserialize()
  } catch {
    throw new DecodeError(`${name}: these bytes are not such a message`, '')
  }
}

function describe(name: string, fault: FieldFault): string {
  return `${name}${fault.field === '' ? '' : `.${fault.field}`} ${fault.message}`
}

function record<T extends object>(
  name: string,
  fields: Record<string, Field<unknown>>,
  mayBeAbsent: (field: string) => boolean,
): Field<T> {
  const entries = Object.entries(fields)
  const convert = (direction: 'toWire' | 'fromWire') => (value: unknown) => {
    if (typeof value !== 'object' || value === null)
      throw new FieldFault(`is missing (a message of type ${name})`)
    const source = value as Record<string, unknown>
    const target: Record<string, unknown> = {}
    for (const [key, field] of entries) {
      // The loaded form has null for a message that is not there.
      if (mayBeAbsent(key) && (source[key] === undefined || source[key] === null)) continue
      try {
        target[key] = field[direction](source[key])
      } catch (fault) {
        throw within(key, fault)
      }
    }
    return target
  }
  return { toWire: convert('toWire'), fromWire: wire => convert('fromWire')(wire) as T }
}
