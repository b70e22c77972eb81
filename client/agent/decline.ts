import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyId, DeclineReason } from '../../protos/types.ts'
import { type CallSurroundings, callUntil } from './calls.ts'

/**
 * Tells the coordinator, and so the buyer, why this holder does not take part; whoever takes part leaves with it. It is
 * tried until `graceMs` have passed and never rejects: what the buyer is told is a courtesy, and no holder waits or fails
 * for it. A coordinator that is older than the operation refuses, which counts as told.
 */
export async function declineFor(
  agent: CallSurroundings & { readonly port: Pick<CoordinatorPort, 'declineBounty'> },
  bountyId: BountyId,
  reason: DeclineReason,
): Promise<void> {
  const { clock, patience, port } = agent
  // An operation that is not there looks like a coordinator that is not there; the agent's owner is not to be told so.
  const quiet = { ...agent, report: () => undefined }
  try {
    await callUntil(quiet, clock.nowMs() + patience.graceMs, options =>
      port.declineBounty({ bountyId, reason }, options),
    )
  } catch {
    // A port answers and does not throw; one that does is no reason to stop training.
  }
}
