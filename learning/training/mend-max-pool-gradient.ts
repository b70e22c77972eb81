/**
 * The gradient of max pooling that the WebAssembly backend of TensorFlow.js 4.22 brings is wrong for images that are not
 * square, so for every signal. It is replaced by this one, in plain JavaScript over the backend's memory.
 */
import * as tf from '@tensorflow/tfjs-core'

const [kernelName, backendName] = ['MaxPoolGrad', 'wasm']

/** What is used of the backend: its tensors by their description, and new ones. */
interface HeapBackend {
  readSync(dataId: object): Float32Array
  makeOutput(shape: readonly number[], dtype: 'float32'): tf.TensorInfo
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array
}

interface Attributes {
  readonly filterSize: [number, number] | number
  readonly strides: [number, number] | number
  readonly pad: 'valid' | 'same'
}

/** Puts the replacement in the place of the backend's own, where that backend is loaded. */
export function mendMaxPoolGradient(): void {
  const known = tf.getKernel(kernelName, backendName)
  if (known === undefined || known.kernelFunc === maxPoolGradient) return
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ kernelName, backendName, kernelFunc: maxPoolGradient })
}

const maxPoolGradient: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const heap = backend as HeapBackend
  const { dy, input } = inputs as unknown as Record<'dy' | 'input', tf.TensorInfo>
  const { filterSize, strides, pad } = attrs as unknown as Attributes
  const shape = input.shape as [number, number, number, number]
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad)
  // Made first: growing the heap moves what was read from it before.
  const gradient = heap.makeOutput(input.shape, 'float32')
  const [values, upper] = [heap.readSync(input.dataId), heap.readSync(dy.dataId)]
  spread(values, upper, heap.typedArrayFromHeap(gradient), info)
  return gradient
}

/** Gives each window's gradient to the first of its largest values. */
function spread(
  values: Float32Array,
  upper: Float32Array,
  gradient: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info
  gradient.fill(0)
  let window = 0
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top
      const rows = [Math.max(top, 0), Math.min(top + info.filterHeight, inHeight)] as const
      for (let column = 0; column < outWidth; column++, window++) {
        const left = column * info.strideWidth - info.padInfo.left
        const columns = [Math.max(left, 0), Math.min(left + info.filterWidth, inWidth)] as const
        for (let channel = 0; channel < channels; channel++) {
          const place = largestIn(values, image * inHeight, rows, columns, inWidth, channels, channel)
          gradient[place]! += upper[window * channels + channel]!
        }
      }
    }
  }
}

function largestIn(
  values: Float32Array,
  firstRow: number,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
  width: number,
  channels: number,
  channel: number,
): number {
  let best = ((firstRow + top) * width + left) * channels + channel
  for (let row = top; row < bottom; row++) {
    const start = (firstRow + row) * width
    for (let column = left; column < right; column++) {
      const place = (start + column) * channels + channel
      if (values[place]! > values[best]!) best = place
    }
  }
  return best
}
