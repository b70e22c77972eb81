export { type AuditBatch, auditLeaf, batchRootOf, maximumBatchEvents } from './audit-batch.ts'
export {
  type AuditBundle,
  auditBundleType,
  type BundledBatch,
  bundledBatch,
  decodeAuditBundle,
  encodeAuditBundle,
  signAuditBundle,
  verifyAuditBundle,
} from './audit-bundle.ts'
export {
  type AuditEvent,
  type AuditKind,
  auditEvent,
  auditEventSchema,
  auditKinds,
  encodeAuditEvent,
} from './audit-event.ts'
