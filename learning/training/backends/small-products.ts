/**
 * Products and sums that the library's WebAssembly backend (4.22) has no fast way for: those with a transposed operand,
 * which it computes value by value, of a row added to every row, and of rows added up.
 */
import * as tf from '@tensorflow/tfjs-core'
import { kernelsOf, lanes, sizeOf, valueBytes } from './tensor-kernels.ts'

/** aᵀ b for a [count, m] and b [count, n ≥ 4]. */
export function transposedProduct(backend: unknown, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  const kernels = kernelsOf(backend)
  const [count, rows] = a.shape as [number, number]
  const columns = b.shape[1]!
  const out = kernels.unset([rows, columns])
  const walk = [count, rows * valueBytes, columns * valueBytes]
  kernels.product(
    ...[kernels.at(a), valueBytes, rows, kernels.at(b), columns * valueBytes, kernels.at(out)],
    ...[1, 0, 0, 1, 0, 0, ...walk],
  )
  return out
}

/** The rows of values [..., n ≥ 4], each with `row` [n] added to it. */
export function withRow(backend: unknown, values: tf.TensorInfo, row: tf.TensorInfo): tf.TensorInfo {
  const kernels = kernelsOf(backend)
  const out = kernels.unset(values.shape)
  const width = row.shape[0]!
  const [from, added, to] = [kernels.at(values), kernels.at(row), kernels.at(out)]
  kernels.addToRows(from, added, to, sizeOf(values.shape) / width, width * valueBytes)
  return out
}

/** The sum [n] of the rows of values [..., n ≥ 4]: a product with ones. */
export function sumOfRows(backend: unknown, values: tf.TensorInfo): tf.TensorInfo {
  const kernels = kernelsOf(backend)
  const columns = values.shape.at(-1)!
  const out = kernels.unset([columns])
  const one = tf.scalar(1)
  const walk = [sizeOf(values.shape) / columns, 0, columns * valueBytes]
  kernels.product(
    ...[kernels.at(one), 0, 1, kernels.at(values), columns * valueBytes, kernels.at(out)],
    ...[1, 0, 0, 1, 0, 0, ...walk],
  )
  one.dispose()
  return out
}

/** Whether the tensor's rows are floats, as wide as a vector at least. */
export function hasWideRows({ shape, dtype }: tf.TensorInfo): boolean {
  return dtype === 'float32' && shape.length > 0 && shape.at(-1)! >= lanes && sizeOf(shape) > 0
}
