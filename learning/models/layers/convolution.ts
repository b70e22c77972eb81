/** Layers that move kernels over a signal or an image, channels last. Windows are not dilated: that has no gradient here. */
import type { z } from 'zod'
import {
  biasWeights,
  type KernelFields,
  kernelFields,
  kernelWeight,
  natural,
  type Padding,
  paddingField,
  pairOf,
  unitLimit,
} from './fields.ts'
import { type LayerKind, layerLimits, layerSchema, type Refuse } from './layer-kind.ts'
import { type Shape, sizeOfShape } from './shape.ts'
import { spatialInput, unwindowedExtents, type Window, windowedExtents } from './windows.ts'

const extent = natural(layerLimits.kernelExtent)
const extents = pairOf(layerLimits.kernelExtent)
const imageFields = { kernelSize: extents, strides: extents.optional(), ...paddingField, ...kernelFields }
const depthMultiplier = natural(layerLimits.depthMultiplier).optional()

const conv1dSchema = layerSchema('conv1d', {
  filters: unitLimit,
  kernelSize: extent,
  stride: extent.optional(),
  ...paddingField,
  ...kernelFields,
})
const conv2dSchema = layerSchema('conv2d', { filters: unitLimit, ...imageFields })
const depthwiseSchema = layerSchema('depthwise-conv2d', { depthMultiplier, ...imageFields })
const separableSchema = layerSchema('separable-conv2d', {
  filters: unitLimit,
  depthMultiplier,
  ...imageFields,
})
const transposeSchema = layerSchema('conv2d-transpose', { filters: unitLimit, ...imageFields })

export type Conv1dSpec = z.infer<typeof conv1dSchema>
export type Conv2dSpec = z.infer<typeof conv2dSchema>
export type DepthwiseSpec = z.infer<typeof depthwiseSchema>
export type SeparableSpec = z.infer<typeof separableSchema>
export type TransposeSpec = z.infer<typeof transposeSchema>

interface ImageWindow {
  readonly kernelSize: readonly number[]
  readonly strides?: readonly number[] | undefined
  readonly padding?: Padding | undefined
}

/** The window of a layer over images. */
export function imageWindow({ kernelSize, strides = [1, 1], padding = 'valid' }: ImageWindow): Window {
  return { extents: kernelSize, strides, padding }
}

/** The window of a layer over signals. */
export function signalWindow({ kernelSize, stride = 1, padding = 'valid' }: Conv1dSpec): Window {
  return { extents: [kernelSize], strides: [stride], padding }
}

function convolved(window: Window, input: Shape, filters: number, refuse: Refuse): Shape {
  const axes = window.extents.length as 1 | 2
  return [...windowedExtents(window, spatialInput(input, axes, refuse).extents, refuse), filters]
}

function convolutionWeights(
  layer: KernelFields,
  kernelSize: readonly number[],
  channels: number,
  filters: number,
) {
  const area = sizeOfShape(kernelSize)
  const fan = { inputs: area * channels, outputs: area * filters }
  return [
    kernelWeight('kernel', [...kernelSize, channels, filters], fan, layer),
    ...biasWeights(layer, filters),
  ]
}

/** Kernel [length, channels, filters]. */
export const conv1dKind: LayerKind<Conv1dSpec> = {
  schema: conv1dSchema,
  takes: 'one input',
  outputShape: (layer, [input], refuse) => convolved(signalWindow(layer), input!, layer.filters, refuse),
  weights: (layer, [input]) => convolutionWeights(layer, [layer.kernelSize], input!.at(-1)!, layer.filters),
  multiplyAdds: ({ kernelSize }, [input], output) => sizeOfShape(output) * kernelSize * input!.at(-1)!,
}

/** Kernel [height, width, channels, filters]. */
export const conv2dKind: LayerKind<Conv2dSpec> = {
  schema: conv2dSchema,
  takes: 'one input',
  outputShape: (layer, [input], refuse) => convolved(imageWindow(layer), input!, layer.filters, refuse),
  weights: (layer, [input]) => convolutionWeights(layer, layer.kernelSize, input!.at(-1)!, layer.filters),
  multiplyAdds: ({ kernelSize }, [input], output) =>
    sizeOfShape(output) * sizeOfShape(kernelSize) * input!.at(-1)!,
}

function depthwiseOutput(layer: DepthwiseSpec | SeparableSpec, input: Shape, refuse: Refuse): Shape {
  const window = imageWindow(layer)
  if (window.strides[0] !== window.strides[1]) refuse('its strides must be equal for height and width')
  return convolved(window, input, input.at(-1)! * (layer.depthMultiplier ?? 1), refuse)
}

function depthwiseKernel(layer: DepthwiseSpec | SeparableSpec, channels: number) {
  const { kernelSize, depthMultiplier: multiplier = 1 } = layer
  const area = sizeOfShape(kernelSize)
  const fan = { inputs: area, outputs: area * multiplier }
  return kernelWeight('depthwise-kernel', [...kernelSize, channels, multiplier], fan, layer)
}

/** Each channel under kernels of its own. Kernel [height, width, channels, depthMultiplier]. */
export const depthwiseKind: LayerKind<DepthwiseSpec> = {
  schema: depthwiseSchema,
  takes: 'one input',
  outputShape: (layer, [input], refuse) => depthwiseOutput(layer, input!, refuse),
  weights: (layer, [input]) => {
    const channels = input!.at(-1)!
    return [depthwiseKernel(layer, channels), ...biasWeights(layer, channels * (layer.depthMultiplier ?? 1))]
  },
  multiplyAdds: ({ kernelSize }, _inputs, output) => sizeOfShape(output) * sizeOfShape(kernelSize),
}

/** A depthwise convolution, then one over the channels alone. */
export const separableKind: LayerKind<SeparableSpec> = {
  schema: separableSchema,
  takes: 'one input',
  outputShape: (layer, [input], refuse) => [
    ...depthwiseOutput(layer, input!, refuse).slice(0, -1),
    layer.filters,
  ],
  weights: (layer, [input]) => {
    const channels = input!.at(-1)!
    const between = channels * (layer.depthMultiplier ?? 1)
    const fan = { inputs: between, outputs: layer.filters }
    return [
      depthwiseKernel(layer, channels),
      kernelWeight('pointwise-kernel', [1, 1, between, layer.filters], fan, layer),
      ...biasWeights(layer, layer.filters),
    ]
  },
  multiplyAdds: ({ kernelSize, depthMultiplier: multiplier = 1, filters }, [input], output) =>
    (sizeOfShape(output) / filters) * input!.at(-1)! * multiplier * (sizeOfShape(kernelSize) + filters),
}

/** The gradient of a convolution as a layer, which enlarges. Kernel [height, width, filters, channels]. */
export const transposeKind: LayerKind<TransposeSpec> = {
  schema: transposeSchema,
  takes: 'one input',
  outputShape: (layer, [input], refuse) => {
    const { extents: inputExtents } = spatialInput(input!, 2, refuse)
    return [...unwindowedExtents(imageWindow(layer), inputExtents), layer.filters]
  },
  weights: (layer, [input]) => {
    const { kernelSize, filters } = layer
    const channels = input!.at(-1)!
    const area = sizeOfShape(kernelSize)
    const fan = { inputs: area * channels, outputs: area * filters }
    return [
      kernelWeight('kernel', [...kernelSize, filters, channels], fan, layer),
      ...biasWeights(layer, filters),
    ]
  },
  multiplyAdds: ({ kernelSize, filters }, [input]) => sizeOfShape(input!) * sizeOfShape(kernelSize) * filters,
}
