/**
 * A statement with the reasons for each line: the lines come from the coordinator's books, the reasons from the public log, which
 * is replayed here and held against the coordinator's signature.
 */
import { verifyCheckpoint, verifyInclusion } from '../aggregation/index.ts'
import {
  type ExplainedLine,
  explainBounty,
  explainLines,
  type Movement,
} from '../protos/explained-money/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { Leaf, StatementLine } from '../protos/types.ts'
import { taken } from './connect.ts'
import { CommandError } from './errors.ts'

export interface ExplainedStatement {
  readonly explained: readonly ExplainedLine[]
  /** Leaves of the log that every line was held against. */
  readonly checkpoint: number
}

const pageLines = 1_000

/** All lines of an organisation's statement. Throws `CommandError` where books or log do not hold. */
export async function explainedStatement(
  port: CoordinatorPort,
  organisation: string,
  coordinatorKey: Uint8Array,
): Promise<ExplainedStatement> {
  const lines = await allLines(port, organisation)
  const bounties = [...new Set(lines.map(({ bountyId }) => bountyId))].filter(id => id !== '')
  const movements: Movement[] = []
  const leaves = new Map<number, Uint8Array>()
  for (const bountyId of bounties) {
    const log = await allLeaves(port, bountyId)
    const told = explainBounty(log.terms, log.leaves)
    if (told.kind === 'refused')
      throw new CommandError(
        `the log of bounty ${bountyId} does not hold at leaf ${told.leafIndex}: ${told.detail}; ask the operator, and keep what you have`,
        'log-broken',
      )
    movements.push(...told.movements)
    for (const { index, body } of log.leaves) leaves.set(index, body)
  }
  const explained = explainLines(lines, movements)
  const used = new Set(explained.flatMap(({ movement }) => (movement ? [movement.leafIndex] : [])))
  const checkpoint = await requireIncluded(port, coordinatorKey, leaves, used)
  return { explained, checkpoint }
}

async function allLines(port: CoordinatorPort, organisation: string): Promise<readonly StatementLine[]> {
  const all: StatementLine[] = []
  for (;;) {
    const afterJournal = all.at(-1)?.journal ?? 0n
    const { lines } = taken(await port.getStatement({ organisation, afterJournal, limit: pageLines }))
    if (lines.length === 0) return all
    all.push(...lines)
  }
}

async function allLeaves(port: CoordinatorPort, bountyId: string) {
  const leaves: Leaf[] = []
  for (;;) {
    const page = taken(await port.getMarketLog({ bountyId, after: leaves.length, limit: 0 }))
    leaves.push(...page.leaves)
    if (leaves.length >= page.total || page.leaves.length === 0) return { leaves, terms: page.terms }
  }
}

/** Holds leaves against the log that the coordinator signs now; the number of its leaves. */
async function requireIncluded(
  port: CoordinatorPort,
  coordinatorKey: Uint8Array,
  leaves: ReadonlyMap<number, Uint8Array>,
  used: ReadonlySet<number>,
): Promise<number> {
  const checked = verifyCheckpoint(taken(await port.getCheckpoint({})).note, coordinatorKey)
  if (checked.kind === 'refused')
    throw new CommandError(`the coordinator's checkpoint does not hold: ${checked.reason}`, 'log-broken')
  const { size, root } = checked.checkpoint
  for (const index of used) {
    const { hashes } = taken(await port.getInclusionProof({ index, size }))
    if (!verifyInclusion(leaves.get(index)!, index, size, hashes, root))
      throw new CommandError(
        `leaf ${index} is not in the log that the coordinator signed: what it told you is not what is public; keep both, and ask the operator`,
        'log-broken',
      )
  }
  return size
}
