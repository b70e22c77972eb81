/** The forms in which a fetched model is written down. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type ModelFile, writeOnnx, writeTfjsModel } from '../learning/index.ts'

export const modelFormats = ['safetensors', 'tfjs', 'onnx'] as const
export type ModelFormat = (typeof modelFormats)[number]

/** Where each form goes unless told otherwise; `tfjs` is a folder of two files. */
export const usualOutput: Readonly<Record<ModelFormat, string>> = {
  safetensors: 'model.safetensors',
  tfjs: 'model-tfjs',
  onnx: 'model.onnx',
}

/** Where the schema goes that a model's records are standardised by, if it came with the model. */
export function schemaFileOf(out: string): string {
  return `${out}.schema.json`
}

/**
 * Writes the model to `out`, its schema beside it where it has one, and gives the bytes written. `blob` is its safetensors file as it was sent. Throws
 * `ModelError` when the format cannot hold the model.
 */
export async function writeModelFiles(
  format: ModelFormat,
  out: string,
  model: Pick<ModelFile, 'spec' | 'parameters'> & {
    readonly blob: Uint8Array
    readonly data?: ModelFile['data'] | undefined
  },
): Promise<number> {
  const { blob, spec, parameters, data } = model
  if (data !== undefined) await writeFile(schemaFileOf(out), `${JSON.stringify(data, undefined, 2)}\n`)
  if (format === 'tfjs') return writeFolder(out, writeTfjsModel(spec, parameters))
  const bytes = format === 'onnx' ? writeOnnx(spec, parameters) : blob
  await writeFile(out, bytes)
  return bytes.length
}

async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<number> {
  await mkdir(folder, { recursive: true })
  for (const [name, bytes] of files) await writeFile(path.join(folder, name), bytes)
  return [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
}
