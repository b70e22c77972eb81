/** Layers that join several inputs. */
import type { z } from 'zod'
import { type LayerKind, layerSchema, withoutWeights } from './layer-kind.ts'
import { sameShape, shapeText } from './shape.ts'

const addSchema = layerSchema('add', {})
const concatenateSchema = layerSchema('concatenate', {})

export type AddSpec = z.infer<typeof addSchema>
export type ConcatenateSpec = z.infer<typeof concatenateSchema>

/** The sum of inputs of one shape. */
export const addKind: LayerKind<AddSpec> = {
  schema: addSchema,
  takes: 'several inputs',
  outputShape: (_layer, inputs, refuse) => {
    const [first] = inputs
    const other = inputs.find(input => !sameShape(input, first!))
    if (other !== undefined)
      refuse(`it adds ${shapeText(first!)} and ${shapeText(other)}; give both one shape`)
    return first!
  },
  ...withoutWeights,
}

/** Inputs behind one another on the last axis; the other axes must agree. */
export const concatenateKind: LayerKind<ConcatenateSpec> = {
  schema: concatenateSchema,
  takes: 'several inputs',
  outputShape: (_layer, inputs, refuse) => {
    const [first] = inputs
    const kept = first!.slice(0, -1)
    const other = inputs.find(input => !sameShape(input.slice(0, -1), kept))
    if (other !== undefined) {
      refuse(`it joins ${shapeText(first!)} and ${shapeText(other)}, which differ before the last axis`)
    }
    return [...kept, inputs.reduce((sum, input) => sum + input.at(-1)!, 0)]
  },
  ...withoutWeights,
}
