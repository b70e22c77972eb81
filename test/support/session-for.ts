import { sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import type { KeyOwner } from '../../coordinator/auth/key-states.ts'
import { addSession, type Storage } from '../../coordinator/storage/index.ts'
import { keyIdOf, type OperationName, operations, type SessionPlace } from '../../protos/index.ts'

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

/** A transaction that lets a call of a member in, as if it had been asked for and approved; its id. */
export async function transactionFor(
  storage: Storage,
  publicKey: Uint8Array,
  { organisation, role }: KeyOwner,
  name: OperationName,
  body: Uint8Array,
): Promise<Uint8Array> {
  const id = systemRandom.bytes(16)
  const untilMs = BigInt(Date.now() + 3_600_000)
  const row = {
    ...{ id: toHex(id), key_id: toHex(keyIdOf(publicKey)), organisation, role },
    ...{ method: operations[name].path, request: Buffer.from(body), request_hash: toHex(sha256(body)) },
    ...{
      requested_at_ms: 0n,
      waits_until_ms: untilMs,
      good_until_ms: untilMs,
      approved_by: '',
      approver_key_id: null,
      needs_approval: false,
      used_at_ms: 0n,
    },
  }
  await storage.transaction(tx => tx.insertInto('call_transaction').values(row).execute())
  return id
}
