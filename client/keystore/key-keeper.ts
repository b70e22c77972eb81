/**
 * Keeps the key of a running agent fresh: takes up a keystore that another process swapped, ends a rotation that was broken off, and
 * rotates by itself when two thirds of the key's life are over.
 */
import { type RandomSource, toHex } from '../../aggregation/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { type Destination, keyIdOf } from '../../protos/signed-request.ts'
import type { MemberKey } from '../../protos/types.ts'
import type { Clock } from '../clock.ts'
import type { KeyRing } from './key-ring.ts'
import type { NewKeystore } from './keystore-file.ts'
import { rotateRing, settleRing } from './rotate.ts'

export type KeyNews =
  /** Another process swapped the keystore. */
  | { readonly kind: 'key-taken-up'; readonly keyVersion: number }
  | { readonly kind: 'key-rotated'; readonly keyVersion: number; readonly endsAtMs: number }
  /** Tried again later. */
  | { readonly kind: 'key-not-rotated'; readonly message: string }

export interface KeyKeeping {
  readonly ring: KeyRing
  readonly port: Pick<CoordinatorPort, 'listKeys' | 'rotateKey'>
  readonly destination: Destination
  readonly clock: Clock
  readonly random: RandomSource
  /** Whether it rotates by itself; else it only follows. */
  readonly rotates: boolean
  readonly signal: AbortSignal
  /** Calls the listener when somebody asks for the keystore to be looked at now; the returned function ends it. */
  readonly onHangUp?: (listener: () => void) => () => void
  readonly report: (news: KeyNews) => void
  /** What a guess at the passphrase costs. */
  readonly cost?: NewKeystore['cost']
}

/** How often the keystore is looked at, and the coordinator asked. */
const lookMs = 5_000
const askMs = 3_600_000

/** The instant from which a key is rotated. */
export function rotationDueMs({ notBeforeMs, notAfterMs }: Pick<MemberKey, 'notBeforeMs' | 'notAfterMs'>) {
  return notBeforeMs + Math.floor(((notAfterMs - notBeforeMs) * 2) / 3)
}

/** Runs until the signal aborts; what goes wrong is reported and tried again. */
export async function keepKey(keeping: KeyKeeping): Promise<void> {
  const { ring, clock, signal, report } = keeping
  let askedAtMs = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    try {
      if (ring.reload()) report({ kind: 'key-taken-up', keyVersion: ring.current().keyVersion })
      if (clock.nowMs() - askedAtMs >= askMs) {
        askedAtMs = clock.nowMs()
        await rotateWhenDue(keeping)
      }
    } catch (error) {
      // A keystore that is being replaced, or a disk that is full: the key in memory signs on.
      report({ kind: 'key-not-rotated', message: String(error) })
    }
    await rest(keeping)
  }
}

/** Until the next look: at its time, when it is asked for, or when the signal aborts. */
async function rest({ clock, signal, onHangUp }: KeyKeeping): Promise<void> {
  const asked = new AbortController()
  const forget = onHangUp?.(() => asked.abort())
  await clock.sleep(lookMs, AbortSignal.any([signal, asked.signal]))
  forget?.()
}

async function rotateWhenDue(keeping: KeyKeeping): Promise<void> {
  const { ring, port, rotates, clock, report } = keeping
  const listed = await settleRing({ ring, port })
  // Away, or turned away: there is nothing to go by.
  if (listed.kind === 'refused') return
  const { keys } = listed.value
  const own = keys.find(({ keyId }) => toHex(keyId) === toHex(keyIdOf(ring.current().signer.publicKey)))
  const isReplaced = keys.some(({ state }) => state === 'pending') || own?.supersededBy.length !== 0
  if (!rotates || own === undefined || isReplaced || clock.nowMs() < rotationDueMs(own)) return
  const rotated = await rotateRing(keeping)
  if (rotated.kind === 'refused') report({ kind: 'key-not-rotated', message: rotated.message })
  else report({ kind: 'key-rotated', keyVersion: rotated.value.version, endsAtMs: rotated.value.notAfterMs })
}
