import { metricTitle } from '../../../protos/metrics.ts'
import type { ConsoleBounty } from '../console-state.ts'
import { formatMetric, formatTarget, formatUnits, sentenceCase } from './format.ts'
import { figuresByRound, holderRows, moneySplit } from './state.ts'

const goingOn: ReadonlySet<ConsoleBounty['state']> = new Set([
  'draft',
  'funded',
  'open',
  'running',
  'settling',
  'challenge',
  'disputed',
])

/** How a bounty ended, in words: the test, the money, and why. Nothing while it has not. */
export function Outcome({ bounty }: { bounty: ConsoleBounty }) {
  if (goingOn.has(bounty.state)) return null
  const isGood = bounty.state === 'final' && bounty.accepted
  return (
    <section class={isGood ? 'outcome outcome-good' : 'outcome'} aria-labelledby="outcome-title">
      <span class="outcome-mark" aria-hidden="true">
        <span>{isGood ? '✓' : '!'}</span>
      </span>
      <div>
        <h3 id="outcome-title">{headline(bounty)}</h3>
        <p>{accounts(bounty)}</p>
      </div>
    </section>
  )
}

function headline(bounty: ConsoleBounty): string {
  const { terms } = bounty
  const latest = figuresByRound(bounty).at(-1)
  if (bounty.state !== 'final')
    return sentenceCase(bounty.reason === '' ? bounty.state : `${bounty.state}: ${bounty.reason}`)
  const isUntested =
    bounty.rounds.findLast(({ buyerEvaluation }) => buyerEvaluation !== null)?.buyerEvaluation === 'missed'
  if (isUntested) return 'The buyer did not evaluate the final model, so that it is not accepted'
  if (latest === undefined) return 'The bounty ended without a model'
  const verb = bounty.accepted ? 'passed' : 'did not pass'
  return `The model ${verb} the held-out test: ${metricTitle(latest.metric)} ${formatMetric(latest.metric, latest.value)} against a target of ${formatTarget(terms)}`
}

function accounts(bounty: ConsoleBounty): string {
  const { paid, heldBackUnits, feeUnits, refundedUnits } = moneySplit(bounty)
  const earners = holderRows(bounty).filter(({ earnedUnits }) => earnedUnits > 0n)
  const paidUnits = paid.reduce((sum, { amountUnits }) => sum + amountUnits, heldBackUnits)
  return `${formatUnits(paidUnits)} units went to ${earners.length} holders and ${formatUnits(feeUnits)} to the coordinator; ${formatUnits(refundedUnits)} came back to ${bounty.buyer}.`
}
