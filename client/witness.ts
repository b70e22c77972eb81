/** A witness of the log: cosigns its head only where it goes on from the head that was cosigned before. */
import { cosign, type Signer } from '../aggregation/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { Bytes } from '../protos/types.ts'
import { compareHeads, currentHead, type HeadsCompared, type SignedHead } from './log-heads.ts'

export interface WitnessOptions {
  readonly port: CoordinatorPort
  readonly coordinatorKey: Bytes
  readonly signer: Signer
  /** The witness's own, one word. */
  readonly name: string
  readonly nowMs: () => number
}

export type Witnessed =
  | { readonly kind: 'cosigned'; readonly head: SignedHead; readonly cosigned: string }
  | Exclude<HeadsCompared, { readonly kind: 'consistent' }>

/**
 * `last` is the head that was cosigned before; absent, the first one is believed. Whoever calls writes the cosigned note down before
 * it shows it to anybody: a witness that forgets cosigns two histories.
 */
export async function witnessHead(options: WitnessOptions, last: SignedHead | undefined): Promise<Witnessed> {
  const { port, coordinatorKey, signer, name, nowMs } = options
  const head = last === undefined ? await currentHead(port, coordinatorKey) : undefined
  if (head !== undefined && 'kind' in head) return head
  const compared =
    last === undefined
      ? { kind: 'consistent' as const, own: head! }
      : await compareHeads(port, coordinatorKey, last)
  if (compared.kind !== 'consistent') return compared
  const cosigned = cosign(compared.own.note, name, signer, Math.floor(nowMs() / 1000))
  return { kind: 'cosigned', head: compared.own, cosigned }
}
