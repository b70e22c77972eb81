/**
 * Audit events in a file that anyone can check offline: batches with their places in the public log, and who exported them. Whole batches
 * with numbers that follow one another show that no event of that time is missing; of chosen events each has its own path.
 */
import { z } from 'zod'
import {
  buildMerkleTree,
  canonicalJson,
  enc,
  fromHex,
  inclusionPath,
  type Signer,
  taggedHash,
  toHex,
  utf8,
  verifyCheckpoint,
  verifyInclusion,
  verifySignature,
} from '../../aggregation/index.ts'
import { readCanonical } from '../canonical-document.ts'
import { auditLeaf, batchRootOf, maximumBatchEvents } from './audit-batch.ts'
import { type AuditEvent, auditEventSchema, encodeAuditEvent } from './audit-event.ts'

export const auditBundleType = 'parley/audit/v1'
const maximumBundleBytes = 64 * 1024 * 1024
const maximumBatches = 10_000

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const natural = z.number().int().nonnegative()
/** Of a log or a batch: no tree of either is higher. */
const path = z.array(hash).max(53)

const batchSchema = z.strictObject({
  number: natural.min(1),
  count: natural.min(1).max(maximumBatchEvents),
  root: hash,
  /** Of its leaf in the public log. */
  leafIndex: natural,
  path,
  events: z
    .array(
      z.strictObject({
        /** In the batch, from 0. */
        place: natural,
        event: auditEventSchema,
        /** To the root of the batch; empty where the batch is whole. */
        path,
      }),
    )
    .min(1)
    .max(maximumBatchEvents),
})

const schema = z.strictObject({
  type: z.literal(auditBundleType),
  coordinatorKey: hash,
  about: z.strictObject({
    sinceMs: natural,
    untilMs: natural,
    /** The events of this key alone; empty for all. */
    keyId: z.string().regex(/^([0-9a-f]{32})?$/, 'must be 32 lower-case hex digits or empty'),
  }),
  batches: z.array(batchSchema).max(maximumBatches),
  /** Signed note over the public log, in which the batches' leaves stand. */
  checkpoint: z.string().max(16_384),
  exporter: z.strictObject({ organisation: z.string().max(40), key: hash, atMs: natural }),
  /** The exporter's, over all the rest. */
  signature: z.string().regex(/^[0-9a-f]{128}$/, 'must be 128 lower-case hex digits'),
})
export type AuditBundle = z.infer<typeof schema>
export type BundledBatch = AuditBundle['batches'][number]

/** A batch with those of its events that `isWanted`; undefined where there are none. */
export function bundledBatch(
  batch: Omit<BundledBatch, 'events'>,
  events: readonly AuditEvent[],
  isWanted: (event: AuditEvent) => boolean,
): BundledBatch | undefined {
  const wanted = events.flatMap((event, place) => (isWanted(event) ? [{ event, place }] : []))
  if (wanted.length === 0) return undefined
  if (wanted.length === events.length) return { ...batch, events: wanted.map(one => ({ ...one, path: [] })) }
  const tree = buildMerkleTree(events.map(encodeAuditEvent))
  return {
    ...batch,
    events: wanted.map(one => ({ ...one, path: inclusionPath(tree, one.place).map(toHex) })),
  }
}

export function signAuditBundle(bundle: Omit<AuditBundle, 'signature'>, signer: Signer): AuditBundle {
  return { ...bundle, signature: toHex(signer.sign(signingBytes(bundle))) }
}

/** "parley/v1/audit" || 0x00 || enc(canonical JSON without the signature), hashed. */
function signingBytes(bundle: Omit<AuditBundle, 'signature'>): Uint8Array {
  return taggedHash('parley/v1/audit', enc(utf8(canonicalJson(bundle))))
}

/** Canonical JSON in UTF-8. */
export function encodeAuditBundle(bundle: AuditBundle): Uint8Array {
  return utf8(canonicalJson(bundle))
}

/** Reads the file; whether it is true is for `verifyAuditBundle`. */
export function decodeAuditBundle(bytes: Uint8Array) {
  return readCanonical(bytes, schema, maximumBundleBytes)
}

export type VerifiedAuditBundle =
  | {
      readonly kind: 'verified'
      readonly events: readonly AuditEvent[]
      /** Whether nothing that was written down between the first batch and the last is left out. */
      readonly isComplete: boolean
    }
  | { readonly kind: 'refused'; readonly detail: string }

/** Checks every hash, path and signature; the first that does not hold is named. */
export function verifyAuditBundle(bundle: AuditBundle, coordinatorKey: Uint8Array): VerifiedAuditBundle {
  if (bundle.coordinatorKey !== toHex(coordinatorKey))
    return refused('coordinatorKey is another than that of the coordinator')
  const { signature, ...signed } = bundle
  const { exporter, about } = bundle
  if (!verifySignature(fromHex(exporter.key), signingBytes(signed), fromHex(signature)))
    return refused('signature is not that of exporter.key over the bundle')
  const head = verifyCheckpoint(bundle.checkpoint, coordinatorKey)
  if (head.kind === 'refused') return refused('checkpoint is not signed by the coordinator')
  const { size, root } = head.checkpoint
  const events: AuditEvent[] = []
  let isComplete = about.keyId === ''
  for (const [i, batch] of bundle.batches.entries()) {
    const field = `batches.${i}`
    const before = bundle.batches[i - 1]
    if (before !== undefined && (batch.number <= before.number || batch.leafIndex <= before.leafIndex))
      return refused(`${field} does not come after the one before it`)
    if (before !== undefined && batch.number !== before.number + 1) isComplete = false
    if (!verifyInclusion(auditLeaf(batch), batch.leafIndex, size, batch.path.map(fromHex), root))
      return refused(`${field}.path does not lead to the checkpoint: the log has no such batch there`)
    const fault = eventsFault(batch, field)
    if (fault !== undefined) return refused(fault)
    const stranger = batch.events.findIndex(({ event }) => about.keyId !== '' && event.keyId !== about.keyId)
    if (stranger >= 0) return refused(`${field}.events.${stranger}.event.keyId is not about.keyId`)
    if (batch.events.length !== batch.count) isComplete = false
    events.push(...batch.events.map(({ event }) => event))
  }
  return { kind: 'verified', events, isComplete }
}

function eventsFault({ count, root, events }: BundledBatch, field: string): string | undefined {
  const late = events.findIndex(({ place }, i) => place >= count || (i > 0 && place <= events[i - 1]!.place))
  if (late >= 0) return `${field}.events.${late}.place is beyond the batch, or not after the one before it`
  const encoded = events.map(({ event }) => encodeAuditEvent(event))
  if (events.length === count) {
    if (events.some(one => one.path.length > 0)) return `${field} is whole, and its events have paths`
    return batchRootOf(encoded) === root ? undefined : `${field}.root is not that of its events`
  }
  const lost = events.findIndex(
    ({ place, path: siblings }, i) =>
      !verifyInclusion(encoded[i]!, place, count, siblings.map(fromHex), fromHex(root)),
  )
  return lost < 0 ? undefined : `${field}.events.${lost}.path does not lead from the event to the root`
}

function refused(detail: string): VerifiedAuditBundle {
  return { kind: 'refused', detail }
}
