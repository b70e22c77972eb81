/** `keys/ring.json` beside a keystore: which keys there are, no secret among them. Absent, there is the keystore's alone, of version 1. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { errorCode, replaceFile } from '../durable-files.ts'
import { KeystoreError } from './keystore-file.ts'

const keyId = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hex digits')
const version = z.number().int().min(1).max(0xffff_ffff)
const entry = z.strictObject({ keyId, version })

const ringSchema = z.strictObject({
  version: z.literal(1),
  /** The key that secrets of this home are derived from: the first one, for good. */
  derivedFrom: keyId,
  keys: z.array(entry).min(1).max(1_000),
  /** One that was made to take the place of the keystore's, and has not yet. */
  next: entry.optional(),
})

export type RingDocument = z.infer<typeof ringSchema>

/** The document, or undefined where there is none. Throws `KeystoreError` `corrupted`. */
export function readRing(file: string): RingDocument | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  const checked = ringSchema.safeParse(parsed(text))
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const field = issue?.path.join('.') || 'the document'
  throw new KeystoreError(
    'corrupted',
    file,
    `${file}: ${field} ${issue?.message ?? 'is wrong'}; restore the file from a backup`,
  )
}

export function writeRing(file: string, ring: RingDocument): void {
  replaceFile(file, `${JSON.stringify(ring, null, 2)}\n`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
