/** Words inside a bounty are under the key that posted or joined it, however often the key of the home has turned over since. */
import { fromHex, type Signer } from '../aggregation/index.ts'
import type { Bounty } from '../protos/types.ts'
import { termsOf } from './bounty-view.ts'
import type { Holder } from './connect.ts'
import { UsageError } from './errors.ts'

/**
 * The signer of what this home says inside a bounty: the buyer's key, the holder's, or that which the terms name for an evaluator.
 * Throws `UsageError` when that key is not in the home.
 */
export function signerInBounty({ home, ring, profile, identity }: Holder, bounty: Bounty): Signer {
  const key = keyInBounty(bounty, profile.organisation)
  if (key === undefined) return identity.signer
  const signer = ring.find(key)
  if (signer !== undefined) return signer
  throw new UsageError(
    `the key under which ${profile.organisation} takes part in ${bounty.bountyId} is not in ${home}; put it back into the folder keys`,
  )
}

function keyInBounty(bounty: Bounty, organisation: string | undefined): Uint8Array | undefined {
  if (bounty.buyer === organisation) return bounty.buyerKey
  const joined = bounty.participants.find(participant => participant.organisation === organisation)
  if (joined !== undefined) return joined.identityKey
  const named = termsOf(bounty).scoring?.evaluators.find(evaluator => evaluator.organisation === organisation)
  return named === undefined ? undefined : fromHex(named.key)
}
