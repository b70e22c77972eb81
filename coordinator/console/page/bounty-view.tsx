import { metricTitle } from '../../../protos/metrics.ts'
import type { ConsoleBounty } from '../console-state.ts'
import { StateChip } from './bounty-list.tsx'
import { formatCount, formatMetric, formatTarget, formatUnits, sentenceCase, shortHash } from './format.ts'
import { HolderTable } from './holder-table.tsx'
import { MetricChart } from './metric-chart.tsx'
import { Outcome } from './outcome.tsx'
import { RoundStepper } from './round-stepper.tsx'
import { figuresByRound, trainedRounds } from './state.ts'

/** One bounty: what was promised, and what is happening. */
export function BountyView({ bounty }: { bounty: ConsoleBounty }) {
  return (
    <>
      <BountyHeading bounty={bounty} />
      <Outcome bounty={bounty} />
      <RoundStepper bounty={bounty} />
      <div class="pair">
        <HolderTable bounty={bounty} />
        <MetricChart bounty={bounty} />
      </div>
    </>
  )
}

function BountyHeading({ bounty }: { bounty: ConsoleBounty }) {
  const { terms } = bounty
  const latest = figuresByRound(bounty).at(-1)
  const present = bounty.participants.filter(member => !member.left).length
  return (
    <section class="bounty-heading" aria-labelledby="bounty-title">
      <div class="title-row">
        <h2 id="bounty-title">{terms.title}</h2>
        <StateChip bounty={bounty} />
      </div>
      <p class="byline">
        Posted by <strong>{bounty.buyer}</strong> for {sentenceCase(terms.purpose).toLowerCase()} ·{' '}
        <code title={bounty.bountyId}>{shortHash(bounty.bountyId)}</code>
      </p>
      <dl class="figures">
        <Figure
          label="Price"
          value={formatUnits(terms.priceUnits)}
          note={`${terms.asset} units, fee ${terms.feeBasisPoints / 100} %`}
        />
        <Figure
          label={`${sentenceCase(metricTitle(terms.metric))} now`}
          value={latest === undefined ? '–' : formatMetric(latest.metric, latest.value)}
          note={`target ${formatTarget(terms)}, ${formatCount(terms.testExamples)} test records${awaitedNote(bounty)}`}
        />
        <Figure
          label="Rounds"
          value={`${trainedRounds(bounty)} / ${terms.rounds}`}
          note={`${terms.algorithm}; ${roundsNote(terms)}`}
        />
        <Figure
          label="Holders"
          value={formatCount(present)}
          note={`${terms.cohort.minimum} to ${terms.cohort.maximum} may take part`}
        />
        {terms.privacy !== undefined && (
          <Figure
            label="Privacy"
            value={`ε ${terms.privacy.epsilon}`}
            note={privacyNote(terms.privacy, trainedRounds(bounty), terms.rounds)}
          />
        )}
      </dl>
    </section>
  )
}

/** Of whom it holds, and how much of it the rounds so far have used up. */
function privacyNote(
  { unit, delta, isOfCoordinator }: NonNullable<ConsoleBounty['terms']['privacy']>,
  trained: number,
  rounds: number,
): string {
  const against = isOfCoordinator
    ? ' against readers of the model; the coordinator sees the sums without noise: against it, none'
    : ''
  return `for each ${unit}, δ ${delta}${against}; ${rounds - trained} of ${rounds} rounds of it left`
}

/** Which round the buyer is still to evaluate. */
function awaitedNote({ rounds }: ConsoleBounty): string {
  const awaited = rounds.findLast(({ buyerEvaluation }) => buyerEvaluation === 'awaited')
  return awaited === undefined ? '' : `; the buyer evaluates round ${awaited.round}`
}

function roundsNote({ stopAtTarget, patienceRounds, minimumRounds }: ConsoleBounty['terms']): string {
  const ends = [
    ...(stopAtTarget ? ['at the target'] : []),
    ...(patienceRounds > 0 ? [`after ${patienceRounds} that are no better`] : []),
  ]
  if (ends.length === 0) return 'runs all of them'
  return `stops ${ends.join(' or ')}${minimumRounds > 1 ? `, after ${minimumRounds} at least` : ''}`
}

function Figure(props: { label: string; value: string; note: string }) {
  return (
    <div class="figure">
      <dt>{props.label}</dt>
      <dd class="figure-value">{props.value}</dd>
      <dd class="figure-note">{props.note}</dd>
    </div>
  )
}
