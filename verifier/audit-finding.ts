/** What an exported audit shows: that these events were written down, and, of whole batches, that no others were. */
import { fromHex } from '../aggregation/index.ts'
import { type AuditEvent, decodeAuditBundle, verifyAuditBundle } from '../protos/audit/index.ts'
import { orMalformed } from './document-error.ts'
import type { Finding } from './finding.ts'

export function examineAudit(bytes: Uint8Array, coordinatorKey: string | undefined): Finding {
  const { document } = orMalformed(decodeAuditBundle(bytes))
  const { about, exporter, checkpoint } = document
  const verdict = verifyAuditBundle(document, fromHex(coordinatorKey ?? document.coordinatorKey))
  const type = 'audit'
  if (verdict.kind === 'refused')
    return {
      type,
      isValid: false,
      proves: verdict.detail,
      details: { coordinatorKey: document.coordinatorKey },
    }
  const { events, isComplete } = verdict
  const whose =
    coordinatorKey === undefined
      ? `whoever holds key ${document.coordinatorKey} (compare it, or give --coordinator-key)`
      : 'the coordinator'
  const which = about.keyId === '' ? '' : ` of key ${about.keyId}`
  const completeness = isComplete
    ? `, and no others in ${numbersText(document.batches)}`
    : '; others may have been written down beside them'
  return {
    type,
    isValid: true,
    proves: `${whose} wrote down ${events.length} events${which}${completeness}; exported by ${exporter.organisation} (key ${exporter.key})`,
    details: {
      coordinatorKey: document.coordinatorKey,
      ...about,
      events: events.length,
      batches: document.batches.length,
      complete: isComplete,
      kinds: countsOf(events),
      exporter: exporter.organisation,
      exporterKey: exporter.key,
      exportedAtMs: exporter.atMs,
    },
    lines: Object.entries(countsOf(events)).map(([kind, count]) => `${String(count).padStart(8)}  ${kind}`),
    checkpoint,
  }
}

function countsOf(events: readonly AuditEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function numbersText(batches: readonly { readonly number: number }[]): string {
  const [first, last] = [batches[0]?.number, batches.at(-1)?.number]
  if (first === undefined) return 'no batch'
  return first === last ? `batch ${first}` : `batches ${first} to ${last}`
}
