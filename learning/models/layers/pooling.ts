/** Layers that keep the largest or the mean value of each window, channel by channel. Averages leave padding out. */
import type { z } from 'zod'
import { natural, type Padding, paddingField, pairOf } from './fields.ts'
import { type LayerKind, layerLimits, layerSchema, withoutWeights } from './layer-kind.ts'
import { spatialInput, type Window, windowedExtents } from './windows.ts'

const extent = natural(layerLimits.kernelExtent)
const extents = pairOf(layerLimits.kernelExtent)
// Windows follow one another without overlap unless strides say otherwise.
const signalFields = { size: extent, stride: extent.optional(), ...paddingField }
const imageFields = { size: extents, strides: extents.optional(), ...paddingField }

const maxPool1dSchema = layerSchema('max-pool1d', signalFields)
const averagePool1dSchema = layerSchema('average-pool1d', signalFields)
const maxPool2dSchema = layerSchema('max-pool2d', imageFields)
const averagePool2dSchema = layerSchema('average-pool2d', imageFields)
const global1dSchema = layerSchema('global-average-pool1d', {})
const global2dSchema = layerSchema('global-average-pool2d', {})

export type SignalPoolSpec = z.infer<typeof maxPool1dSchema> | z.infer<typeof averagePool1dSchema>
export type ImagePoolSpec = z.infer<typeof maxPool2dSchema> | z.infer<typeof averagePool2dSchema>
export type GlobalPoolSpec = z.infer<typeof global1dSchema> | z.infer<typeof global2dSchema>

/** The window of a pooling layer. */
export function poolWindow(layer: SignalPoolSpec | ImagePoolSpec): Window {
  const padding: Padding = layer.padding ?? 'valid'
  if ('size' in layer && typeof layer.size === 'number') {
    const { size, stride = size } = layer as SignalPoolSpec
    return { extents: [size], strides: [stride], padding }
  }
  const { size, strides = size } = layer as ImagePoolSpec
  return { extents: size, strides, padding }
}

function poolKind<Layer extends SignalPoolSpec | ImagePoolSpec>(
  schema: z.ZodType<Layer>,
  axes: 1 | 2,
): LayerKind<Layer> {
  return {
    schema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => {
      const { extents: inputExtents, channels } = spatialInput(input!, axes, refuse)
      return [...windowedExtents(poolWindow(layer), inputExtents, refuse), channels]
    },
    ...withoutWeights,
  }
}

function globalKind<Layer extends GlobalPoolSpec>(schema: z.ZodType<Layer>, axes: 1 | 2): LayerKind<Layer> {
  return {
    schema,
    takes: 'one input',
    outputShape: (_layer, [input], refuse) => [spatialInput(input!, axes, refuse).channels],
    ...withoutWeights,
  }
}

export const maxPool1dKind = poolKind(maxPool1dSchema, 1)
export const averagePool1dKind = poolKind(averagePool1dSchema, 1)
export const maxPool2dKind = poolKind(maxPool2dSchema, 2)
export const averagePool2dKind = poolKind(averagePool2dSchema, 2)
export const globalAveragePool1dKind = globalKind(global1dSchema, 1)
export const globalAveragePool2dKind = globalKind(global2dSchema, 2)
