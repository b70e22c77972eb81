/**
 * A dataset as one file, the same bytes for the same examples everywhere, so that a hash names it: how a buyer hands
 * the held-out test set to the coordinator.
 *
 * All integers are little-endian: "parley-dataset/1" (16 bytes) | u8 encoding | u8 dimensions | u16 zero | u32 classes |
 * u32 examples | u32 extents… | u16 labels… | values. Encoding 1 keeps a value x as the byte 255x, used when that is
 * exact for every value (images read from bytes); encoding 0 keeps 32-bit floats. The reader refuses anything else,
 * the longer encoding of the same values included.
 */
import { utf8 } from '../../aggregation/crypto/index.ts'
import { DataError } from '../errors.ts'
import { modelLimits } from '../models/model-spec.ts'
import { allocateDataset, type Dataset, featureSizeOf } from './dataset.ts'

const magic = utf8('parley-dataset/1')
const fixedBytes = magic.length + 12
const maximumBytes = 2 ** 31

const encodings = { floats: 0, bytes: 1 } as const
type Encoding = (typeof encodings)[keyof typeof encodings]

interface Header {
  readonly encoding: Encoding
  readonly featureShape: readonly number[]
  readonly classes: number
  readonly examples: number
}

/** The file of a dataset. */
export function encodeDatasetBlob(dataset: Dataset): Uint8Array {
  const { features, labels, featureShape, classes, examples } = dataset
  const encoding = encodingOf(features)
  const header = { encoding, featureShape, classes, examples }
  const blob = new Uint8Array(sizeOf(header))
  const view = new DataView(blob.buffer)
  blob.set(magic)
  view.setUint8(16, encoding)
  view.setUint8(17, featureShape.length)
  view.setUint32(20, classes, true)
  view.setUint32(24, examples, true)
  for (const [i, extent] of featureShape.entries()) view.setUint32(fixedBytes + 4 * i, extent, true)
  const labelsAt = fixedBytes + 4 * featureShape.length
  for (let i = 0; i < examples; i++) view.setUint16(labelsAt + 2 * i, labels[i]!, true)
  const valuesAt = labelsAt + 2 * examples
  if (encoding === encodings.bytes) {
    for (let i = 0; i < features.length; i++) blob[valuesAt + i] = byteOf(features[i]!)
  } else {
    for (let i = 0; i < features.length; i++) view.setFloat32(valuesAt + 4 * i, features[i]!, true)
  }
  return blob
}

/** Reads the file of a dataset; throws `DataError` saying what is wrong with it. `file` names its source in errors. */
export function decodeDatasetBlob(bytes: Uint8Array, file = 'the dataset file'): Dataset {
  const header = readHeader(bytes, file)
  const dataset = allocateDataset(header.examples, header.featureShape, header.classes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const labelsAt = fixedBytes + 4 * header.featureShape.length
  readLabels(view, labelsAt, dataset, file)
  const valuesAt = labelsAt + 2 * header.examples
  const { features } = dataset
  if (header.encoding === encodings.bytes) {
    const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
    for (let i = 0; i < features.length; i++) features[i] = scaled[bytes[valuesAt + i]!]!
    return dataset
  }
  for (let i = 0; i < features.length; i++) features[i] = view.getFloat32(valuesAt + 4 * i, true)
  const broken = features.findIndex(value => !Number.isFinite(value))
  if (broken >= 0) throw new DataError(file, `value ${broken} is ${features[broken]}, not a number`)
  if (encodingOf(features) !== header.encoding)
    throw new DataError(file, 'its values would fit in bytes and are written as floats: write it again')
  return dataset
}

function readHeader(bytes: Uint8Array, file: string): Header {
  const refuse = (fault: string): never => {
    throw new DataError(file, `it is not a dataset file: ${fault}`)
  }
  if (bytes.length < fixedBytes || !magic.every((byte, i) => bytes[i] === byte))
    refuse('it does not start with "parley-dataset/1"')
  if (bytes.length > maximumBytes) refuse(`it has ${bytes.length} bytes; the limit is ${maximumBytes}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [encoding, dimensions] = [view.getUint8(16), view.getUint8(17)]
  if (encoding !== encodings.bytes && encoding !== encodings.floats) refuse(`encoding ${encoding} is unknown`)
  if (view.getUint16(18, true) !== 0) refuse('bytes 18 and 19 are not zero')
  if (dimensions < 1 || dimensions > modelLimits.inputDimensions)
    refuse(`it claims ${dimensions} dimensions; 1 to ${modelLimits.inputDimensions} are possible`)
  if (bytes.length < fixedBytes + 4 * dimensions) refuse('it ends within the header')
  const classes = view.getUint32(20, true)
  const examples = view.getUint32(24, true)
  const featureShape = Array.from({ length: dimensions }, (_, i) => view.getUint32(fixedBytes + 4 * i, true))
  if (classes < 2 || classes > modelLimits.classes) refuse(`it claims ${classes} classes`)
  if (examples < 1) refuse('it holds no examples')
  const size = featureSizeOf(featureShape)
  if (size < 1 || size > modelLimits.inputSize) refuse(`it claims examples of ${size} values`)
  const header = { encoding: encoding as Encoding, featureShape, classes, examples }
  const expected = sizeOf(header)
  if (bytes.length !== expected)
    refuse(`its header announces ${expected} bytes and it has ${bytes.length}: copy it again`)
  return header
}

function readLabels(view: DataView, at: number, { labels, classes }: Dataset, file: string): void {
  for (let i = 0; i < labels.length; i++) {
    const label = view.getUint16(at + 2 * i, true)
    if (label >= classes)
      throw new DataError(file, `example ${i} has the label ${label}; there are ${classes} classes, from 0`)
    labels[i] = label
  }
}

function sizeOf({ encoding, featureShape, examples }: Header): number {
  const valueBytes = encoding === encodings.bytes ? 1 : 4
  return fixedBytes + 4 * featureShape.length + examples * (2 + valueBytes * featureSizeOf(featureShape))
}

function encodingOf(features: Float32Array): Encoding {
  const fits = features.every(value => {
    const byte = byteOf(value)
    return byte >= 0 && byte <= 255 && !Object.is(value, -0) && Math.fround(byte / 255) === value
  })
  return fits ? encodings.bytes : encodings.floats
}

function byteOf(value: number): number {
  return Math.round(value * 255)
}
