import type { CoordinatorPort } from '../protos/service.ts'
import type { Bounty, BountyState } from '../protos/types.ts'
import { taken } from './connect.ts'
import { UsageError } from './errors.ts'

const pageSize = 100

/** The bounty with this id, or with the one id that starts so. Throws `UsageError` for none and for several. */
export async function findBounty(port: CoordinatorPort, id: string): Promise<Bounty> {
  if (!/^[0-9a-f]{8,64}$/.test(id)) {
    throw new UsageError(
      `"${id}" names no bounty: give its 64 hex digits, or at least the first eight of them`,
    )
  }
  if (id.length === 64) return taken(await port.getBounty({ bountyId: id }))
  const found = (await allBounties(port)).filter(bounty => bounty.bountyId.startsWith(id))
  const [only, another] = found
  if (only !== undefined && another === undefined) return only
  throw new UsageError(
    only === undefined
      ? `no bounty's id starts with ${id}; see \`parley bounty list\``
      : `${found.length} bounties' ids start with ${id}; give more digits`,
  )
}

/** In these states, or in any; page by page. */
export async function allBounties(
  port: Pick<CoordinatorPort, 'listBounties'>,
  states: readonly BountyState[] = [],
): Promise<readonly Bounty[]> {
  const all: Bounty[] = []
  for (;;) {
    const after = all.at(-1)?.bountyId ?? ''
    const request = { states, modelFamily: '', minimumPriceUnits: 0n, limit: pageSize, after }
    const { bounties } = taken(await port.listBounties(request))
    all.push(...bounties)
    if (bounties.length < pageSize) return all
  }
}
