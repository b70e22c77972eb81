/**
 * Matrix products of few rows on the library's WebAssembly backend. Its own product (XNNPACK) first packs the right operand
 * and keeps that for the next time; weights that every step changes are packed for nothing, which for the ten rows of a
 * small batch takes longer than the product.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { hasWideRows } from './row-sums.ts'
import { kernelsOf, valueBytes } from './tensor-kernels.ts'

/** Beyond that packing is little beside the product. */
const mostRows = 256

/** Whether `shortProduct` computes a product of so many rows with b, and is faster than the library. */
export function isShortProduct(rows: number, b: tf.TensorInfo): boolean {
  return rows <= mostRows && hasWideRows(b)
}

/** a b for a [rows, count] and b [count, n ≥ 4]; where `isTransposed`, a lies as [count, rows]. */
export function shortProduct(
  backend: unknown,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  isTransposed: boolean,
): tf.TensorInfo {
  const kernels = kernelsOf(backend)
  const [count, columns] = b.shape as [number, number]
  const rows = a.shape[isTransposed ? 1 : 0]!
  const out = kernels.unset([rows, columns])
  const [step, next] = isTransposed ? [1, rows] : [count, 1]
  kernels.product(
    ...[kernels.at(a), step * valueBytes, rows, kernels.at(b), columns * valueBytes, kernels.at(out)],
    ...[1, 0, 0, 1, 0, 0, count, next * valueBytes, columns * valueBytes],
  )
  return out
}
