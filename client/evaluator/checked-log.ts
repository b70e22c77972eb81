/**
 * The coordinator's log as an evaluator checks it: each leaf that it acts on stands in the log whose head the coordinator signed, and
 * that head goes on from the largest that it has seen. What it commits to thereby rests on the one log that everybody can see. That
 * no leaf of the bounty was left out is not shown by that: whoever reads the whole log finds it.
 */
import { type Fork, verifyInclusion } from '../../aggregation/index.ts'
import type { Leaf } from '../../protos/types.ts'
import { compareHeads, currentHead, type LogPort, type SignedHead } from '../log-heads.ts'
import type { HeadMemory } from './kept-head.ts'

/** Proofs that are asked for at a time. */
const atOnce = 16

export type LogChecked =
  | { readonly kind: 'holds' }
  /** The coordinator signed two histories. */
  | { readonly kind: 'forked'; readonly fork: Fork; readonly detail: string }
  | { readonly kind: 'doubtful'; readonly detail: string }

export interface CheckedLog {
  /** Checks a bounty's next leaves, in their order. What holds is remembered on the disk. */
  check(leaves: readonly Leaf[]): Promise<LogChecked>
}

export function openCheckedLog(port: LogPort, coordinatorKey: Uint8Array, heads: HeadMemory): CheckedLog {
  let before = -1

  async function headNow(): Promise<SignedHead | Exclude<LogChecked, { kind: 'holds' }>> {
    const known = heads.read()
    if (known === undefined) {
      const head = await currentHead(port, coordinatorKey)
      return 'kind' in head ? doubtful(head.detail) : head
    }
    const compared = await compareHeads(port, coordinatorKey, known)
    if (compared.kind === 'consistent') return compared.own
    if (compared.kind === 'unanswered') return doubtful(compared.detail)
    const { own, other } = compared
    if (compared.kind === 'behind')
      return doubtful(
        `the coordinator shows a log of ${own.size} leaves, and had signed one of ${other.size}: it takes back what it showed`,
      )
    const detail = `the coordinator has two logs: the ${own.size} leaves that it shows do not go on from the ${other.size} that it showed before`
    return { kind: 'forked', fork: compared.fork, detail }
  }

  async function faultOf({ index, body }: Leaf, { size, root }: SignedHead): Promise<string | undefined> {
    const proof = await port.getInclusionProof({ index, size })
    if (proof.kind === 'refused')
      return `the coordinator does not show that leaf ${index} stands in its log: ${proof.message}`
    return verifyInclusion(body, index, size, proof.value.hashes, root)
      ? undefined
      : `leaf ${index} does not stand in the log of ${size} leaves that the coordinator signed`
  }

  return {
    async check(leaves) {
      if (leaves.length === 0) return { kind: 'holds' }
      const head = await headNow()
      if ('kind' in head) return head
      for (let start = 0; start < leaves.length; start += atOnce) {
        const slice = leaves.slice(start, start + atOnce)
        const [fault] = (await Promise.all(slice.map(leaf => faultOf(leaf, head)))).filter(
          found => found !== undefined,
        )
        if (fault !== undefined) return doubtful(fault)
      }
      for (const { index } of leaves) {
        if (index <= before) return doubtful(`leaf ${index} of the log was shown after leaf ${before}`)
        before = index
      }
      heads.keep(head)
      return { kind: 'holds' }
    },
  }
}

function doubtful(detail: string): LogChecked & { kind: 'doubtful' } {
  return { kind: 'doubtful', detail }
}
