/**
 * Kernels that training a convolutional network needs. The WASM backend (4.22) lacks the gradients by filters of both
 * kinds of convolution and by the input of the depthwise one. Two that it has are replaced: the gradient by the input of
 * the other kind, plain loops, is some ten times slower than the convolution it can be written as; that of maximum
 * pooling gives a window without a positive value's gradient to its first place, whichever is the largest.
 */
import * as tf from '@tensorflow/tfjs-core'
import {
  depthwiseFilterGradient,
  depthwiseInputGradient,
  filterGradient,
  type Geometry,
  inputGradient,
} from './convolution-gradients.ts'
import { areApart, gradientOfApart, maxPoolGradient } from './max-pool-gradient.ts'
import {
  isNarrowConvolution,
  isNarrowFilter,
  isNarrowInput,
  narrowConvolution,
  narrowFilterGradient,
  narrowInputGradient,
} from './narrow-convolutions.ts'
import { replaceKernel } from './replace-kernel.ts'

const backendName = 'wasm'

type Pair = readonly [number, number]

/** The attributes that the library gives these kernels. */
interface Attributes {
  readonly strides: Pair | number
  readonly dilations?: Pair | number
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly dataFormat?: 'NHWC' | 'NCHW'
}

interface ByFilter extends Attributes {
  readonly filterShape: readonly number[]
}

interface ByInput extends Attributes {
  readonly inputShape: readonly number[]
}

/** Registers the kernels in this thread; again is no harm. */
export function registerWasmGradients(): void {
  replaceKernel(tf.Conv2D, backendName, original => params => {
    const { x, filter } = params.inputs as unknown as Inputs
    const attributes = params.attrs as unknown as Attributes
    const geometry = geometryOf(x.shape, filter.shape, attributes, false)
    return isNarrowConvolution(geometry) ? narrowConvolution(x, filter, geometry) : original!(params)
  })
  register(tf.Conv2DBackpropFilter, ({ x, dy }, attributes: ByFilter) => {
    const geometry = geometryOf(x.shape, attributes.filterShape, attributes, false)
    return (isNarrowFilter(geometry) ? narrowFilterGradient : filterGradient)(x, dy, geometry)
  })
  register(tf.Conv2DBackpropInput, ({ dy, filter }, attributes: ByInput) => {
    const geometry = geometryOf(attributes.inputShape, filter.shape, attributes, false)
    return (isNarrowInput(geometry) ? narrowInputGradient : inputGradient)(dy, filter, geometry)
  })
  register(tf.DepthwiseConv2dNativeBackpropFilter, ({ x, dy }, attributes: ByFilter) =>
    depthwiseFilterGradient(x, dy, geometryOf(x.shape, attributes.filterShape, attributes, true)),
  )
  register(tf.DepthwiseConv2dNativeBackpropInput, ({ dy, filter }, attributes: ByInput) =>
    depthwiseInputGradient(dy, filter, geometryOf(attributes.inputShape, filter.shape, attributes, true)),
  )
  register(tf.MaxPoolGrad, maxPool)
}

interface Pooling extends Attributes {
  readonly filterSize: Pair | number
}

function maxPool(
  { input, output, dy }: Inputs,
  { filterSize, strides, pad, dimRoundingMode }: Pooling,
): tf.TensorInfo {
  const geometry = tf.backend_util.computePool2DInfo(
    input.shape,
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad,
    dimRoundingMode,
  )
  if (areApart(geometry)) return gradientOfApart(input, output, dy, geometry)
  const [x, ofOutputs] = [input.dataSync<'float32'>(), dy.dataSync<'float32'>()]
  return tf.tensor4d(maxPoolGradient(x, ofOutputs, geometry), input.shape)
}

type Inputs = Record<'x' | 'dy' | 'filter' | 'input' | 'output', tf.Tensor4D>

function register<A extends Attributes>(
  kernelName: string,
  gradient: (inputs: Inputs, attributes: A) => tf.TensorInfo,
): void {
  // The engine hands kernels its tensors, whose type it widens to what kernels of other backends need of them.
  replaceKernel(
    kernelName,
    backendName,
    () =>
      ({ inputs, attrs }) =>
        tf.tidy(() => gradient(inputs as unknown as Inputs, attrs as unknown as A) as tf.Tensor),
  )
}

function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations = 1, pad, dimRoundingMode, dataFormat = 'NHWC' }: Attributes,
  isDepthwise: boolean,
): Geometry {
  if (dataFormat !== 'NHWC') throw new Error('convolutions on wasm take channels last: data format NHWC')
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as [number, number],
    dilations as [number, number],
    pad,
    dimRoundingMode,
    isDepthwise,
  )
}
