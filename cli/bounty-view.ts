/** A bounty as people and programs read it. */
import { type BountyTerms, decodeTerms } from '../protos/terms.ts'
import type { Bounty, RoundSummary } from '../protos/types.ts'
import { CommandError } from './errors.ts'
import { bytesText, percentText, shortId, table, timeText, unitsText } from './output.ts'

/** The terms of a bounty as the coordinator hands it out. */
export function termsOf(bounty: Bounty): BountyTerms {
  const decoded = decodeTerms(bounty.terms)
  if (decoded.kind === 'terms') return decoded.terms
  const fault = decoded.faults[0]
  throw new CommandError(
    `the coordinator sent terms that cannot be read (${fault?.field}: ${fault?.message}); is it newer than this program?`,
  )
}

/** For --json: everything, the terms as an object. */
export function bountyJson(bounty: Bounty): unknown {
  const { terms, ...rest } = bounty
  return { ...rest, terms: termsOf(bounty) }
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
      accuracyText(completedRounds(bounty).at(-1)),
      `${bounty.participants.length}/${terms.cohort.maximum}`,
      unitsText(BigInt(terms.pay.priceUnits)),
    ]
  })
  return table(
    ['bounty', 'title', 'buyer', 'state', 'rounds', 'accuracy', 'holders', 'price'],
    rows,
    [4, 5, 6, 7],
  )
}

export function completedRounds(bounty: Bounty): readonly RoundSummary[] {
  return bounty.rounds.filter(round => round.state === 'completed')
}

/** correct / total of a round, or a dash before there is one. */
export function accuracyText(round: RoundSummary | undefined): string {
  return round === undefined || round.total === 0 ? '–' : percentText(round.correct / round.total)
}

export function bountyText(bounty: Bounty): string {
  const terms = termsOf(bounty)
  const { acceptance, pay } = terms
  return [
    `${terms.title}   (${bounty.state}${bounty.reason === '' ? '' : `: ${bounty.reason}`})`,
    `  id        ${bounty.bountyId}`,
    `  buyer     ${bounty.buyer}, ${timeText(bounty.postedAtMs)}, purpose ${terms.purpose}`,
    `  target    ${percentText(acceptance.target)} on ${acceptance.testSet.examples.toLocaleString('en')} held-out examples${bounty.accepted ? ', met' : ''}`,
    `  price     ${unitsText(BigInt(pay.priceUnits))} units: ${unitsText(bounty.paidUnits)} paid, ${unitsText(bounty.feeUnits)} fees, ${unitsText(bounty.refundedUnits)} refunded`,
    '',
    participantsTable(bounty),
    ...(bounty.rounds.length === 0 ? [] : ['', roundsTable(bounty)]),
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

function roundsTable(bounty: Bounty): string {
  const rows = bounty.rounds.map(round => [
    String(round.round),
    String(round.attempt),
    round.state,
    accuracyText(round),
    String(round.survivors.length),
    round.dropouts.map(({ organisation, stage }) => `${organisation} (${stage})`).join(', ') || '–',
    bytesText(round.uploadBytes),
    unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
  ])
  return table(
    ['round', 'attempt', 'state', 'accuracy', 'survivors', 'dropped', 'received', 'paid'],
    rows,
    [0, 1, 3, 4, 6, 7],
  )
}
