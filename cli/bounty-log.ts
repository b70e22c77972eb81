/** A bounty's leaves, their places in the log and a checkpoint over them, asked of the coordinator. */
import { fromHex, toHex, verifyCheckpoint } from '../aggregation/index.ts'
import { type BountyLog, bountyLogType } from '../protos/market-log/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { Leaf } from '../protos/types.ts'
import { taken } from './connect.ts'
import { CommandError } from './errors.ts'

/** Proofs that are asked for at a time. */
const atOnce = 16

export async function fetchBountyLog(
  port: CoordinatorPort,
  coordinatorKey: string,
  bountyId: string,
): Promise<BountyLog> {
  const { leaves, terms } = await fetchLeaves(port, bountyId)
  // Asked for after the leaves, so that it has all of them.
  const { note } = taken(await port.getCheckpoint({}))
  const checked = verifyCheckpoint(note, fromHex(coordinatorKey))
  if (checked.kind === 'refused')
    throw new CommandError(`the coordinator's checkpoint is refused: ${checked.reason}`, checked.reason)
  const { size } = checked.checkpoint
  const entries: BountyLog['leaves'] = []
  for (let start = 0; start < leaves.length; start += atOnce)
    entries.push(
      ...(await Promise.all(leaves.slice(start, start + atOnce).map(leaf => entryOf(port, leaf, size)))),
    )
  const text = new TextDecoder().decode(terms)
  return { type: bountyLogType, bountyId, terms: text, leaves: entries, checkpoint: note }
}

async function fetchLeaves(port: CoordinatorPort, bountyId: string) {
  const leaves: Leaf[] = []
  for (;;) {
    const page = taken(await port.getMarketLog({ bountyId, after: leaves.length, limit: 0 }))
    leaves.push(...page.leaves)
    if (leaves.length >= page.total || page.leaves.length === 0) return { leaves, terms: page.terms }
  }
}

async function entryOf(port: CoordinatorPort, { index, body }: Leaf, size: number) {
  const { hashes } = taken(await port.getInclusionProof({ index, size }))
  return { index, leaf: new TextDecoder().decode(body), path: hashes.map(toHex) }
}
