/**
 * Where a user's settings live: one folder (--home, else PARLEY_HOME, else ~/.parley) with keystore.json, the secret,
 * and profile.json, which coordinator to talk to and under what name. The coordinator's key is pinned at enrolment.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { roles } from '../protos/types.ts'
import { UsageError } from './errors.ts'
import type { World } from './world.ts'

const profileSchema = z.strictObject({
  version: z.literal(1),
  /** HOST:PORT */
  coordinator: z.string().optional(),
  /** Ed25519 public key of the coordinator, hex. */
  coordinatorKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
    .optional(),
  environment: z.string().min(1).max(40).optional(),
  organisation: z.string().optional(),
  role: z.enum(roles).optional(),
  /** The keystore where it is not keystore.json beside this file; relative to this file. */
  keystore: z.string().optional(),
  /** PEM files, relative to this file. */
  tls: z
    .strictObject({ ca: z.string(), certificate: z.string().optional(), key: z.string().optional() })
    .optional(),
})
export type Profile = z.infer<typeof profileSchema>

export const emptyProfile: Profile = { version: 1 }

/** The folder of the user's settings. */
export function homeOf(home: string | undefined, world: Pick<World, 'env'>): string {
  return path.resolve(home ?? world.env.PARLEY_HOME ?? path.join(homedir(), '.parley'))
}

export function profileFile(home: string): string {
  return path.join(home, 'profile.json')
}

/** The keystore: --keystore, else PARLEY_KEYFILE, else that of the home. */
export function keystoreFileOf(
  options: { readonly keystore?: string },
  home: string,
  profile: Profile,
  world: Pick<World, 'env'>,
): string {
  return (
    options.keystore ?? world.env.PARLEY_KEYFILE ?? path.resolve(home, profile.keystore ?? 'keystore.json')
  )
}

/** Reads profile.json; an absent one is empty. Throws `UsageError` naming the file and the field. */
export async function readProfile(home: string): Promise<Profile> {
  const file = profileFile(home)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return emptyProfile
  const checked = profileSchema.safeParse(parseJson(text, file))
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  throw new UsageError(
    `${file}: ${issue.path.join('.') || 'the document'} ${issue.message}; correct it, or enrol again`,
  )
}

/** Writes profile.json so that a crash leaves the old one or the new one. */
export async function writeProfile(home: string, profile: Profile): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await writeFileAtomically(profileFile(home), `${JSON.stringify(profile, null, 2)}\n`)
}

/** Temporary file, fsync, rename, fsync of the folder. Mode 0600. */
export async function writeFileAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  const folder = await open(path.dirname(file), 'r')
  await folder.sync().finally(() => folder.close())
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON (${(error as Error).message}); correct it, or enrol again`)
  }
}
