/**
 * A bounty as a file: its terms, its leaves with their places in the public log, and a checkpoint that the coordinator signed.
 * Buyer, holder and stranger compute the settlement from it and come to the same bytes, without asking anybody.
 */
import { z } from 'zod'
import {
  canonicalJson,
  fromHex,
  type ReceiptFault,
  utf8,
  verifyCheckpoint,
  verifyInclusion,
} from '../../aggregation/index.ts'
import { readCanonical } from '../canonical-document.ts'
import { maximumLeafBytes } from './leaves.ts'
import { type LeafRefused, type LeafTaken, type MarketState, openMarketLog, takeLeaf } from './replay.ts'

export const bountyLogType = 'parley/bounty-log/v1'

export const bountyLogLimits = {
  bytes: 1 << 28,
  leaves: 100_000,
  termsCharacters: 1 << 20,
  noteCharacters: 16_384,
  /** Hashes in a path; enough for 2^53 leaves. */
  path: 53,
} as const

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')

/** Its shape; a document may have one inside. */
export const bountyLogSchema = z.strictObject({
  type: z.literal(bountyLogType),
  bountyId: hex32,
  /** The terms, as their bytes read in UTF-8. */
  terms: z.string().max(bountyLogLimits.termsCharacters),
  leaves: z
    .array(
      z.strictObject({
        /** In the public log, from 0. */
        index: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
        /** Its bytes, read in UTF-8. */
        leaf: z.string().max(maximumLeafBytes),
        /** Sibling hashes up to the root of the checkpoint's tree. */
        path: z.array(hex32).max(bountyLogLimits.path),
      }),
    )
    .min(1)
    .max(bountyLogLimits.leaves),
  /** Signed note over the log; it has all of these leaves. */
  checkpoint: z.string().max(bountyLogLimits.noteCharacters),
})
export type BountyLog = z.infer<typeof bountyLogSchema>

export type ReadBountyLog =
  | { readonly kind: 'read'; readonly log: BountyLog }
  | { readonly kind: 'malformed'; readonly field: string; readonly problem: string }

/** Canonical JSON in UTF-8. */
export function encodeBountyLog(log: BountyLog): Uint8Array {
  return utf8(canonicalJson(log))
}

/** Reads the file; anything but its canonical form is refused. Whether it is true is for `verifyBountyLog`. */
export function decodeBountyLog(bytes: Uint8Array): ReadBountyLog {
  const read = readCanonical(bytes, bountyLogSchema, bountyLogLimits.bytes)
  return read.kind === 'read' ? { kind: 'read', log: read.document } : read
}

/** What stands against a bounty's log. */
export interface BountyLogFault {
  readonly kind: 'refused'
  /** Place of the leaf in the bounty, from 0; absent where it is about the checkpoint. */
  readonly leaf?: number
  readonly rule: ReceiptFault | LeafRefused['rule'] | 'out-of-order'
  /** A sentence for people, that names the leaf. */
  readonly detail: string
}

export type VerifiedBountyLog =
  | { readonly kind: 'verified'; readonly state: MarketState; readonly size: number }
  | BountyLogFault

/** Replays a bounty from its file, and checks that each leaf stands in the log that this coordinator signed. */
export function verifyBountyLog(log: BountyLog, coordinatorKey: Uint8Array): VerifiedBountyLog {
  const checked = verifyCheckpoint(log.checkpoint, coordinatorKey)
  if (checked.kind === 'refused')
    return { kind: 'refused', rule: checked.reason, detail: checkpointFaults[checked.reason] }
  const { size, root } = checked.checkpoint
  return replay(log, ({ index, leaf, path }) =>
    verifyInclusion(utf8(leaf), index, size, path.map(fromHex), root)
      ? undefined
      : `it does not stand at index ${index} of the log of ${size} leaves that the coordinator signed`,
  )
}

/** Replays a bounty from its file by its signatures and rules alone, whoever keeps the log. */
export function replayBountyLog(log: BountyLog): VerifiedBountyLog {
  return replay(log, () => undefined)
}

const checkpointFaults = {
  'malformed-note': 'the checkpoint is no signed note',
  'malformed-checkpoint': 'the checkpoint does not name a log, its size and its root',
  'not-signed': 'the checkpoint is not signed under the key that you know the coordinator by',
  'bad-signature': 'the signature under the checkpoint does not hold',
} as const

function replay(
  { bountyId, terms, leaves }: BountyLog,
  faultOf: (leaf: BountyLog['leaves'][number]) => string | undefined,
): VerifiedBountyLog {
  let state: MarketState | undefined
  let before = -1
  for (const [place, entry] of leaves.entries()) {
    const refused = (rule: BountyLogFault['rule'], detail: string): BountyLogFault => ({
      kind: 'refused',
      leaf: place,
      rule,
      detail: `leaf ${place} of the bounty (${entry.index} of the log): ${detail}`,
    })
    const missing = faultOf(entry)
    if (missing !== undefined) return refused('not-in-log', missing)
    if (entry.index <= before) return refused('out-of-order', `it stands before leaf ${place - 1} in the log`)
    before = entry.index
    const taken = take(state, terms, utf8(entry.leaf))
    if (taken.kind === 'refused') return refused(taken.rule, taken.detail)
    state = taken.state
    if (state.bountyId !== bountyId)
      return refused('another-bounty', `it is about bounty ${state.bountyId}, and the file says ${bountyId}`)
  }
  return { kind: 'verified', state: state!, size: before + 1 }
}

function take(state: MarketState | undefined, terms: string, body: Uint8Array): LeafTaken | LeafRefused {
  return state === undefined ? openMarketLog(utf8(terms), body) : takeLeaf(state, body)
}
