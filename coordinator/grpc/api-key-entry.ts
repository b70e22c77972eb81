/** The API key that a call shows in its metadata, if it shows one. */
import type { Metadata } from '@grpc/grpc-js'
import { type Answer, granted, refused } from '../../protos/index.ts'

/**
 * Undefined for a call that shows none, and is signed. Whoever reads it on the way has it; the server speaks plaintext on loopback alone.
 */
export function apiKeyOf(metadata: Metadata): Answer<string> | undefined {
  const [entry, ...more] = metadata.get('parley-api-key')
  if (entry === undefined) return undefined
  if (more.length > 0 || metadata.get('parley-signature-bin').length > 0)
    return refused('unauthenticated', 'a call carries one signature or one API key, and not both')
  return granted(entry.toString())
}
