/** A model on the backend that gives sums of clipped gradients, one record's as long as another's at most. */
import * as tf from '@tensorflow/tfjs-core'
import type { ParameterVector } from '../../../aggregation/vector/index.ts'

export interface ClippingModel {
  /** Records that it takes at once. */
  readonly mostAtOnce: number
  /** Its parameters in an order of its own, that of the sums. */
  values(): Promise<Float32Array>
  /**
   * Writes the sum of the records' gradients to `into`, each scaled to a norm of the bound at most; one that is not a
   * finite number counts as nothing.
   */
  addUp(chosen: Int32Array, into: Float32Array): Promise<ClippedSum>
  /** Replaces the bound. */
  clipTo(clipNorm: number): void
  /** Replaces the parameters. */
  put(values: Float32Array): void
  parameters(): Promise<ParameterVector>
  dispose(): void
}

/** What there is to know of a sum beside it: of the records alone, and not noised. */
export interface ClippedSum {
  readonly lossSum: number
  /** Records whose gradients were within the bound and went in whole. */
  readonly within: number
}

/** Reads tensors one behind another, and disposes them. */
export async function readInto(tensors: readonly tf.Tensor[], into: Float32Array): Promise<void> {
  const parts = await Promise.all(tensors.map(tensor => tensor.data()))
  tf.dispose([...tensors])
  let offset = 0
  for (const part of parts) {
    into.set(part as Float32Array, offset)
    offset += part.length
  }
}

/** The values of tensors one behind another. */
export async function valuesOf(tensors: readonly tf.Tensor[]): Promise<Float32Array> {
  const values = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0))
  await readInto(
    tensors.map(tensor => tf.clone(tensor)),
    values,
  )
  return values
}

/** Tensors of the same shapes with these values, one behind another. The old ones are disposed. */
export function replaceTensors(tensors: readonly tf.Tensor[], values: Float32Array): tf.Tensor[] {
  let offset = 0
  return tensors.map(tensor => {
    const end = offset + tensor.size
    const { shape } = tensor
    tensor.dispose()
    // A copy: backends may keep the array itself, and the next step changes it.
    const replaced = tf.tensor(values.slice(offset, end), shape)
    offset = end
    return replaced
  })
}

/**
 * Values with zeros for the records whose factor is zero: zero times what is not a number would not be zero. `factors` is of
 * the same rank, with 1 for every extent but the records'. Call inside `tf.tidy`.
 */
export function keptRecords<Values extends tf.Tensor>(values: Values, factors: tf.Tensor): Values {
  return tf.where(tf.greater(factors, 0), values, tf.zerosLike(values)) as Values
}

/** As `tf.tidy`, for whatever holds tensors. */
export function tidied<T>(compute: () => T): T {
  return tf.tidy(compute as () => tf.TensorContainer) as T
}
