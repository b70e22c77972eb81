/** Calls that show an API key instead of a signature. */
import { Metadata } from '@grpc/grpc-js'
import { readApiKey } from '../protos/api-key.ts'

/** For a program that only looks. Whoever reads the text can do the same until the key ends. */
export interface ShownApiKey {
  readonly apiKey: string
}

/** A text that is no API key for a coordinator; the message says why and never has the text. */
export class ApiKeyError extends Error {
  override readonly name = 'ApiKeyError'
}

/**
 * Throws `ApiKeyError` for a text that no coordinator of the environment takes, so that what was mistyped or mixed up is said before
 * it is sent anywhere. An empty environment is not known yet.
 */
export function requireApiKey({ apiKey, environment }: ShownApiKey & { readonly environment: string }): void {
  const read = readApiKey(apiKey)
  if (read.kind === 'damaged')
    throw new ApiKeyError('the API key is mistyped or cut: its checksum does not hold; copy it again, whole')
  if (read.kind === 'other')
    throw new ApiKeyError('this is no API key; one begins with parley_ (parley keys api issue)')
  const { kind, environment: its } = read.label
  if (kind !== 'reading') throw new ApiKeyError('this is an invitation, and no API key: enrol with it')
  if (environment !== '' && its !== environment)
    throw new ApiKeyError(
      `the API key is for a ${its} coordinator, and this one is ${environment}; use a key of its own`,
    )
}

export function apiKeyEntry({ apiKey }: ShownApiKey): Metadata {
  const metadata = new Metadata()
  metadata.set('parley-api-key', apiKey)
  return metadata
}
