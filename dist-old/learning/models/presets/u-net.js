/** A small U-Net (Ronneberger et al. 2015): two levels, padded convolutions, group normalisation. */
import { ModelError } from '../../errors.js';
import { outputsOfData } from '../data-shape.js';
import { shapeText } from '../layers/index.js';
import { requireAxes } from './require-axes.js';
const groups = 8;
const levels = [16, 32];
const bottom = 64;
export function smallUnet(shape) {
    requireAxes(shape, 3);
    const factor = 2 ** levels.length;
    if (shape.featureShape.slice(0, 2).some(extent => extent % factor !== 0)) {
        throw new ModelError(`the preset halves images ${levels.length} times, and ${shapeText(shape.featureShape)} does not divide by ` +
            `${factor}: pad or crop the images to a multiple of ${factor}`);
    }
    const down = levels.flatMap((filters, i) => [
        ...twoConvolutions(`down-${i + 1}`, filters),
        { kind: 'max-pool2d', name: `pool-${i + 1}`, size: [2, 2] },
    ]);
    const up = levels.toReversed().flatMap((filters, i) => {
        const level = levels.length - i;
        return [
            {
                kind: 'conv2d-transpose',
                name: `up-${level}`,
                filters,
                kernelSize: [2, 2],
                strides: [2, 2],
                initial: 'he',
            },
            { kind: 'concatenate', name: `join-${level}`, from: [`down-${level}-b-relu`, `up-${level}`] },
            ...twoConvolutions(`up-${level}`, filters),
        ];
    });
    const outputs = outputsOfData(shape);
    return [
        ...down,
        ...twoConvolutions('bottom', bottom),
        ...up,
        { kind: 'conv2d', name: 'classes', filters: outputs, kernelSize: [1, 1] },
    ];
}
function twoConvolutions(name, filters) {
    return ['a', 'b'].flatMap((which) => [
        {
            kind: 'conv2d',
            name: `${name}-${which}`,
            filters,
            kernelSize: [3, 3],
            padding: 'same',
            bias: false,
            initial: 'he',
        },
        { kind: 'group-normalization', name: `${name}-${which}-norm`, groups },
        { kind: 'activation', name: `${name}-${which}-relu`, activation: 'relu' },
    ]);
}
//# sourceMappingURL=u-net.js.map