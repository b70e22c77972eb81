/** The coordinator's signature under where a bounty's model comes from. */
import { lineageFrom, signLineage } from '../../protos/lineage/index.ts'
import { granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorService } from '../../protos/service.ts'
import type { Parts } from '../parts.ts'
import { isShownTo } from './bounty-store.ts'
import { readMarketLeaves } from './market.ts'

type Known = Pick<Parts, 'storage' | 'market' | 'signer'>

/**
 * Signs once the log names the settlement; the same lineage gets the same signature every time. What vests afterwards changes
 * nothing of it.
 */
export function lineageOperations({
  storage,
  market,
  signer,
}: Known): Pick<CoordinatorService, 'getLineageSignature'> {
  return {
    async getLineageSignature(caller, { bountyId }) {
      const found = (await isShownTo(storage.db, caller, bountyId))
        ? await storage.transaction(async tx => {
            const state = await market.state(tx, bountyId)
            return state === undefined ? undefined : { state, leaves: await readMarketLeaves(tx, bountyId) }
          })
        : undefined
      if (found === undefined) return refused('not-found', `there is no bounty ${bountyId}`)
      const told = lineageFrom(found.state.termsBytes, found.leaves, signer.publicKey)
      if (told.kind === 'untold') return refused('wrong-state', told.detail)
      return granted({ signature: Buffer.from(signLineage(told.lineage, signer), 'hex') })
    },
  }
}
