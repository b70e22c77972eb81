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

/** Whether a record stands in both; each ascending. By halves of 32 bits, since whole ones are compared four times as slowly. */
export function shareRecord(left: BigUint64Array, right: BigUint64Array): boolean {
  const [ours, theirs] = [halvesOf(left), halvesOf(right)]
  let [i, j] = [1, 1]
  while (i < ours.length && j < theirs.length) {
    const high = ours[i]! - theirs[j]!
    const order = high === 0 ? ours[i - 1]! - theirs[j - 1]! : high
    if (order === 0) return true
    if (order < 0) i += 2
    else j += 2
  }
  return false
}

/** Of the fingerprints of several datasets those that stand in more than one place: what there is to compare by pairs. */
export function repeatedIn(datasets: readonly BigUint64Array[]): readonly BigUint64Array[] {
  const repeated = new Set(repeatsIn(joined(datasets).sort()))
  return datasets.map(own =>
    repeated.size === 0 ? own.slice(0, 0) : own.filter(print => repeated.has(print)),
  )
}

function* repeatsIn(ascending: BigUint64Array): Generator<bigint> {
  const halves = halvesOf(ascending)
  for (let i = 1; i < ascending.length; i++)
    if (halves[2 * i] === halves[2 * i - 2] && halves[2 * i + 1] === halves[2 * i - 1]) yield ascending[i]!
}

function joined(parts: readonly BigUint64Array[]): BigUint64Array {
  const all = new BigUint64Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

/** The low and the high half of each, in this order. */
function halvesOf(values: BigUint64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
}

/** A view of little-endian values, as every platform that Node runs on has them. */
function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
