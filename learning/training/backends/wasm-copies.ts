/**
 * The library's WebAssembly backend (4.22) copies the values of a tensor that is cloned or cast to the type it has, which
 * automatic differentiation does for every layer. Tensors never change, so that two may share their values, as those do
 * that `tf.reshape` makes of each other; the backend counts who holds them.
 *
 * Of a tensor that a slice is taken of it copies all values, whatever the slice; here only those that are wanted, where they
 * lie in one piece.
 */
import * as tf from '@tensorflow/tfjs-core'
import { replaceKernel } from './replace-kernel.ts'
import { kernelsOf, sizeOf, valueBytes } from './tensor-kernels.ts'

/** Registers the kernels in this thread; again is no harm. */
export function registerWasmCopies(): void {
  replaceKernel(tf.Identity, 'wasm', original => params => {
    const { x } = params.inputs as Record<'x', tf.TensorInfo>
    return x!.dtype === 'string' ? original!(params) : shared(x!, params.backend)
  })
  replaceKernel(tf.Cast, 'wasm', original => params => {
    const { x } = params.inputs as Record<'x', tf.TensorInfo>
    const { dtype } = params.attrs as { readonly dtype: tf.DataType }
    return x!.dtype === dtype && dtype !== 'string' ? shared(x!, params.backend) : original!(params)
  })
  replaceKernel(tf.Slice, 'wasm', original => params => {
    const { x } = params.inputs as Record<'x', tf.TensorInfo>
    const { begin, size } = params.attrs as Record<'begin' | 'size', number | number[]>
    const [from, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin!, size) as number[][]
    const isInOnePiece = x!.dtype === 'float32' && tf.slice_util.isSliceContinous(x!.shape, from!, shape!)
    return isInOnePiece ? piece(x!, from!, shape!, params.backend) : original!(params)
  })
}

function shared({ dataId, shape, dtype }: tf.TensorInfo, backend: unknown): tf.TensorInfo {
  const { incRef } = backend as tf.KernelBackend
  incRef.call(backend, dataId)
  return { dataId, shape, dtype }
}

function piece(x: tf.TensorInfo, begin: number[], shape: number[], backend: unknown): tf.TensorInfo {
  const { at, unset, copyValues } = kernelsOf(backend)
  tf.slice_util.assertParamsValid(x, begin, shape)
  const out = unset(shape)
  const start = tf.slice_util.computeFlatOffset(begin, tf.util.computeStrides(x.shape))
  copyValues(at(x) + start * valueBytes, at(out), sizeOf(shape))
  return out
}
