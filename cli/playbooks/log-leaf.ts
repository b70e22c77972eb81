/** A leaf of the public log, found by what it says and proved as a verifier proves it. */
import { fromHex, verifyInclusion } from '../../aggregation/index.ts'
import { currentHead, type LogPort, type SignedHead } from '../../client/connection.ts'
import { taken } from '../connect.ts'
import { CommandError } from '../errors.ts'
import type { Check } from './report.ts'

/** Leaves that are asked for at a time: as many as a coordinator hands out. */
const pageSize = 256

export interface FoundLeaf {
  readonly index: number
  readonly leaf: Readonly<Record<string, unknown>>
  readonly head: SignedHead
  /** Whether its path leads to the root that the coordinator signed. */
  readonly isProved: boolean
}

/** The head that is shown now. Throws `CommandError` where there is none under the coordinator's key. */
export async function headNow(port: LogPort, coordinatorKey: string): Promise<SignedHead> {
  const head = await currentHead(port, fromHex(coordinatorKey))
  if ('kind' in head) throw new CommandError(head.detail, head.kind)
  return head
}

/** The last leaf that is wanted, searched from the end of the log; undefined where there is none. */
export async function findLeaf(
  port: LogPort,
  coordinatorKey: string,
  isWanted: (leaf: Readonly<Record<string, unknown>>) => boolean,
): Promise<FoundLeaf | undefined> {
  const head = await headNow(port, coordinatorKey)
  for (let end = head.size; end > 0; end -= pageSize) {
    const start = Math.max(0, end - pageSize)
    const { leaves } = taken(await port.getLeaves({ start, limit: end - start }))
    for (const { index, body } of leaves.toReversed()) {
      const leaf = readLeaf(body)
      if (leaf === undefined || !isWanted(leaf)) continue
      const { hashes } = taken(await port.getInclusionProof({ index, size: head.size }))
      return { index, leaf, head, isProved: verifyInclusion(body, index, head.size, hashes, head.root) }
    }
  }
  return undefined
}

export function leafCheck(kind: string, about: string, found: FoundLeaf | undefined): Check {
  return {
    claim: `the public log has the leaf ${kind} of ${about}`,
    how: 'searched the leaves from the end, and verified the inclusion path to the signed head',
    holds: found?.isProved === true,
    detail:
      found === undefined
        ? 'no such leaf'
        : `leaf ${found.index} of ${found.head.size}${found.isProved ? '' : ', and its path does not lead to the head'}`,
  }
}

function readLeaf(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof read === 'object' && read !== null ? { ...read } : undefined
  } catch {
    return undefined
  }
}
