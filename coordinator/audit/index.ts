export { auditOperations } from './audit-operations.ts'
export { type Audit, type AuditOptions, openAudit } from './audit-recorder.ts'
export { type AuditSearch, insertEvents, nextBatch, sealEvents } from './audit-store.ts'
