/** Where a model comes from, certified: the bounty's log and the coordinator's signature, asked for and checked before they are kept. */
import { fromHex, toHex } from '../aggregation/index.ts'
import { type Certificate, type Lineage, makeCertificate } from '../protos/lineage/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import { fetchBountyLog } from './bounty-log.ts'
import { taken } from './connect.ts'
import { CommandError } from './errors.ts'

export async function fetchCertificate(
  port: CoordinatorPort,
  coordinatorKey: string,
  bountyId: string,
): Promise<{ readonly certificate: Certificate; readonly lineage: Lineage }> {
  // Asked first: of a bounty that is not over, nothing else need be fetched.
  const { signature } = taken(await port.getLineageSignature({ bountyId }))
  const log = await fetchBountyLog(port, coordinatorKey, bountyId)
  const made = makeCertificate(log, fromHex(coordinatorKey), toHex(signature))
  if (made.kind === 'refused')
    throw new CommandError(`what the coordinator sent is refused: ${made.detail}`, made.rule)
  return made
}
