/** Networks whose layers simply follow one another. */
import { type DataShape, outputsOfData } from '../data-shape.ts'
import type { LayerSpec } from '../layers/index.ts'
import { requireAxes } from './require-axes.ts'

/** Hidden layers of these widths with ReLU, then one unit for each output. */
export function fullyConnected(shape: DataShape, hidden: readonly number[]): readonly LayerSpec[] {
  return [
    ...flattened(shape),
    ...hidden.map((units, i) => ({
      kind: 'dense' as const,
      name: `dense-${i + 1}`,
      units,
      activation: 'relu' as const,
    })),
    { kind: 'dense', name: `dense-${hidden.length + 1}`, units: outputsOfData(shape) },
  ]
}

function flattened({ featureShape }: DataShape): readonly LayerSpec[] {
  return featureShape.length === 1 ? [] : [{ kind: 'flatten', name: 'flatten' }]
}

/** McMahan et al. 2017, section 3: two 5 × 5 convolutions, each with 2 × 2 pooling, and 512 units. */
export function mnistCnn(shape: DataShape): readonly LayerSpec[] {
  requireAxes(shape, 3)
  const relu = { activation: 'relu' } as const
  const window = { kernelSize: [5, 5], padding: 'same' } as const
  const halving = { size: [2, 2], padding: 'same' } as const
  return [
    { kind: 'conv2d', name: 'conv-1', filters: 32, ...window, ...relu },
    { kind: 'max-pool2d', name: 'pool-1', ...halving },
    { kind: 'conv2d', name: 'conv-2', filters: 64, ...window, ...relu },
    { kind: 'max-pool2d', name: 'pool-2', ...halving },
    { kind: 'flatten', name: 'flatten' },
    { kind: 'dense', name: 'dense-1', units: 512, ...relu },
    { kind: 'dense', name: 'dense-2', units: outputsOfData(shape) },
  ]
}
