/** Makes the .wasm of every .wat beside it in dist/: readable sources in the repository, no bytes typed by hand. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import openWabt from 'wabt'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const sources = [
  join('aggregation', 'expansion', 'accumulate.wat'),
  join('learning', 'training', 'backends', 'tensor-kernels.wat'),
]

const wabt = await openWabt()
for (const source of sources) {
  const parsed = wabt.parseWat(source, readFileSync(join(root, source), 'utf8'), { simd: true })
  parsed.validate()
  const { buffer } = parsed.toBinary({})
  const target = join(root, 'dist', source.replace(/\.wat$/, '.wasm'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, buffer)
  parsed.destroy()
}
