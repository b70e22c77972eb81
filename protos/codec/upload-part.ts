import { type Field, FieldFault, within } from './fields.ts'

/** One message of an upload: what it is about, first and once, or the next piece of its bytes. */
export type UploadPart<Opening> =
  | { readonly part: 'opening'; readonly opening: Opening }
  | { readonly part: 'chunk'; readonly chunk: UploadChunk }

export interface UploadChunk {
  /** From 0, without gaps; absent where the stream itself keeps the order. */
  readonly sequence?: number
  readonly data: Uint8Array
}

interface Choice<T> {
  /** The name of the choice in the .proto. */
  readonly name: string
  readonly field: Field<T>
}

/** The field of a choice called `part` between an opening and a chunk. */
export function uploadPartField<Opening>(
  opening: Choice<Opening>,
  chunk: Choice<UploadChunk>,
): Field<UploadPart<Opening>> {
  return {
    toWire: value =>
      value.part === 'opening'
        ? { [opening.name]: at(opening, () => opening.field.toWire(value.opening)) }
        : { [chunk.name]: at(chunk, () => chunk.field.toWire(value.chunk)) },
    fromWire: wire => {
      const parts = wire as Record<string, unknown>
      if (parts.part === opening.name) {
        return { part: 'opening', opening: at(opening, () => opening.field.fromWire(parts[opening.name])) }
      }
      if (parts.part === chunk.name) {
        return { part: 'chunk', chunk: at(chunk, () => chunk.field.fromWire(parts[chunk.name])) }
      }
      throw new FieldFault(`is missing; it must be ${opening.name} or ${chunk.name}`, 'part')
    },
  }
}

function at<T>(choice: { readonly name: string }, run: () => T): T {
  try {
    return run()
  } catch (fault) {
    throw within(choice.name, fault)
  }
}
