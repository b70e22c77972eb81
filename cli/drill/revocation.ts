/** Revokes one key and goes on calling with it: how long is it still let in, at this door and at another over the same database? */
import { setTimeout as sleep } from 'node:timers/promises'
import { keyIdOf } from '../../aggregation/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { taken } from '../connect.ts'
import type { DrillMember } from './drill-cast.ts'

export interface RevocationReport {
  /** Calls that were made after the revocation was answered. */
  readonly calls: number
  readonly accepted: number
  readonly acceptedAfterDeadline: number
  /** Of those calls, how many changed something and were let in. */
  readonly writesAccepted: number
  /** From the answer to the last call that was let in, to its beginning; 0: none was. */
  readonly effectiveAfterMs: number
}

/** A place where the revoked key is tried. */
export interface Gate {
  readonly name: string
  /** Of the member whose key is revoked, at this door. */
  readonly port: CoordinatorPort
}

interface Revocation {
  readonly operator: DrillMember
  readonly member: DrillMember
  readonly gates: readonly Gate[]
  readonly deadlineMs: number
  /** Between two tries at one gate. */
  readonly pauseMs: number
  readonly nowMs: () => number
}

/** The key is tried until a second after the deadline. */
const overtimeMs = 1_000

export async function revokeAndCall({
  operator,
  member,
  gates,
  deadlineMs,
  pauseMs,
  nowMs,
}: Revocation): Promise<Readonly<Record<string, RevocationReport>>> {
  for (const { port } of gates) taken(await port.getRegistry({}))
  const keyId = keyIdOf(member.ring.current().signer.publicKey)
  taken(await operator.port.revokeKey({ keyId, reason: 'drill' }))
  const revokedAtMs = nowMs()
  const reports = gates.map(async ({ name, port }) => {
    const calls: { readonly afterMs: number; readonly isWrite: boolean; readonly isAccepted: boolean }[] = []
    while (nowMs() - revokedAtMs < deadlineMs + overtimeMs) {
      const isWrite = calls.length % 2 === 1
      const afterMs = nowMs() - revokedAtMs
      const answer = isWrite ? await port.uploadBlob(new Uint8Array(32)) : await port.getRegistry({})
      calls.push({ afterMs, isWrite, isAccepted: answer.kind === 'granted' })
      await sleep(pauseMs)
    }
    const accepted = calls.filter(({ isAccepted }) => isAccepted)
    const report: RevocationReport = {
      calls: calls.length,
      accepted: accepted.length,
      acceptedAfterDeadline: accepted.filter(({ afterMs }) => afterMs > deadlineMs).length,
      writesAccepted: accepted.filter(({ isWrite }) => isWrite).length,
      effectiveAfterMs: Math.max(0, ...accepted.map(({ afterMs }) => afterMs)),
    }
    return [name, report] as const
  })
  return Object.fromEntries(await Promise.all(reports))
}
