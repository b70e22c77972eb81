/** What the door writes down, without network and signatures: by many writers at once, beside a bare row in a transaction of its own. */
import { systemRandom, toHex } from '../../aggregation/index.ts'
import type { Storage } from '../../coordinator/storage/index.ts'
import { keyIdOf } from '../../protos/index.ts'
import type { AuthParts } from './auth-parts.ts'
import { interleaved, timedAsync } from './measure.ts'
import { openNaiveRows } from './naive-rows.ts'
import { byWriters } from './stores.ts'

/** A second, medians of turns. */
export interface RowsMeasured {
  readonly bare: number
  /** A nonce, and that its key is good. */
  readonly nonces: number
  /** With a number in a session, as a call that changes something. */
  readonly noncesInSessions: number
  /** With the event of the audit, as the door does it. */
  readonly audited: number
}

export async function measureRows(
  storage: Storage,
  { nonces, watch, signer, signed, nextPlace }: AuthParts,
  {
    turns,
    rowsPerTurn,
    writers,
  }: { readonly turns: number; readonly rowsPerTurn: number; readonly writers: number },
): Promise<RowsMeasured> {
  const bare = await openNaiveRows(storage)
  const key = { keyId: toHex(keyIdOf(signer.publicKey)), version: 1 }
  const event = watch.eventOf({ request: signed('reportProgress', new Uint8Array()), isAuthentic: true })
  const place = () => {
    const { sessionId, sequence } = nextPlace()
    return { session: { id: toHex(sessionId), sequence, certificate: '' } }
  }
  const take = async (change: Parameters<typeof nonces.take>[2]) => {
    const answer = await nonces.take(key, systemRandom.bytes(16), change)
    if (answer !== 'first') throw new Error(`a fresh nonce was refused: ${answer}`)
  }
  const timesAll = (work: () => Promise<void>) => () =>
    timedAsync(() => byWriters(writers, rowsPerTurn, work))
  const seconds = await interleaved(turns, {
    bare: timesAll(() => bare.insert(toHex(systemRandom.bytes(32)))),
    nonces: timesAll(() => take({})),
    noncesInSessions: timesAll(() => take(place())),
    audited: timesAll(() => take({ ...place(), event })),
  })
  return {
    bare: rowsPerTurn / seconds.bare,
    nonces: rowsPerTurn / seconds.nonces,
    noncesInSessions: rowsPerTurn / seconds.noncesInSessions,
    audited: rowsPerTurn / seconds.audited,
  }
}
