/**
 * The lineage certificate: one file that says where a model comes from, with the leaves that say so, their places in the public
 * log, and the coordinator's signature. Whoever has it and the coordinator's key needs nothing else, and asks nobody.
 */
import { z } from 'zod'
import {
  canonicalJson,
  enc,
  fromHex,
  type Signer,
  taggedHash,
  toHex,
  utf8,
  verifySignature,
} from '../../aggregation/index.ts'
import { readCanonical } from '../canonical-document.ts'
import {
  type BountyLog,
  type BountyLogFault,
  bountyLogLimits,
  bountyLogSchema,
  verifyBountyLog,
} from '../market-log/index.ts'
import { leavesOfLineage, lineageOf } from './lineage.ts'
import type { Lineage } from './lineage-types.ts'

export const certificateType = 'parley/lineage/v1'

const schema = z.strictObject({
  type: z.literal(certificateType),
  /** Held to what the leaves say, field by field, by `verifyCertificate`. */
  lineage: z.record(z.string(), z.json()),
  /** The leaves that it follows from, up to the one that names the settlement. */
  log: bountyLogSchema,
  /** The coordinator's, over the lineage. */
  signature: z.string().regex(/^[0-9a-f]{128}$/, 'must be 128 lower-case hex digits'),
})
export type Certificate = z.infer<typeof schema>

export type ReadCertificate =
  | { readonly kind: 'read'; readonly certificate: Certificate }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** What is signed: "parley/v1/lineage" || 0x00 || enc(canonical JSON of the lineage), hashed. */
export function lineageSigningBytes(lineage: object): Uint8Array {
  return taggedHash('parley/v1/lineage', enc(utf8(canonicalJson(lineage))))
}

export function signLineage(lineage: Lineage, signer: Signer): string {
  return toHex(signer.sign(lineageSigningBytes(lineage)))
}

/** Canonical JSON in UTF-8. */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  return utf8(canonicalJson(certificate))
}

/** Reads the file; anything but its canonical form is refused. Whether it is true is for `verifyCertificate`. */
export function decodeCertificate(bytes: Uint8Array): ReadCertificate {
  const read = readCanonical(bytes, schema, bountyLogLimits.bytes)
  return read.kind === 'read' ? { kind: 'read', certificate: read.document } : read
}

export interface CertificateFault {
  readonly kind: 'refused'
  readonly rule:
    | BountyLogFault['rule']
    | 'another-coordinator'
    | 'no-lineage'
    | 'another-lineage'
    | 'not-signed'
  /** A sentence for people. */
  readonly detail: string
}

export type VerifiedCertificate = { readonly kind: 'verified'; readonly lineage: Lineage } | CertificateFault

/** The certificate that a bounty's log and the coordinator's signature make, or why they make none. The log may go on after the settlement. */
export function makeCertificate(
  log: BountyLog,
  coordinatorKey: Uint8Array,
  signature: string,
):
  | { readonly kind: 'made'; readonly certificate: Certificate; readonly lineage: Lineage }
  | CertificateFault {
  const end = leavesOfLineage(log.leaves.map(({ leaf }) => utf8(leaf)))
  const settled = { ...log, leaves: log.leaves.slice(0, end) }
  const told = lineageIn(settled, coordinatorKey)
  if (told.kind === 'refused') return told
  const { lineage } = told
  const unsigned = signatureFault(lineage, coordinatorKey, signature)
  if (unsigned !== undefined) return unsigned
  const certificate = {
    type: certificateType,
    lineage: lineage as unknown as Certificate['lineage'],
    log: settled,
    signature,
  } as const
  return { kind: 'made', certificate, lineage }
}

/**
 * Checks that every leaf stands in the log that this coordinator signed, replays them, gathers the lineage again and compares
 * it field by field; then the signature. The first thing found is named.
 */
export function verifyCertificate(
  { lineage, log, signature }: Certificate,
  coordinatorKey: Uint8Array,
): VerifiedCertificate {
  const told = lineageIn(log, coordinatorKey)
  if (told.kind === 'refused') return told
  if (lineage.coordinatorKey !== told.lineage.coordinatorKey)
    return refused('another-coordinator', 'it names another coordinator than the one whose key you gave')
  const different = differenceOf(lineage, told.lineage, 'lineage')
  if (different !== undefined) return refused('another-lineage', different)
  return (
    signatureFault(told.lineage, coordinatorKey, signature) ?? { kind: 'verified', lineage: told.lineage }
  )
}

function lineageIn(
  log: BountyLog,
  coordinatorKey: Uint8Array,
): { readonly kind: 'told'; readonly lineage: Lineage } | CertificateFault {
  const verified = verifyBountyLog(log, coordinatorKey)
  if (verified.kind === 'refused') return refused(verified.rule, verified.detail)
  const leaves = log.leaves.map(({ index, leaf }) => ({ index, body: utf8(leaf) }))
  const told = lineageOf(verified.state, leaves, coordinatorKey)
  return told.kind === 'told' ? told : refused('no-lineage', told.detail)
}

function signatureFault(
  lineage: Lineage,
  coordinatorKey: Uint8Array,
  signature: string,
): CertificateFault | undefined {
  return verifySignature(coordinatorKey, lineageSigningBytes(lineage), fromHex(signature))
    ? undefined
    : refused('not-signed', 'the coordinator’s signature under the lineage does not hold')
}

/** The first field in which what is said differs from what the leaves give. */
function differenceOf(said: unknown, own: unknown, field: string): string | undefined {
  if (said === own) return undefined
  const isParted = (value: unknown) => value !== null && typeof value === 'object'
  if (!isParted(said) || !isParted(own) || Array.isArray(said) !== Array.isArray(own))
    return `${field} is ${shown(said)}, and the leaves give ${shown(own)}`
  const [left, right] = [said as Record<string, unknown>, own as Record<string, unknown>]
  for (const key of new Set([...Object.keys(right), ...Object.keys(left)])) {
    const different = differenceOf(left[key], right[key], `${field}.${key}`)
    if (different !== undefined) return different
  }
  return undefined
}

function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`
}

function refused(rule: CertificateFault['rule'], detail: string): CertificateFault {
  return { kind: 'refused', rule, detail }
}
