import { type ParameterVector, parameterVector, type TensorPlace } from '../../aggregation/vector/index.ts'
import { openSeededRandom } from '../seeded-random.ts'
import { layersOf, type ModelSpec, parameterCount } from './model-spec.ts'

/** Where each tensor lies in the flat vector: for every layer its kernel [inputs, units], then its bias [units]. */
export function layoutOf(spec: ModelSpec): readonly TensorPlace[] {
  return layersOf(spec).flatMap(layer => [
    { name: `${layer.name}/kernel`, shape: [layer.inputs, layer.units] },
    { name: `${layer.name}/bias`, shape: [layer.units] },
  ])
}

/**
 * The parameters training starts from: kernels uniform in ±sqrt(6 / (inputs + units)) (Glorot and Bengio 2010),
 * biases zero. The same spec and seed give the same bits everywhere.
 */
export function initialParameters(spec: ModelSpec, seed: number): ParameterVector {
  const random = openSeededRandom(seed, 'initial parameters')
  const values = new Float32Array(parameterCount(spec))
  let offset = 0
  for (const { inputs, units } of layersOf(spec)) {
    const limit = Math.sqrt(6 / (inputs + units))
    const end = offset + inputs * units
    for (let i = offset; i < end; i++) values[i] = (2 * random.unit() - 1) * limit
    offset = end + units
  }
  return parameterVector(values, layoutOf(spec))
}
