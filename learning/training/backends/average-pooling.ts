/**
 * The library's gradient of average pooling (4.22: cpu, wasm, webgpu) shares each ∂y out over the whole window, while
 * its forward pass averages over the part of the window that lies inside the input: with padding the two disagree at the
 * edges. The kernel is given ∂y times window / part, with which its shares come out right.
 */
import * as tf from '@tensorflow/tfjs-core'

type Pair = readonly [number, number]

interface Pooling {
  readonly filterSize: Pair | number
  readonly strides: Pair | number
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

type Geometry = tf.backend_util.Conv2DInfo

/** Backends of this thread whose kernel is mended. */
const mended = new Set<string>()

/** Mends the kernel of a backend that is registered in this thread; again is no harm. */
export function mendAveragePooling(backendName: string): void {
  if (mended.has(backendName)) return
  const kernel = tf.getKernel(tf.AvgPoolGrad, backendName)
  tf.unregisterKernel(tf.AvgPoolGrad, backendName)
  tf.registerKernel({
    ...kernel,
    kernelFunc: params => {
      const { dy, input } = params.inputs as { readonly dy: tf.Tensor4D; readonly input: tf.Tensor4D }
      const geometry = geometryOf(input.shape, params.attrs as unknown as Pooling)
      if (!isPadded(geometry)) return kernel.kernelFunc(params)
      const weighted = tf.mul(dy, wholeOverPart(geometry))
      return kernel.kernelFunc({ ...params, inputs: { dy: weighted, input } })
    },
  })
  mended.add(backendName)
}

function geometryOf(shape: [number, number, number, number], pooling: Pooling): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = pooling
  return tf.backend_util.computePool2DInfo(
    shape,
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad,
    dimRoundingMode,
  )
}

function isPadded({ padInfo: { top, bottom, left, right } }: Geometry): boolean {
  return top + bottom + left + right > 0
}

/** For every output the size of the window over that of its part inside the input, [1, height, width, 1]. */
function wholeOverPart(geometry: Geometry): tf.Tensor4D {
  const { outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth, padInfo } = geometry
  const rows = partsInside(outHeight, geometry.strideHeight, filterHeight, padInfo.top, inHeight)
  const columns = partsInside(outWidth, geometry.strideWidth, filterWidth, padInfo.left, inWidth)
  const ratios = rows.flatMap(height => columns.map(width => (filterHeight * filterWidth) / (height * width)))
  return tf.tensor4d(ratios, [1, outHeight, outWidth, 1])
}

function partsInside(
  outputs: number,
  stride: number,
  size: number,
  before: number,
  inputs: number,
): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before
    return Math.max(1, Math.min(inputs, start + size) - Math.max(0, start))
  })
}
