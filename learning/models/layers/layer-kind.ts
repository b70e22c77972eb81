/** What there is to know of one kind of layer without computing a tensor. */
import { z } from 'zod'
import type { Shape } from './shape.ts'

/** Largest sizes a single layer may name; `graph.ts` bounds the whole. */
export const layerLimits = {
  inputs: 16,
  units: 65_536,
  kernelExtent: 1024,
  depthMultiplier: 64,
  padding: 1024,
  factor: 64,
  dimensions: 4,
  extent: 1 << 20,
} as const

/** Where a weight starts: uniform in ±limit, or all alike. */
export type Start =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'constant'; readonly value: number }

/** A tensor of trainable numbers. */
export interface WeightTensor {
  readonly name: string
  readonly shape: Shape
  readonly start: Start
}

/** Ends the examination of a layer with a `ModelError` that names the layer before what it is given. */
export type Refuse = (fault: string) => never

export interface LayerKind<Layer> {
  /** The fields of the layer, checked one by one. */
  readonly schema: z.ZodType<Layer>
  readonly takes: 'one input' | 'several inputs'
  /** Shape of what comes out; refuses inputs that do not fit. */
  outputShape(layer: Layer, inputs: readonly Shape[], refuse: Refuse): Shape
  /** The layer's weights, in the order in which they lie in the parameter vector. */
  weights(layer: Layer, inputs: readonly Shape[]): readonly WeightTensor[]
  /** Products added up for one example, for layers where they are the work. */
  multiplyAdds(layer: Layer, inputs: readonly Shape[], output: Shape): number
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

/** A layer's name: also part of the names of its tensors in every file. */
export const layerName = z
  .string()
  .regex(namePattern, 'must be 1 to 64 letters, digits, "_", "." or "-", such as "conv-1"')

/**
 * The schema of a kind: its own fields beside the name and, where the layer does not follow the one before it, the
 * names of the layers it takes its inputs from (`input` is the model's input).
 */
export function layerSchema<const Kind extends string, Fields extends z.ZodRawShape>(
  kind: Kind,
  fields: Fields,
) {
  const from = z.array(layerName).min(1).max(layerLimits.inputs).readonly().optional()
  return z.strictObject({ kind: z.literal(kind), name: layerName, from, ...fields }).readonly()
}

/** Parts of a kind that has nothing to learn. */
export const withoutWeights = { weights: () => [], multiplyAdds: () => 0 } as const
