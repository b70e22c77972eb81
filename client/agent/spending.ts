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

/** Writes down what an attempt spends, in the ledger and then where it stands there. When it returns, the update may leave. */
export function noteSpending(
  { account, records, store }: Purse & Pick<AttemptSurroundings, 'store'>,
  { terms, buyer }: BountyPapers,
  { content }: RoundPlan,
  attempt: AttemptRef,
  session: Bytes,
): void {
  if (content.purpose !== 'training') return
  account.charge(attempt, session, buyer, roundEvent(terms, records.examples))
  noteLastCharge(account, store)
}

/** After the charge: a crash between the two leaves the ledger ahead, which the next opening takes as it is. */
function noteLastCharge(from: Pick<PrivacyAccount, 'lastCharge'>, store: AgentStore): void {
  const mark = from.lastCharge()
  if (mark !== undefined) store.noteLedger(mark)
}

/**
 * The account of an agent's records. A ledger that is gone, or whose end was cut off, would give budget again: it has to go on
 * from where this agent last saw it. It may be ahead, by other agents' charges or by one that no note was made of; all that is in
 * it now is noted.
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
  const noted = store.notedLedger()
  if (noted !== undefined) ledger.requireHeld(noted)
  noteLastCharge(ledger, store)
  return ledger.accountOf(records, root, sources)
}
