/** Image and label files in a folder, as MNIST has them, plain or gzipped. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DataError } from '../errors.ts'
import { allocateDataset, type ClassDataset, featureSizeOf } from './dataset.ts'
import { type IdxArray, parseIdx } from './idx-format.ts'
import { featureShapeOf, type ImageSchema } from './schema.ts'

const imagesName = /images[-.]idx[34]-ubyte(\.gz)?$/
const labelsName = /labels[-.]idx1-ubyte(\.gz)?$/
const maximumFileBytes = 2 ** 32

/**
 * Reads the one pair of `…images-idx3-ubyte` and `…labels-idx1-ubyte` in the folder (idx4 where pixels have three
 * channels). Throws `DataError` naming the file and the fault.
 */
export async function readIdxFolder(folder: string, schema: ImageSchema): Promise<ClassDataset> {
  const names = await readdir(folder)
  const imagesFile = path.join(folder, onlyOne(folder, names, imagesName, 'images-idx3-ubyte'))
  const labelsFile = path.join(folder, onlyOne(folder, names, labelsName, 'labels-idx1-ubyte'))
  const dimensions = schema.channels === 1 ? 3 : 4
  const images = parseIdx(await readPlain(imagesFile), dimensions, imagesFile)
  const labels = parseIdx(await readPlain(labelsFile), 1, labelsFile)
  requirePair(images, imagesFile, labels, labelsFile, schema)
  return imageDataset(images.bytes, labels.bytes, labelsFile, schema)
}

function onlyOne(folder: string, names: readonly string[], pattern: RegExp, expected: string): string {
  const [first, ...others] = names.filter(name => pattern.test(name)).sort()
  if (first === undefined) {
    throw new DataError(folder, `no file ends in ${expected} (or ${expected}.gz); put the IDX pair here`)
  }
  if (others.length > 0) {
    throw new DataError(
      folder,
      `several files end in ${expected}: ${[first, ...others].join(', ')}; keep one pair`,
    )
  }
  return first
}

async function readPlain(file: string): Promise<Uint8Array> {
  const content = await readFile(file)
  if (!file.endsWith('.gz')) return content
  try {
    return await promisify(gunzip)(content, { maxOutputLength: maximumFileBytes })
  } catch (error) {
    throw new DataError(file, `it cannot be unpacked as gzip (${(error as Error).message}); copy it again`)
  }
}

function requirePair(
  images: IdxArray,
  imagesFile: string,
  labels: IdxArray,
  labelsFile: string,
  schema: ImageSchema,
): void {
  const [count, height, width] = images.shape
  if (count === 0) throw new DataError(imagesFile, 'it holds no images')
  if (labels.shape[0] !== count) {
    throw new DataError(
      labelsFile,
      `it holds ${labels.shape[0]} labels for ${count} images in ${path.basename(imagesFile)}: the two are no pair`,
    )
  }
  const channels = images.shape[3] ?? 1
  if (height !== schema.height || width !== schema.width || channels !== schema.channels) {
    throw new DataError(
      imagesFile,
      `its images are ${height} × ${width} × ${channels}; the data schema asks for ` +
        `${schema.height} × ${schema.width} × ${schema.channels}`,
    )
  }
}

/** Bytes 0-255 as values 0-1, labels checked against the classes; `labelsFile` names their source in errors. */
export function imageDataset(
  pixels: Uint8Array,
  labels: Uint8Array,
  labelsFile: string,
  schema: ImageSchema,
): ClassDataset {
  const shape = featureShapeOf(schema)
  const classes = schema.label.classes.length
  const dataset = allocateDataset(labels.length, shape, classes)
  const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
  const values = labels.length * featureSizeOf(shape)
  for (let i = 0; i < values; i++) dataset.features[i] = scaled[pixels[i]!]!
  const unknown = labels.findIndex(label => label >= classes)
  if (unknown >= 0) {
    throw new DataError(
      labelsFile,
      `label ${unknown + 1} is class ${labels[unknown]}; the data schema has ${classes} classes, 0 to ${classes - 1}`,
    )
  }
  dataset.labels.set(labels)
  return dataset
}
