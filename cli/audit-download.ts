/** Events of security, batch by batch, as a signed file that anyone can check offline. */
import { fromHex, type Signer, toHex } from '../aggregation/index.ts'
import { currentHead } from '../client/connection.ts'
import {
  type AuditBundle,
  auditBundleType,
  auditEventSchema,
  type BundledBatch,
  signAuditBundle,
  verifyAuditBundle,
} from '../protos/audit/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import { taken } from './connect.ts'
import { CommandError } from './errors.ts'

export interface AuditDownload {
  readonly port: CoordinatorPort
  readonly coordinatorKey: string
  readonly organisation: string
  readonly signer: Signer
  readonly sinceMs: number
  /** Not itself. */
  readonly untilMs: number
  /** Of one key; empty for all. */
  readonly keyId: string
  readonly nowMs: () => number
  readonly onProgress: (events: number) => void
}

/** Throws `CommandError` where the coordinator's answers do not hold. */
export async function downloadAudit(options: AuditDownload): Promise<AuditBundle> {
  const { port, coordinatorKey, organisation, signer, sinceMs, untilMs, keyId, nowMs } = options
  const found: Omit<BundledBatch, 'path'>[] = []
  let events = 0
  for (let after = 0; ; ) {
    const batch = taken(await port.getAuditBatch({ sinceMs, untilMs, keyId: fromHex(keyId), after }))
    if (batch.number <= after) break
    after = batch.number
    const entries = batch.entries.map(({ place, event, path }) => ({
      place,
      event: auditEventSchema.parse(JSON.parse(new TextDecoder().decode(event))),
      path: path.map(toHex),
    }))
    const { number, count, leafIndex } = batch
    found.push({ number, count, root: toHex(batch.root), leafIndex, events: entries })
    events += entries.length
    options.onProgress(events)
  }
  const head = await currentHead(port, fromHex(coordinatorKey))
  if ('kind' in head) throw new CommandError(head.detail, head.kind)
  const batches: BundledBatch[] = []
  for (const batch of found) {
    const proof = taken(await port.getInclusionProof({ index: batch.leafIndex, size: head.size }))
    batches.push({ ...batch, path: proof.hashes.map(toHex) })
  }
  const bundle = signAuditBundle(
    {
      type: auditBundleType,
      coordinatorKey,
      about: { sinceMs, untilMs, keyId },
      batches,
      checkpoint: head.note,
      exporter: { organisation, key: toHex(signer.publicKey), atMs: nowMs() },
    },
    signer,
  )
  const verdict = verifyAuditBundle(bundle, fromHex(coordinatorKey))
  if (verdict.kind === 'verified') return bundle
  throw new CommandError(`what the coordinator answered does not hold: ${verdict.detail}`, 'audit-invalid')
}
