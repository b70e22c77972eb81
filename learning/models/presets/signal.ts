import { type DataShape, outputsOfData } from '../data-shape.ts'
import type { LayerSpec } from '../layers/index.ts'
import { requireAxes } from './require-axes.ts'

/** Three convolutions that see ever more of the signal, and the mean of what they found. */
export function signalCnn(shape: DataShape): readonly LayerSpec[] {
  requireAxes(shape, 2)
  const stages = [
    { filters: 16, kernelSize: 7 },
    { filters: 32, kernelSize: 5 },
    { filters: 64, kernelSize: 3 },
  ]
  return [
    ...stages.flatMap(({ filters, kernelSize }, i): LayerSpec[] => [
      {
        kind: 'conv1d',
        name: `conv-${i + 1}`,
        filters,
        kernelSize,
        padding: 'same',
        activation: 'relu',
        initial: 'he',
      },
      { kind: 'max-pool1d', name: `pool-${i + 1}`, size: 2, padding: 'same' },
    ]),
    { kind: 'global-average-pool1d', name: 'mean' },
    { kind: 'dense', name: 'dense', units: outputsOfData(shape) },
  ]
}
