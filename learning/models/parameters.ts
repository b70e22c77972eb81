import {
  coordinatesOf,
  coordinatesOfLayout,
  type ParameterVector,
  parameterVector,
  sameLayout,
  type TensorPlace,
} from '../../aggregation/vector/index.ts'
import { ModelError } from '../errors.ts'
import { openSeededRandom } from '../seeded-random.ts'
import { graphOf, type Start, type WeightTensor } from './layers/index.ts'
import { layersOf, type ModelSpec } from './model-spec.ts'

/** Every tensor of the model in the order of the vector, named `layer/tensor`. */
function weightsOf(spec: ModelSpec): readonly WeightTensor[] {
  if (spec.family === 'layers') {
    return graphOf(spec).nodes.flatMap(({ layer, weights }) =>
      weights.map(weight => ({ ...weight, name: `${layer.name}/${weight.name}` })),
    )
  }
  return layersOf(spec).flatMap(({ name, inputs, units }) => [
    {
      name: `${name}/kernel`,
      shape: [inputs, units],
      start: { kind: 'uniform', limit: Math.sqrt(6 / (inputs + units)) },
    },
    { name: `${name}/bias`, shape: [units], start: { kind: 'constant', value: 0 } },
  ])
}

/** Where each tensor lies in the flat vector: layer by layer, a kernel [inputs, units] before its bias [units]. */
export function layoutOf(spec: ModelSpec): readonly TensorPlace[] {
  return weightsOf(spec).map(({ name, shape }) => ({ name, shape }))
}

/**
 * The parameters training starts from: kernels uniform in ±sqrt(6 / (inputs + units)) (Glorot and Bengio 2010) or, where
 * a layer asks for it, ±sqrt(6 / inputs) (He et al. 2015), biases and shifts zero, scales one. The same spec and seed
 * give the same bits everywhere.
 */
export function initialParameters(spec: ModelSpec, seed: number): ParameterVector {
  const random = openSeededRandom(seed, 'initial parameters')
  const layout = layoutOf(spec)
  const values = new Float32Array(coordinatesOfLayout(layout))
  let offset = 0
  for (const weight of weightsOf(spec)) {
    const end = offset + coordinatesOf(weight)
    fill(values.subarray(offset, end), weight.start, random.unit)
    offset = end
  }
  return parameterVector(values, layout)
}

function fill(values: Float32Array, start: Start, unit: () => number): void {
  if (start.kind === 'constant') {
    values.fill(start.value)
    return
  }
  for (let i = 0; i < values.length; i++) values[i] = (2 * unit() - 1) * start.limit
}

/** Throws `ModelError` with both layouts when parameters are laid out otherwise than the model's. */
export function requireLayout(parameters: ParameterVector, layout: readonly TensorPlace[]): void {
  if (sameLayout(parameters.layout, layout)) return
  throw new ModelError(
    `the parameters are laid out as ${describeLayout(parameters.layout)}, the model as ${describeLayout(layout)}`,
  )
}

function describeLayout(layout: readonly TensorPlace[]): string {
  return layout.map(({ name, shape }) => `${name} [${shape}]`).join(', ') || 'nothing'
}
