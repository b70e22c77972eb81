/** A bounty as people and programs read it. */
import { equalBytes } from '../aggregation/index.ts'
import { centralPromise, isNoisedByCoordinator } from '../protos/central-noise-terms.ts'
import { clippingOf } from '../protos/clipping-terms.ts'
import { declineStory } from '../protos/decline-text.ts'
import { keptRound } from '../protos/kept-round.ts'
import { stateText } from '../protos/market-text.ts'
import {
  figureOf,
  holdersAfter,
  isLowerBetter,
  type MetricName,
  metricText,
  metricTitle,
} from '../protos/metrics.ts'
import { type BountyTerms, decodeTerms, isEvaluatedByBuyer, purposeOf } from '../protos/terms.ts'
import type { Bounty, EvaluationState, RoundSummary } from '../protos/types.ts'
import { CommandError } from './errors.ts'
import { payLines } from './market-view.ts'
import { bytesText, shortId, table, timeText, unitsText } from './output.ts'

/** The terms of a bounty as the coordinator hands it out. */
export function termsOf(bounty: Bounty): BountyTerms {
  const decoded = decodeTerms(bounty.terms)
  if (decoded.kind === 'terms') return decoded.terms
  const fault = decoded.faults[0]
  throw new CommandError(
    `the coordinator sent terms that cannot be read (${fault?.field}: ${fault?.message}); is it newer than this program?`,
  )
}

/** For --json: everything, the terms as an object, and the number of the round whose model is delivered. */
export function bountyJson(bounty: Bounty): unknown {
  const terms = termsOf(bounty)
  return { ...bounty, terms, keptRound: keptRound(terms, bounty.rounds)?.round ?? null }
}

export function bountiesTable(bounties: readonly Bounty[]): string {
  if (bounties.length === 0) return 'There are no bounties.'
  const rows = bounties.map(bounty => {
    const terms = termsOf(bounty)
    return [
      shortId(bounty.bountyId),
      terms.title,
      bounty.buyer,
      bounty.state,
      `${completedRounds(bounty).length}/${terms.training.rounds}`,
      terms.acceptance.metric,
      figureText(completedRounds(bounty).at(-1), terms.acceptance.metric),
      `${bounty.participants.length}/${terms.cohort.maximum}`,
      unitsText(BigInt(terms.pay.priceUnits)),
    ]
  })
  return table(
    ['bounty', 'title', 'buyer', 'state', 'rounds', 'metric', 'now', 'holders', 'price'],
    rows,
    [4, 6, 7, 8],
  )
}

/** Completed rounds that trained; rounds of counts alone are not among them. */
export function completedRounds(bounty: Bounty): readonly RoundSummary[] {
  const terms = termsOf(bounty)
  return bounty.rounds.filter(
    ({ round, state }) => state === 'completed' && purposeOf(terms, round) === 'training',
  )
}

type Tested = Pick<RoundSummary, 'metrics' | 'correct' | 'total'> &
  Partial<Pick<RoundSummary, 'buyerEvaluation'>>

/** The metric of a round, with its interval if asked for; where it has no value why, or a dash. */
export function figureText(round: Tested | undefined, metric: MetricName, isWithInterval = false): string {
  const figure = round === undefined ? undefined : figureOf(round, metric)
  if (figure === undefined) return unevaluatedTexts[round?.buyerEvaluation?.state ?? 'done']
  const { value, low, high } = figure
  const text = metricText(metric, value, 1)
  if (!isWithInterval || low === undefined || high === undefined) return text
  return `${text} (${metricText(metric, low, 1)} to ${metricText(metric, high, 1)})`
}

const unevaluatedTexts: Readonly<Record<EvaluationState, string>> = {
  awaited: 'awaited',
  missed: 'not evaluated',
  done: '–',
}

/** What must be reached: "accuracy of at least 95.0 %". */
export function targetText({ metric, target }: BountyTerms['acceptance']): string {
  const bound = isLowerBetter(metric) ? 'at most' : 'at least'
  return `${metricTitle(metric)} of ${bound} ${metricText(metric, target, 1)}`
}

/** The algorithm with its settings, as the terms name it. */
export function algorithmOf({ training }: Pick<BountyTerms, 'training'>): Readonly<Record<string, unknown>> {
  return training.algorithm ?? { name: 'fedavg' }
}

/** How is trained, in a line: "fedprox (mu 0.1), 4 holders drawn for each round, median of groups". */
export function trainingText(terms: BountyTerms): string {
  const { name, ...settings } = algorithmOf(terms)
  const told = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`)
  const { sampled } = terms.cohort
  const { rule } = terms.aggregation.robust ?? {}
  return [
    `${name}${told.length === 0 ? '' : ` (${told.join(', ')})`}`,
    ...(sampled === undefined ? [] : [`${sampled} holders drawn for each round`]),
    ...(rule === undefined ? [] : [`${rule.replaceAll('-', ' ')} of groups`]),
  ].join(', ')
}

/** The round that left the model with this hash: the last, or with `keep: best` an earlier one. */
export function roundOfModel(bounty: Bounty, modelHash: Uint8Array): RoundSummary | undefined {
  return completedRounds(bounty).findLast(round => equalBytes(round.modelHash, modelHash))
}

/** Which round's model is delivered, where it need not be that of the last. */
function keptLines(bounty: Bounty, terms: BountyTerms): readonly string[] {
  const kept = terms.training.keep === 'best' ? keptRound(terms, bounty.rounds) : undefined
  if (kept === undefined) return []
  const { metric } = terms.acceptance
  const figure = figureText(kept, metric)
  return [`  model     that of round ${kept.round}, the best so far with ${metricTitle(metric)} ${figure}`]
}

/** Who gets the model that the bounty ends with. */
export function deliveryLines({ delivery }: BountyTerms): readonly string[] {
  if (delivery === undefined) return []
  return ['  delivery  the model of the last round goes to the buyer alone; holders see the models before it']
}

/** What the terms promise of whom, and against whom, where they do. */
export function privacyLines(terms: BountyTerms): readonly string[] {
  if (terms.privacy === undefined) return []
  if (isNoisedByCoordinator(terms)) return centralLines(terms.privacy)
  const { unit, epsilon, delta } = terms.privacy
  return [
    `  privacy   epsilon ${epsilon} at delta ${delta} for each ${unit}, against ${adversaryOf(terms)}, over all rounds`,
  ]
}

/** Against whom the terms' privacy holds. */
export function adversaryOf({ privacy, cohort: { colluders } }: BountyTerms): string {
  if (privacy?.noise === 'local') return 'everybody'
  if (colluders === 0) return 'the coordinator alone'
  return `the coordinator together with up to ${colluders} ${colluders === 1 ? 'holder' : 'holders'}`
}

function centralLines({ unit, epsilon, delta }: NonNullable<BountyTerms['privacy']>): readonly string[] {
  return [
    `  privacy   epsilon ${epsilon} at delta ${delta} for each ${unit} over all rounds, ${centralPromise}`,
    '            against the coordinator: none',
  ]
}

export function bountyText(bounty: Bounty): string {
  const terms = termsOf(bounty)
  const { acceptance, pay } = terms
  return [
    `${terms.title}   (${bounty.state}${bounty.reason === '' ? '' : `: ${bounty.reason}`})`,
    `  id        ${bounty.bountyId}`,
    `  buyer     ${bounty.buyer}, ${timeText(bounty.postedAtMs)}, purpose ${terms.purpose}`,
    `  target    ${targetText(acceptance)} on ${acceptance.testSet.examples.toLocaleString('en')} held-out examples${isEvaluatedByBuyer(terms) ? ' of the buyer' : ''}${bounty.accepted ? ', met' : ''}`,
    `  training  ${trainingText(terms)}`,
    ...keptLines(bounty, terms),
    ...deliveryLines(terms),
    ...privacyLines(terms),
    `  price     ${unitsText(BigInt(pay.priceUnits))} units: ${unitsText(bounty.paidUnits)} paid, ${unitsText(bounty.feeUnits)} fees, ${unitsText(bounty.refundedUnits)} refunded`,
    ...payLines(terms),
    `  stands    ${stateText(bounty.state)}`,
    '',
    participantsTable(bounty),
    ...(bounty.declines.length === 0 ? [] : ['', declinesTable(bounty, terms)]),
    ...(bounty.rounds.length === 0 ? [] : ['', roundsTable(bounty, terms)]),
  ].join('\n')
}

function participantsTable(bounty: Bounty): string {
  if (bounty.participants.length === 0) return 'Nobody has joined yet.'
  const earned = (organisation: string) =>
    bounty.rounds
      .flatMap(round => round.pays)
      .filter(pay => pay.organisation === organisation)
      .reduce((sum, pay) => sum + pay.amountUnits, 0n)
  const rows = bounty.participants.map(({ organisation, examples, left }) => [
    organisation,
    examples.toLocaleString('en'),
    left ? 'left' : 'in',
    unitsText(earned(organisation)),
  ])
  return table(['holder', 'examples', '', 'earned'], rows, [1, 3])
}

function declinesTable({ declines }: Bounty, { training }: BountyTerms): string {
  const rows = declines.map(decline => [decline.organisation, declineStory(decline, training.rounds)])
  return table(['declined', 'why'], rows)
}

function roundsTable(bounty: Bounty, terms: BountyTerms): string {
  const { metric } = terms.acceptance
  const isAtHolders = terms.evaluation !== undefined
  const isAdaptive = clippingOf(terms) !== undefined
  const nameOf = (round: number) => {
    const purpose = purposeOf(terms, round)
    return purpose === 'training' || purpose === undefined ? String(round) : purpose
  }
  const rows = bounty.rounds.map(round => [
    nameOf(round.round),
    String(round.attempt),
    round.state,
    figureText(round, metric, true),
    ...(isAtHolders ? [atHolders(bounty, terms, round)] : []),
    ...(isAdaptive ? [round.clipNorm?.toPrecision(3) ?? '–'] : []),
    String(round.survivors.length),
    round.dropouts.map(({ organisation, stage }) => `${organisation} (${stage})`).join(', ') || '–',
    bytesText(round.uploadBytes),
    unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
  ])
  return table(
    [
      ...['round', 'attempt', 'state', metricTitle(metric)],
      ...(isAtHolders ? ['at the holders'] : []),
      ...(isAdaptive ? ['clip norm'] : []),
      ...['survivors', 'dropped', 'received', 'paid'],
    ],
    rows,
    // One of the two at most: no holders evaluate under privacy.
    isAtHolders || isAdaptive ? [0, 1, 3, 4, 5, 7, 8] : [0, 1, 3, 4, 6, 7],
  )
}

/** What the holders found of the model after a round that trained, once the next one is summed. */
function atHolders(bounty: Bounty, terms: BountyTerms, { round }: RoundSummary): string {
  const isTrained = purposeOf(terms, round) === 'training'
  const holders = isTrained ? holdersAfter(bounty.rounds, round) : undefined
  const { metric } = terms.acceptance
  const figure = holders && figureOf({ ...holders, correct: 0, total: 0 }, metric)
  return figure === undefined ? '–' : `${metricText(metric, figure.value, 1)} of ${holders!.examples}`
}
