/**
 * What of two datasets is the same, without keeping a record of either: 64 bits of a keyed hash for each record. Equal records
 * have equal ones in whatever order and under whatever name of a file; two that differ have equal ones once in 2^64, which links
 * datasets that share nothing and costs budget, never the other way round.
 */
import { concat, taggedHashOfSecret } from '../../aggregation/crypto/index.ts'
import { type Dataset, featureSizeOf, targetSizeOf, targetsOf } from './dataset.ts'

/** Fingerprints of all records under `key`, which is secret, ascending. */
export function fingerprintsOf(dataset: Dataset, key: Uint8Array): BigUint64Array {
  const [size, width] = [featureSizeOf(dataset.featureShape), targetSizeOf(dataset)]
  const { features } = dataset
  const targets = targetsOf(dataset)
  const found = new BigUint64Array(dataset.examples)
  for (let i = 0; i < dataset.examples; i++) {
    const record = concat(
      key,
      bytesOf(targets.subarray(i * width, (i + 1) * width)),
      bytesOf(features.subarray(i * size, (i + 1) * size)),
    )
    const hash = taggedHashOfSecret('parley/v1/record-fingerprint', record)
    found[i] = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0, true)
  }
  return found.sort()
}

/** Whether a record stands in both; each ascending. */
export function shareRecord(left: BigUint64Array, right: BigUint64Array): boolean {
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) return true
    if (left[i]! < right[j]!) i++
    else j++
  }
  return false
}

/** A view of little-endian values, as every platform that Node runs on has them. */
function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
