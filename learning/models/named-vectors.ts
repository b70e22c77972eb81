/** Vectors as long as a model that go with it, by name: what an algorithm keeps, tells or remembers. */
import { type ParameterVector, parameterVector } from '../../aggregation/vector/index.ts'
import { readSafetensors, writeSafetensors } from './safetensors-file.ts'

export type NamedVectors = Readonly<Record<string, Float32Array>>

/** The vectors as one file, in the order of their names. */
export function writeNamedVectors(vectors: NamedVectors): Uint8Array {
  return writeSafetensors(
    joined(vectors, name => name),
    {},
  )
}

/** Reads them back; throws `ModelError` on anything else. */
export function readNamedVectors(bytes: Uint8Array): NamedVectors {
  const { parameters } = readSafetensors(bytes)
  return split(parameters, name => name)
}

/** One vector of all of them, laid out by `nameOf` each. */
export function joined(vectors: NamedVectors, nameOf: (name: string) => string): ParameterVector {
  const names = Object.keys(vectors).sort()
  const values = new Float32Array(names.reduce((sum, name) => sum + vectors[name]!.length, 0))
  let end = 0
  for (const name of names) {
    values.set(vectors[name]!, end)
    end += vectors[name]!.length
  }
  return parameterVector(
    values,
    names.map(name => ({ name: nameOf(name), shape: [vectors[name]!.length] })),
  )
}

/** The vectors of a layout of flat tensors. */
export function split({ values, layout }: ParameterVector, nameOf: (name: string) => string): NamedVectors {
  let end = 0
  return Object.fromEntries(
    layout.map(({ name, shape }) => {
      const start = end
      end += shape.reduce((product, extent) => product * extent, 1)
      return [nameOf(name), values.slice(start, end)]
    }),
  )
}
