/** The allow-list: every kind of layer there is. */
import { describeIssues } from '../../describe-issues.ts'
import { describeValue } from '../../describe-value.ts'
import { ModelError } from '../../errors.ts'
import { conv1dKind, conv2dKind, depthwiseKind, separableKind, transposeKind } from './convolution.ts'
import { denseKind } from './dense.ts'
import type { LayerKind } from './layer-kind.ts'
import { addKind, concatenateKind } from './merging.ts'
import { groupNormalizationKind, layerNormalizationKind } from './normalization.ts'
import { activationKind, dropoutKind, leakyReluKind } from './pointwise.ts'
import {
  averagePool1dKind,
  averagePool2dKind,
  globalAveragePool1dKind,
  globalAveragePool2dKind,
  maxPool1dKind,
  maxPool2dKind,
} from './pooling.ts'
import { flattenKind, reshapeKind, upsampleKind, zeroPadKind } from './reshaping.ts'

export const layerKinds = {
  dense: denseKind,
  conv1d: conv1dKind,
  conv2d: conv2dKind,
  'depthwise-conv2d': depthwiseKind,
  'separable-conv2d': separableKind,
  'conv2d-transpose': transposeKind,
  'max-pool1d': maxPool1dKind,
  'max-pool2d': maxPool2dKind,
  'average-pool1d': averagePool1dKind,
  'average-pool2d': averagePool2dKind,
  'global-average-pool1d': globalAveragePool1dKind,
  'global-average-pool2d': globalAveragePool2dKind,
  flatten: flattenKind,
  reshape: reshapeKind,
  upsample2d: upsampleKind,
  'zero-pad2d': zeroPadKind,
  activation: activationKind,
  'leaky-relu': leakyReluKind,
  dropout: dropoutKind,
  'layer-normalization': layerNormalizationKind,
  'group-normalization': groupNormalizationKind,
  add: addKind,
  concatenate: concatenateKind,
} as const

export type LayerKindName = keyof typeof layerKinds
type LayersByKind = {
  [Name in LayerKindName]: (typeof layerKinds)[Name] extends LayerKind<infer Layer> ? Layer : never
}
/** One layer, as a specification names it. */
export type LayerSpec = LayersByKind[LayerKindName]
/** A layer of one kind. */
export type LayerOf<Name extends LayerKindName> = LayersByKind[Name]

/** What is known of the layer's kind. */
export function kindOf(layer: LayerSpec): LayerKind<LayerSpec> {
  // A kind is only ever asked about its own layers.
  return layerKinds[layer.kind] as unknown as LayerKind<LayerSpec>
}

/** A checked layer from untrusted JSON. Throws `ModelError` naming place, field and what is allowed. */
export function parseLayer(value: unknown, place: string): LayerSpec {
  const kind = value !== null && typeof value === 'object' ? (value as { kind?: unknown }).kind : undefined
  if (typeof kind !== 'string' || !Object.hasOwn(layerKinds, kind)) {
    throw new ModelError(
      `${place}: its kind is ${describeValue(kind)}; use one of ${Object.keys(layerKinds).join(', ')}`,
    )
  }
  const parsed = layerKinds[kind as LayerKindName].schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ModelError(`${place} (${kind}): ${describeIssues(parsed.error)}`)
}
