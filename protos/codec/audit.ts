import { maximumAuditEventBytes, maximumEntries, maximumPathEntries } from '../limits.ts'
import type * as t from '../types.ts'
import { bytes, bytesOrNone, bytesUpTo, count, list, natural } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

export const auditRequestCodec = message<t.AuditRequest, wire.AuditRequest>('AuditRequest', {
  sinceMs: natural(),
  untilMs: natural(),
  keyId: bytesOrNone(16),
  after: natural(),
})

const entry = message<t.AuditEntry, wire.AuditEntry>('AuditEntry', {
  place: count(),
  event: bytesUpTo(maximumAuditEventBytes),
  path: list(bytes(32), maximumPathEntries),
})

export const auditBatchCodec = message<t.AuditBatchView, wire.AuditBatch>('AuditBatch', {
  number: natural(),
  count: count(),
  root: bytesOrNone(32),
  leafIndex: natural(),
  entries: list(entry, maximumEntries),
})
