import { outputsOfData } from '../data-shape.js';
import { requireAxes } from './require-axes.js';
/** Three convolutions that see ever more of the signal, and the mean of what they found. */
export function signalCnn(shape) {
    requireAxes(shape, 2);
    const stages = [
        { filters: 16, kernelSize: 7 },
        { filters: 32, kernelSize: 5 },
        { filters: 64, kernelSize: 3 },
    ];
    return [
        ...stages.flatMap(({ filters, kernelSize }, i) => [
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
    ];
}
//# sourceMappingURL=signal.js.map