/** The forms in which a fetched model is written down. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ParameterVector } from '../aggregation/index.ts'
import { type ModelSpec, writeOnnx, writeTfjsModel } from '../learning/index.ts'

export const modelFormats = ['safetensors', 'tfjs', 'onnx'] as const
export type ModelFormat = (typeof modelFormats)[number]

/** Where each form goes unless told otherwise; `tfjs` is a folder of two files. */
export const usualOutput: Readonly<Record<ModelFormat, string>> = {
  safetensors: 'model.safetensors',
  tfjs: 'model-tfjs',
  onnx: 'model.onnx',
}

/**
 * Writes the model to `out` and gives the bytes written. `blob` is its safetensors file as it was sent. Throws
 * `ModelError` when the format cannot hold the model.
 */
export async function writeModelFiles(
  format: ModelFormat,
  out: string,
  model: { readonly blob: Uint8Array; readonly spec: ModelSpec; readonly parameters: ParameterVector },
): Promise<number> {
  const { blob, spec, parameters } = model
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
