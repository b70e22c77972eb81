/**
 * What a training round tells of the holder's records is spent before it leaves: written down first, and not written down at
 * all where the budget, or what the bounty's own terms promise, has no room for it.
 */
import type { PrivacyBudget } from '../../aggregation/index.ts'
import type { Dataset } from '../../learning/index.ts'
import type { AttemptRef, Bytes } from '../../protos/types.ts'
import {
  affords,
  chargesOf,
  type PrivacyAccount,
  type PrivacyLedger,
  PrivacyLedgerError,
  promisedEvent,
  roundEvent,
  unsafeUncountedAccount,
} from '../privacy/index.ts'
import type { AgentStore } from '../state/index.ts'
import type { Unsafe } from './assignment.ts'
import type { AttemptSurroundings } from './attempt-steps.ts'
import type { BountyPapers, RoundPlan } from './bounty-papers.ts'

type Purse = Pick<AttemptSurroundings, 'account' | 'budget' | 'records'>

/** Why the update of an attempt may not leave; undefined where it may, or its session has been paid for. */
export function checkSpending(
  { account, budget, records }: Purse,
  { bountyId, terms }: BountyPapers,
  { content }: RoundPlan,
  session?: Bytes,
): Unsafe | undefined {
  const event = content.purpose === 'training' ? roundEvent(terms, records.examples) : undefined
  if (event === undefined || (session !== undefined && account.hasCharged(session))) return undefined
  const charges = account.charges()
  const ofBounty = chargesOf(charges, bountyId)
  const own = affords(charges, event, budget)
  if (own.kind === 'exceeds') return spent('the policy allows', own.wanted, budget)
  // Every round of a bounty spends alike of what its terms promise.
  const each = promisedEvent(terms, records.examples)!
  const promised = affords(
    ofBounty.map(charge => ({ ...charge, event: each })),
    each,
    terms.privacy!,
  )
  if (promised.kind === 'exceeds')
    return spent('the terms, after rounds that had to be repeated, allow', promised.wanted, terms.privacy!)
  return undefined
}

function spent(who: string, wanted: number, { epsilon, delta }: PrivacyBudget): Unsafe {
  return {
    reason: 'privacy-budget-spent',
    detail: `with this round the records would have told an epsilon of ${wanted.toPrecision(3)} at a delta of ${delta}; ${who} ${epsilon}`,
  }
}

/** Writes down what an attempt spends. When it returns, the update may leave. */
export function noteSpending(
  { account, records, store }: Purse & Pick<AttemptSurroundings, 'store'>,
  { terms, buyer }: BountyPapers,
  { content }: RoundPlan,
  attempt: AttemptRef,
  session: Bytes,
): void {
  if (content.purpose !== 'training') return
  store.decideOnce('privacy-ledger', 'kept', 'yes')
  account.charge(attempt, session, buyer, roundEvent(terms, records.examples))
}

/**
 * The account of an agent's records. A ledger that was kept and is gone would give all its budget again.
 *
 * @throws PrivacyLedgerError
 */
export function openAccount(
  ledger: PrivacyLedger | 'unsafe-uncounted',
  store: AgentStore,
  records: Dataset,
  root: Bytes,
  sources: readonly Bytes[],
): PrivacyAccount {
  if (ledger === 'unsafe-uncounted') return unsafeUncountedAccount
  if (ledger.isNew && store.decided('privacy-ledger', 'kept') !== undefined)
    throw new PrivacyLedgerError(
      'the privacy ledger is empty, and this agent has spent privacy before: restore its folder from a backup, or from wherever it was moved',
    )
  return ledger.accountOf(records, root, sources)
}
