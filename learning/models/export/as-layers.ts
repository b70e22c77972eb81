import type { LayersSpec } from '../layers/index.ts'
import { layersOf, type ModelSpec } from '../model-spec.ts'

/** Any model as a network of layers with the same parameters in the same places. */
export function asLayers(spec: ModelSpec): LayersSpec {
  if (spec.family === 'layers') return spec
  const { inputShape } = spec
  const dense = layersOf(spec).map(({ name, units, activation }) => ({
    kind: 'dense' as const,
    name,
    units,
    ...(activation !== 'linear' && { activation }),
  }))
  const flatten = inputShape.length > 1 ? [{ kind: 'flatten', name: 'flatten' } as const] : []
  return { family: 'layers', task: 'classification', inputShape, layers: [...flatten, ...dense] }
}
