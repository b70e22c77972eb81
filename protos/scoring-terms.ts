/**
 * The part of a bounty's terms that says who tests what groups of holders are worth, by which the quality pool is shared. The
 * evaluators commit to what they found before any of them shows it, and the median of their words counts.
 */
import { z } from 'zod'
import { contributionLimits } from '../aggregation/index.ts'
import { isNoisedByCoordinator } from './central-noise-terms.ts'
import type { BountyTerms, TermsFault } from './terms.ts'

const week = 604_800

export const scoringSchema = z.strictObject({
  evaluators: z
    .array(
      z.strictObject({
        organisation: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'must be the name of an organisation'),
        /** Ed25519 identity key, with which it signs. */
        key: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
        /** What it stakes to join, and weighs in the median. */
        stakeUnits: z.string().regex(/^[1-9][0-9]{0,29}$/, 'must be a whole number above 0, as text'),
      }),
    )
    .min(3)
    .max(15),
  /**
   * What is counted on the test set: `loss` in millionths, less is better, which tells more from few records; or `right-answers`,
   * where examples are right or wrong.
   */
  utility: z.enum(['loss', 'right-answers']),
  /** Of the training rounds every so many is scored. */
  everyRounds: z.number().int().min(1).max(1_000),
  /** From the end of a round: how long commitments are waited for. */
  commitSeconds: z.number().int().min(1).max(week),
  /** From then on: how long what was committed to is waited for. */
  revealSeconds: z.number().int().min(1).max(week),
  /** Hundredths of its standard error by which a score is lowered: what may be chance is not paid. */
  gate: z.number().int().min(0).max(500),
})
export type ScoringTerms = z.infer<typeof scoringSchema>

/** Whether a round's groups are tested. */
export function isScored(
  { scoring, training }: Pick<BountyTerms, 'scoring' | 'training'>,
  round: number,
): boolean {
  return scoring !== undefined && round >= 1 && round <= training.rounds && round % scoring.everyRounds === 0
}

type Scored = Pick<BountyTerms, 'scoring' | 'pay' | 'training' | 'acceptance' | 'privacy' | 'cohort'>

/** Least that evaluators are given to test a round, and then to show what they found: both wait for the last of them. */
export const leastScoringSeconds = 60

/**
 * What is refused of a bounty that is posted and may stand in one that was posted before: times in which evaluators cannot be heard, or
 * that end after the bounty.
 */
export function scoringTimeFaults({ scoring, pay, cohort, training }: BountyTerms): readonly TermsFault[] {
  if (scoring === undefined) return []
  const short = (['commitSeconds', 'revealSeconds'] as const).filter(
    field => scoring[field] < leastScoringSeconds,
  )
  if (short.length > 0)
    return short.map(field => ({
      field: `scoring.${field}`,
      message: `must be at least ${leastScoringSeconds}, and is ${scoring[field]}: whoever is slower is not heard`,
    }))
  const { expiresSeconds } = pay
  const waitSeconds = scoring.commitSeconds + scoring.revealSeconds
  const waits = scoredEpochs({ scoring, pay, training })
    .slice(0, -1)
    .filter(isTested => isTested).length
  const leastSeconds = cohort.openSeconds + waits * waitSeconds
  if (expiresSeconds === undefined || expiresSeconds > leastSeconds) return []
  const inEpochs = waits === 0 ? '' : ` and up to ${waitSeconds} for the scores of each of ${waits} epochs`
  return [
    {
      field: 'pay.expiresSeconds',
      message: `must be above ${leastSeconds}, and is ${expiresSeconds}: ${cohort.openSeconds} may pass until holders have joined${inEpochs}; let it expire later, or shorten cohort.openSeconds${waits === 0 ? '' : ', scoring.commitSeconds or scoring.revealSeconds'}`,
    },
  ]
}

/** Of each epoch whether it has a round whose groups are tested: the next one waits for its scores. */
function scoredEpochs({
  scoring,
  pay,
  training,
}: Pick<Scored, 'scoring' | 'pay' | 'training'>): readonly boolean[] {
  const epochs = pay.milestones ?? [{ rounds: training.rounds }]
  let next = 1
  return epochs.map(({ rounds }) => {
    const first = next
    next += rounds
    return Array.from({ length: rounds }, (_, i) => first + i).some(round =>
      isScored({ scoring, training }, round),
    )
  })
}

/** What does not add up. Called where single fields may be faulty too. */
export function scoringFaults(terms: Scored): readonly TermsFault[] {
  const { scoring, pay, acceptance } = terms
  const paid = (['quality', 'evaluators'] as const).filter(pool => (pay.pools?.[pool] ?? 0) > 0)
  if (scoring === undefined)
    return paid.map(pool => ({
      field: `pay.pools.${pool}`,
      message: 'is shared by what evaluators find, and the terms name none: add scoring, or make it 0',
    }))
  if (!scoringSchema.safeParse(scoring).success) return []
  const faults: TermsFault[] = []
  if (!paid.includes('quality'))
    faults.push({ field: 'scoring', message: 'has no meaning without a quality pool in pay.pools' })
  for (const name of ['organisation', 'key'] as const)
    if (new Set(scoring.evaluators.map(evaluator => evaluator[name])).size < scoring.evaluators.length)
      faults.push({ field: 'scoring.evaluators', message: `name one ${name} twice` })
  const stakes = scoring.evaluators.map(({ stakeUnits }) => BigInt(stakeUnits))
  const allStakes = stakes.reduce((sum, stake) => sum + stake, 0n)
  if (stakes.some(stake => 2n * stake >= allStakes))
    faults.push({
      field: 'scoring.evaluators',
      message: 'give one of them half of all stakes or more, and with it the median',
    })
  const scoredRounds = Math.floor(terms.training.rounds / scoring.everyRounds)
  if (scoredRounds > contributionLimits.rounds)
    faults.push({
      field: 'scoring.everyRounds',
      message: `must be at least ${Math.ceil(terms.training.rounds / contributionLimits.rounds)}: at most ${contributionLimits.rounds} rounds are scored`,
    })
  if (scoring.everyRounds > terms.training.rounds)
    faults.push({
      field: 'scoring.everyRounds',
      message: `must be at most training.rounds, which is ${terms.training.rounds}: no round would be scored`,
    })
  const arbiters = [pay.disputes?.panel, pay.disputes?.appealPanel].flatMap(panel => panel?.arbiters ?? [])
  for (const [i, { organisation, key }] of scoring.evaluators.entries())
    if (arbiters.includes(key))
      faults.push({
        field: `scoring.evaluators.${i}.key`,
        message: `is that of an arbiter of pay.disputes: ${organisation} would rule on what it found; name another evaluator, or another arbiter`,
      })
  if (acceptance.evaluator === 'buyer')
    faults.push({
      field: 'scoring',
      message:
        'needs a test set that the evaluators can get: with "evaluator: buyer" it stays with the buyer',
    })
  if (terms.cohort.maximum > contributionLimits.players)
    faults.push({
      field: 'scoring',
      message: `tells at most ${contributionLimits.players} holders apart: lower cohort.maximum, which is ${terms.cohort.maximum}`,
    })
  if (isNoisedByCoordinator(terms))
    faults.push({
      field: 'scoring',
      message:
        "needs sums of groups that may be shown: with the coordinator's own noise only their total may",
    })
  return faults
}
