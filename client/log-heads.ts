/**
 * A head of the log that somebody else was shown, held against the log that the coordinator shows here. Two that do not go
 * together become a proof that anyone can check.
 */
import {
  type Checkpoint,
  equalBytes,
  type Fork,
  makeFork,
  merkleLeaf,
  rootOfInclusion,
  verifyCheckpoint,
  verifyConsistency,
} from '../aggregation/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { Bytes } from '../protos/types.ts'

export type LogPort = Pick<
  CoordinatorPort,
  'getCheckpoint' | 'getConsistencyProof' | 'getInclusionProof' | 'getLeaves'
>

/** A head as it was signed. */
export interface SignedHead extends Checkpoint {
  readonly note: string
}

export type HeadsCompared =
  /** What the coordinator shows here goes on from the other head. */
  | { readonly kind: 'consistent'; readonly own: SignedHead; readonly other: SignedHead }
  | { readonly kind: 'forked'; readonly fork: Fork; readonly own: SignedHead; readonly other: SignedHead }
  /** The coordinator signed more leaves than it shows here: it takes back, or hides, what it showed others. No proof yet. */
  | { readonly kind: 'behind'; readonly own: SignedHead; readonly other: SignedHead }
  /** No comparison came about, through a refusal or through an answer that proves nothing. */
  | { readonly kind: 'unanswered'; readonly detail: string }

/** The head that the coordinator shows now. */
export async function currentHead(
  port: LogPort,
  coordinatorKey: Bytes,
): Promise<SignedHead | { readonly kind: 'unanswered'; readonly detail: string }> {
  const answer = await port.getCheckpoint({})
  if (answer.kind === 'refused') return unanswered(`the coordinator shows no checkpoint: ${answer.message}`)
  return (
    signedHead(answer.value.note, coordinatorKey) ?? unanswered('its checkpoint is not signed by its key')
  )
}

/** A note as a head; undefined where this coordinator did not sign it. */
export function signedHead(note: string, coordinatorKey: Bytes): SignedHead | undefined {
  const checked = verifyCheckpoint(note, coordinatorKey)
  return checked.kind === 'verified' ? { ...checked.checkpoint, note } : undefined
}

/** `other` is a head that this coordinator signed; the log is asked for its present head and for how it goes on from there. */
export async function compareHeads(
  port: LogPort,
  coordinatorKey: Bytes,
  other: SignedHead,
): Promise<HeadsCompared> {
  const own = await currentHead(port, coordinatorKey)
  return 'kind' in own ? own : compareWith(port, coordinatorKey, other, own)
}

/** The same with the present head at hand. */
export async function compareWith(
  port: LogPort,
  coordinatorKey: Bytes,
  other: SignedHead,
  own: SignedHead,
): Promise<HeadsCompared> {
  if (own.origin !== other.origin)
    return unanswered(`this log is ${own.origin}, and the other head is of ${other.origin}`)
  if (own.size < other.size) return { kind: 'behind', own, other }
  if (own.size === other.size && equalBytes(own.root, other.root)) return { kind: 'consistent', own, other }
  const proof = await port.getConsistencyProof({ first: other.size, second: own.size })
  if (proof.kind === 'refused') return unanswered(`the coordinator proves nothing: ${proof.message}`)
  const { hashes } = proof.value
  if (verifyConsistency(other.size, own.size, other.root, own.root, hashes))
    return { kind: 'consistent', own, other }
  const root = await prefixRoot(port, other.size)
  if (root === undefined)
    return unanswered('the coordinator does not show the first leaf of its log with its place')
  const made = makeFork(coordinatorKey, other.note, own.note, { root, proof: hashes })
  return made.kind === 'made'
    ? { kind: 'forked', fork: made.fork, own, other }
    : unanswered('what the coordinator answers is no consistency proof of its own head')
}

/** Root of the first `size` leaves as this log has them, from the place of its first leaf. Whether it is true, the fork's proof says. */
async function prefixRoot(port: LogPort, size: number): Promise<Bytes | undefined> {
  const [leaves, path] = await Promise.all([
    port.getLeaves({ start: 0, limit: 1 }),
    port.getInclusionProof({ index: 0, size }),
  ])
  if (leaves.kind === 'refused' || path.kind === 'refused') return undefined
  const first = leaves.value.leaves[0]
  return first === undefined ? undefined : rootOfInclusion(merkleLeaf(first.body), 0, size, path.value.hashes)
}

function unanswered(detail: string): { readonly kind: 'unanswered'; readonly detail: string } {
  return { kind: 'unanswered', detail }
}
