/** What is written down of every request that changes something, of every one that is turned away, and of keys and members. */
import { z } from 'zod'
import { canonicalJson, utf8 } from '../../aggregation/index.ts'

/** All that the audit speaks of. What is not in this list is not a matter of security. */
export const auditKinds = [
  'request-accepted',
  'request-refused',
  /** Many alike in a short time; `detail` says how many were not written down one by one. */
  'requests-refused',
  'member-invited',
  'member-enrolled',
  'invitation-revoked',
  'key-registered',
  'key-rolled-back',
  'key-retired',
  'key-revoked',
  'recovery-set',
  'api-key-issued',
  'api-key-revoked',
  'alarm',
] as const
export type AuditKind = (typeof auditKinds)[number]

const mostDetail = 500

const hash = z.string().regex(/^([0-9a-f]{64})?$/, 'must be 64 lower-case hex digits or empty')

const schema = z.strictObject({
  /** By the coordinator's clock. */
  atMs: z.number().int().nonnegative(),
  kind: z.enum(auditKinds),
  /** Empty where the caller is not known. */
  organisation: z.string().max(40),
  role: z.string().max(40),
  /** 32 hex digits; empty where the event is of no key. */
  keyId: z.string().regex(/^([0-9a-f]{32})?$/, 'must be 32 lower-case hex digits or empty'),
  keyVersion: z.number().int().nonnegative().max(0xffff_ffff),
  /** The operation that was called. */
  method: z.string().max(64),
  /** By the caller's clock; 0 where there was no request. */
  requestedMs: z.number().int().nonnegative(),
  /** SHA-256 of the nonce and of the exact bytes of the request. */
  nonceHash: hash,
  bodyHash: hash,
  /** Tells one network address from another, and neither which it is: a keyed hash. */
  peer: z.string().regex(/^([0-9a-f]{16})?$/, 'must be 16 lower-case hex digits or empty'),
  /** Why it was refused, what was changed; no personal data. */
  detail: z.string().max(mostDetail),
})
export type AuditEvent = z.infer<typeof schema>
export const auditEventSchema = schema

/** An event of which nothing is known but what is given; a longer detail is cut. */
export function auditEvent(known: Pick<AuditEvent, 'atMs' | 'kind'> & Partial<AuditEvent>): AuditEvent {
  return {
    ...{ organisation: '', role: '', keyId: '', keyVersion: 0, method: '', requestedMs: 0 },
    ...{ nonceHash: '', bodyHash: '', peer: '' },
    ...known,
    detail: known.detail?.slice(0, mostDetail) ?? '',
  }
}

/** Canonical JSON in UTF-8: what is hashed. */
export function encodeAuditEvent(event: AuditEvent): Uint8Array {
  return utf8(canonicalJson(event))
}
