import { systemRandom, toHex } from '../../aggregation/index.ts'
import { addSession, type Storage } from '../../coordinator/storage/index.ts'
import { keyIdOf, type SessionPlace } from '../../protos/index.ts'

/** A session of a key, as if it had been begun, if a member has it: each place is the next. */
export async function sessionFor(storage: Storage, publicKey: Uint8Array): Promise<() => SessionPlace> {
  const sessionId = systemRandom.bytes(16)
  // Later than tests move their clocks.
  const endsAtMs = Date.now() + 1_000 * 86_400_000
  const keyId = toHex(keyIdOf(publicKey))
  await storage.transaction(async tx => {
    const known = await tx.selectFrom('member_key').select('key_id').where('key_id', '=', keyId).execute()
    if (known.length > 0) await addSession(tx, { id: toHex(sessionId), keyId, certificate: '', endsAtMs })
  })
  let sequence = 0
  return () => {
    sequence += 1
    return { sessionId, sequence }
  }
}
