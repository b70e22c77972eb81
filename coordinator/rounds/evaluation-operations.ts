/** The operations of a buyer that evaluates its bounty's models itself. */
import { type Answer, granted, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { isEvaluatedByBuyer } from '../../protos/terms.ts'
import type { EvaluationTask } from '../../protos/types.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import { storedTerms } from '../bounties/bounty-store.ts'
import { revokedInside } from '../bounties/revoked-inside.ts'
import type { Parts } from '../parts.ts'
import { recordedAnswer } from './evaluation-record.ts'
import type { BountyRunner } from './round-runner.ts'

type EvaluatedFacts = Pick<BountyFacts, 'buyer' | 'buyerKey' | 'terms'>

/** No call waits longer than this; the caller asks again. */
const longestWaitMs = 25_000

export function evaluationOperations(
  parts: Parts,
  runnerOf: (bountyId: string) => BountyRunner | undefined,
): Pick<CoordinatorService, 'awaitEvaluation' | 'submitEvaluation'> {
  /** The runner of the caller's own bounty; undefined when the bounty has ended. */
  async function find(caller: Caller, bountyId: string): Promise<Answer<BountyRunner | undefined>> {
    const runner = runnerOf(bountyId)
    const facts = runner?.facts ?? (await readFacts(bountyId))
    if (facts === undefined) return refused('not-found', `there is no bounty ${bountyId}`)
    if (facts.buyer !== caller.organisation)
      return refused('forbidden', 'only the buyer who posted it evaluates the models of a bounty')
    if (parts.members.keys.isRevoked(facts.buyerKey)) return revokedInside()
    if (!isEvaluatedByBuyer(facts.terms))
      return refused('wrong-state', 'the coordinator evaluates the models of this bounty')
    return granted(runner)
  }

  async function readFacts(bountyId: string): Promise<EvaluatedFacts | undefined> {
    const row = await parts.storage.db
      .selectFrom('bounty')
      .select(['buyer', 'buyer_key', 'terms'])
      .where('id', '=', bountyId)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const terms = storedTerms(Uint8Array.from(row.terms))
    return { buyer: row.buyer, buyerKey: Uint8Array.from(row.buyer_key), terms }
  }

  return {
    async awaitEvaluation(caller, { bountyId, afterRound, waitMs }) {
      const found = await find(caller, bountyId)
      if (found.kind === 'refused') return found
      const runner = found.value
      if (runner === undefined) return granted({ finished: true })
      const look = () => taskFor(runner, afterRound)
      await runner.wait(() => look() !== undefined, Math.min(waitMs, longestWaitMs))
      const task = look()
      return task === undefined
        ? refused('not-yet', 'no round waits for its evaluation; ask again')
        : granted(task)
    },
    async submitEvaluation(caller, submission) {
      const found = await find(caller, submission.bountyId)
      if (found.kind === 'refused') return found
      return found.value === undefined
        ? recordedAnswer(parts.storage.db, submission)
        : found.value.evaluations.submit(submission, found.value.facts.buyerKey)
    },
  }
}

function taskFor(runner: BountyRunner, afterRound: number): EvaluationTask | undefined {
  if (runner.state() !== 'open' && runner.state() !== 'running') return { finished: true }
  const next = runner.evaluations.nextAfter(afterRound)
  return next && { finished: false, ...next }
}
