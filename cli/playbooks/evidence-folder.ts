/** A folder of evidence: files, and a manifest of what they were, signed by whoever gathered them. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import {
  canonicalJson,
  enc,
  fromHex,
  type Signer,
  sha256,
  taggedHash,
  toHex,
  utf8,
  verifySignature,
} from '../../aggregation/index.ts'
import { writeNew } from '../../verifier/index.ts'
import { CommandError, UsageError } from '../errors.ts'

export const manifestName = 'manifest.json'
const manifestType = 'parley/evidence-manifest/v1'
const mostFiles = 10_000

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
const schema = z.strictObject({
  type: z.literal(manifestType),
  coordinatorKey: hex(32),
  madeAtMs: z.number().int().nonnegative(),
  by: z.strictObject({ organisation: z.string().max(40), key: hex(32) }),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be a plain file name'),
        bytes: z.number().int().nonnegative(),
        sha256: hex(32),
      }),
    )
    .max(mostFiles),
  /** Of `by.key`, over all the rest. */
  signature: hex(64),
})
export type EvidenceManifest = z.infer<typeof schema>

export interface EvidenceFolder {
  readonly folder: string
  /** Writes a new file; its path. */
  write(name: string, bytes: Uint8Array): Promise<string>
  /** Signs what lies there now. Nothing is written after it. */
  seal(by: Sealing): Promise<EvidenceManifest>
}

interface Sealing {
  readonly coordinatorKey: string
  readonly organisation: string
  readonly signer: Signer
  readonly nowMs: number
}

/** A new folder, for the owner alone. Throws `UsageError` for one that is there. */
export async function openEvidenceFolder(folder: string): Promise<EvidenceFolder> {
  await mkdir(path.dirname(path.resolve(folder)), { recursive: true })
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new UsageError(`${folder} exists already: name another folder with --out`)
  }
  return {
    folder,
    async write(name, bytes) {
      const file = path.join(folder, name)
      await writeNew(file, bytes, '--out')
      return file
    },
    async seal({ coordinatorKey, organisation, signer, nowMs }) {
      const files = await filesIn(folder)
      const by = { organisation, key: toHex(signer.publicKey) }
      const unsigned = { type: manifestType, coordinatorKey, madeAtMs: nowMs, by, files } as const
      const manifest = { ...unsigned, signature: toHex(signer.sign(signingBytes(unsigned))) }
      await writeNew(path.join(folder, manifestName), utf8(`${canonicalJson(manifest)}\n`), '--out')
      return manifest
    },
  }
}

/** "parley/v1/evidence-manifest" || 0x00 || enc(canonical JSON without the signature), hashed. */
function signingBytes(manifest: Omit<EvidenceManifest, 'signature'>): Uint8Array {
  return taggedHash('parley/v1/evidence-manifest', enc(utf8(canonicalJson(manifest))))
}

async function filesIn(folder: string): Promise<EvidenceManifest['files']> {
  const names = (await readdir(folder)).filter(name => name !== manifestName).sort()
  const files: EvidenceManifest['files'] = []
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name))
    files.push({ name, bytes: bytes.length, sha256: toHex(sha256(bytes)) })
  }
  return files
}

export type EvidenceVerdict =
  | { readonly kind: 'holds'; readonly manifest: EvidenceManifest }
  | { readonly kind: 'broken'; readonly detail: string }

/** Reads everything from the disk: the signature over the manifest, then each file; one too many is a fault too. */
export async function verifyEvidence(folder: string, signedBy?: string): Promise<EvidenceVerdict> {
  const manifest = readManifest(await readFile(path.join(folder, manifestName), 'utf8'))
  const { signature, ...unsigned } = manifest
  if (signedBy !== undefined && manifest.by.key !== signedBy)
    return broken(`it is signed by ${manifest.by.key}, and not by ${signedBy}`)
  if (!verifySignature(fromHex(manifest.by.key), signingBytes(unsigned), fromHex(signature)))
    return broken('signature is not that of by.key over the manifest')
  const present = await filesIn(folder)
  const told = new Map(manifest.files.map(file => [file.name, file]))
  for (const { name, sha256: found } of present) {
    const file = told.get(name)
    if (file === undefined) return broken(`${name} is not in the manifest`)
    if (file.sha256 !== found) return broken(`${name} is not what it was: its SHA-256 is ${found}`)
    told.delete(name)
  }
  const [missing] = told.keys()
  return missing === undefined ? { kind: 'holds', manifest } : broken(`${missing} is missing`)
}

function readManifest(text: string): EvidenceManifest {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw new CommandError(`${manifestName} is not JSON`, 'malformed')
  }
  const checked = schema.safeParse(read)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new CommandError(`${manifestName}: ${issue?.path.join('.')} ${issue?.message}`, 'malformed')
}

function broken(detail: string): EvidenceVerdict {
  return { kind: 'broken', detail }
}
