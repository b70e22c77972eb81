/** The model of a bounty as the terminal gets it: delivered to its buyer under a key of the buyer's own, and held against the public log. */
import { fromHex, toHex, utf8 } from '../aggregation/index.ts'
import { fetchDelivery } from '../client/connection.ts'
import { decodeMarketLeaf, verifyBountyLog } from '../protos/market-log/index.ts'
import type { Bounty } from '../protos/types.ts'
import { fetchBountyLog } from './bounty-log.ts'
import { type Connection, taken } from './connect.ts'
import { CommandError } from './errors.ts'

/** The bytes of the model file. Who trains may ask for it too, and gets it over the line alone. Throws `RefusedError`. */
export async function deliveredModel(connection: Connection, bounty: Bounty): Promise<Uint8Array> {
  const { port, profile } = connection
  const isBuyer = bounty.buyer === profile.organisation
  return taken(
    isBuyer ? await fetchDelivery(connection, bounty) : await port.downloadBlob({ sha256: bounty.modelBlob }),
  )
}

type LogSource = Pick<Connection, 'port'> & { readonly target: Pick<Connection['target'], 'coordinatorKey'> }

/**
 * Throws `CommandError` where the coordinator's log does not hold, leaf by leaf, or does not name this model: the one that the bounty was settled
 * with, or before that one of a round. Answers false where the coordinator says that it has no log of a bounty so old.
 */
export async function requireLoggedModel(
  { port, target: { coordinatorKey } }: LogSource,
  bountyId: string,
  modelHash: Uint8Array,
): Promise<boolean> {
  const begun = await port.getMarketLog({ bountyId, after: 0, limit: 1 })
  if (begun.kind === 'refused' && begun.reason === 'not-found') return false
  const log = await fetchBountyLog(port, coordinatorKey, bountyId)
  const verdict = verifyBountyLog(log, fromHex(coordinatorKey))
  if (verdict.kind === 'refused')
    throw new CommandError(
      `the log of the bounty does not hold: ${verdict.detail}; nothing was written`,
      verdict.rule,
    )
  const leaves = log.leaves.flatMap(({ leaf }) => {
    const read = decodeMarketLeaf(utf8(leaf))
    return read.kind === 'leaf' ? [read.leaf] : []
  })
  const settled = leaves.flatMap(leaf => (leaf.kind === 'settled' ? [leaf.modelHash] : []))
  const ofRounds = leaves.flatMap(leaf => (leaf.kind === 'round' ? [leaf.modelHash] : []))
  if ((settled.length > 0 ? settled : ofRounds).includes(toHex(modelHash))) return true
  throw new CommandError(
    'the public log names another model than the one that was sent; nothing was written',
    'other-model',
  )
}
