import { useEffect, useState } from 'preact/hooks'
import { stateText } from '../../../protos/market-text.ts'
import type { ConsoleBounty, ConsoleLive, ConsoleRound, ConsoleStage } from '../console-state.ts'
import { formatRemaining, roundName, sentenceCase, stageTitles } from './format.ts'
import { latestRound, stagesOf } from './state.ts'

/** The running round, stage by stage, with the time that is left; between rounds, how the last one ended. */
export function RoundStepper({ bounty }: { bounty: ConsoleBounty }) {
  const round = latestRound(bounty)
  return (
    <section class="card" aria-labelledby="round-title">
      <div class="card-heading">
        <h3 id="round-title">{round === undefined ? 'Waiting for holders' : roundTitle(bounty, round)}</h3>
        {bounty.live !== null && bounty.live.stage !== 'settle' && (
          <Countdown deadlineMs={bounty.live.deadlineMs} />
        )}
      </div>
      {round === undefined ? <Gathering bounty={bounty} /> : <Stages bounty={bounty} round={round} />}
    </section>
  )
}

function roundTitle(bounty: ConsoleBounty, round: ConsoleRound): string {
  const attempt = round.attempt > 1 ? `, attempt ${round.attempt}` : ''
  const ending = bounty.live === null ? ` ${round.state === 'abandoned' ? 'abandoned' : 'completed'}` : ''
  return `${roundName(round.round, bounty.terms.rounds)}${attempt}${ending}`
}

function Gathering({ bounty }: { bounty: ConsoleBounty }) {
  const present = bounty.participants.filter(member => !member.left).length
  const { minimum } = bounty.terms.cohort
  if (bounty.state === 'draft' || bounty.state === 'funded') return <p>It is {stateText(bounty.state)}.</p>
  if (bounty.state !== 'open') return <p>No round was run.</p>
  return (
    <p>
      {present} of at least {minimum} holders have joined; the first round opens when enough are here.
    </p>
  )
}

function Stages({ bounty, round }: { bounty: ConsoleBounty; round: ConsoleRound }) {
  const { live } = bounty
  const stages = stagesOf(bounty)
  const current = live === null ? undefined : stages.indexOf(live.stage)
  const isOver = live === null && round.state === 'completed'
  return (
    <>
      <ol class="stepper">
        {stages.map((stage, index) => {
          const standing =
            isOver || (current !== undefined && index < current)
              ? 'done'
              : index === current
                ? 'current'
                : 'ahead'
          return <Step key={stage} stage={stage} place={index + 1} standing={standing} live={live} />
        })}
      </ol>
      <RoundNotes live={live} round={round} />
    </>
  )
}

const standingWords = { done: 'done', current: 'now', ahead: 'to come' } as const

function Step(props: {
  stage: ConsoleStage
  /** From 1. */
  place: number
  standing: keyof typeof standingWords
  live: ConsoleLive | null
}) {
  const { stage, place, standing, live } = props
  const isCounted = standing === 'current' && live !== null && stage !== 'settle'
  return (
    <li class={`step step-${standing}`} aria-current={standing === 'current' ? 'step' : undefined}>
      <span class="step-mark" aria-hidden="true">
        {standing === 'done' ? '✓' : place}
      </span>
      <span class="step-title">{stageTitles[stage]}</span>
      <span class="step-note">
        {isCounted ? `${live.received.length} of ${live.expected.length} in` : standingWords[standing]}
      </span>
    </li>
  )
}

function RoundNotes({ live, round }: { live: ConsoleLive | null; round: ConsoleRound }) {
  const missing = live?.missing ?? []
  return (
    <div class="round-notes">
      {missing.length > 0 && (
        <p>
          <span class="note-label">Waiting for:</span> {missing.join(', ')}
        </p>
      )}
      {round.dropouts.map(dropout => (
        <p key={dropout.organisation} class="note-dropped">
          <span class="note-label">Dropped out:</span> {dropout.organisation} at “
          {(stageTitles[dropout.stage] ?? dropout.stage).toLowerCase()}”
          {dropout.reason !== '' && `: ${sentenceCase(dropout.reason).toLowerCase()}`}
        </p>
      ))}
    </div>
  )
}

function Countdown({ deadlineMs }: { deadlineMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const leftMs = deadlineMs - nowMs
  return (
    <p class={leftMs < 10_000 ? 'countdown countdown-soon' : 'countdown'} role="timer">
      {leftMs > 0 ? (
        <>
          stage closes in <span class="number">{formatRemaining(leftMs)}</span>
        </>
      ) : (
        'stage is closing'
      )}
    </p>
  )
}
