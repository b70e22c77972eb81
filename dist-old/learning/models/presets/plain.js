/** Networks whose layers simply follow one another. */
import { outputsOfData } from '../data-shape.js';
import { requireAxes } from './require-axes.js';
/** Hidden layers of these widths with ReLU, then one unit for each output. */
export function fullyConnected(shape, hidden) {
    return [
        ...flattened(shape),
        ...hidden.map((units, i) => ({
            kind: 'dense',
            name: `dense-${i + 1}`,
            units,
            activation: 'relu',
        })),
        { kind: 'dense', name: `dense-${hidden.length + 1}`, units: outputsOfData(shape) },
    ];
}
function flattened({ featureShape }) {
    return featureShape.length === 1 ? [] : [{ kind: 'flatten', name: 'flatten' }];
}
/** McMahan et al. 2017, section 3: two 5 × 5 convolutions, each with 2 × 2 pooling, and 512 units. */
export function mnistCnn(shape) {
    requireAxes(shape, 3);
    const relu = { activation: 'relu' };
    const window = { kernelSize: [5, 5], padding: 'same' };
    const halving = { size: [2, 2], padding: 'same' };
    return [
        { kind: 'conv2d', name: 'conv-1', filters: 32, ...window, ...relu },
        { kind: 'max-pool2d', name: 'pool-1', ...halving },
        { kind: 'conv2d', name: 'conv-2', filters: 64, ...window, ...relu },
        { kind: 'max-pool2d', name: 'pool-2', ...halving },
        { kind: 'flatten', name: 'flatten' },
        { kind: 'dense', name: 'dense-1', units: 512, ...relu },
        { kind: 'dense', name: 'dense-2', units: outputsOfData(shape) },
    ];
}
//# sourceMappingURL=plain.js.map