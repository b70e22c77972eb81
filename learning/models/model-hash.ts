import { canonicalJson, openSha256, u32, utf8 } from '../../aggregation/crypto/index.ts'
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import type { ModelData } from './model-data.ts'
import type { ModelSpec } from './model-spec.ts'

/**
 * SHA-256 over "parley-model/v1" || 0x00 || enc(canonical JSON of the spec, values as f32le), 32 bytes; of a model whose
 * data schema was completed by federated statistics, enc has that schema's canonical JSON as a third field. The layout
 * follows from the spec; the metadata of a file is not covered.
 */
export function modelHash(spec: ModelSpec, parameters: ParameterVector, data?: ModelData): Uint8Array {
  const hash = openSha256()
  hash.update(utf8('parley-model/v1\0'))
  const fields = [utf8(canonicalJson(spec)), float32Bytes(parameters.values)]
  if (data !== undefined) fields.push(utf8(canonicalJson(data)))
  for (const field of fields) {
    hash.update(u32(field.length))
    hash.update(field)
  }
  return hash.digest()
}

/** The values' little-endian bytes: a view, as every platform Node runs on is little-endian. */
export function float32Bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
