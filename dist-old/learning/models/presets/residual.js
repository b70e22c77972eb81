/**
 * A small residual network (He et al. 2016, section 4.2, with two blocks a stage) in which every batch normalisation is
 * a group normalisation, as is usual where holders' data differ (Hsieh et al. 2020).
 */
import { outputsOfData } from '../data-shape.js';
import { requireAxes } from './require-axes.js';
const groups = 8;
const stages = [
    { filters: 16, stride: 1 },
    { filters: 32, stride: 2 },
    { filters: 64, stride: 2 },
];
const blocksPerStage = 2;
export function smallResnet(shape) {
    requireAxes(shape, 3);
    const layers = [...normalisedConvolution('stem', stages[0].filters, 3, 1), relu('stem-relu')];
    let before = 'stem-relu';
    for (const [s, { filters, stride }] of stages.entries()) {
        for (let b = 0; b < blocksPerStage; b++) {
            const name = `stage-${s + 1}-block-${b + 1}`;
            const isNarrowing = b === 0 && s > 0;
            layers.push(...block(name, before, filters, isNarrowing ? stride : 1, isNarrowing));
            before = `${name}-relu`;
        }
    }
    return [
        ...layers,
        { kind: 'global-average-pool2d', name: 'mean' },
        { kind: 'dense', name: 'dense', units: outputsOfData(shape) },
    ];
}
function block(name, before, filters, stride, isNarrowing) {
    const shortcut = isNarrowing ? normalisedConvolution(`${name}-shortcut`, filters, 1, stride, before) : [];
    return [
        ...shortcut,
        ...normalisedConvolution(`${name}-a`, filters, 3, stride, before),
        relu(`${name}-a-relu`),
        ...normalisedConvolution(`${name}-b`, filters, 3, 1),
        {
            kind: 'add',
            name: `${name}-add`,
            from: [`${name}-b-norm`, isNarrowing ? `${name}-shortcut-norm` : before],
        },
        relu(`${name}-relu`),
    ];
}
function normalisedConvolution(name, filters, extent, stride, from) {
    return [
        {
            kind: 'conv2d',
            name,
            ...(from !== undefined && { from: [from] }),
            filters,
            kernelSize: [extent, extent],
            ...(stride > 1 && { strides: [stride, stride] }),
            padding: 'same',
            bias: false,
            initial: 'he',
        },
        { kind: 'group-normalization', name: `${name}-norm`, groups },
    ];
}
function relu(name) {
    return { kind: 'activation', name, activation: 'relu' };
}
//# sourceMappingURL=residual.js.map