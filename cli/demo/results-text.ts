/** The page of results in the terminal. */
import colors from 'picocolors'
import { figureText } from '../bounty-view.ts'
import { bytesText, percentText, table, unitsText } from '../output.ts'
import type { Score } from './earnings.ts'
import { resolutionText } from './reasons.ts'
import type { DemoOutcome, Holding } from './results.ts'

export function resultsText(outcome: DemoOutcome, folder: string): string {
  const { result, terms, rounds, checks, bounty, earnings } = outcome
  const title = `${percentText(result.accuracy)} of ${terms.acceptance.testSet.examples.toLocaleString('en')} held-out digits; alone the honest hospitals reach ${percentText(result.localAccuracyMean)} on average`
  return [
    '',
    colors.bold(title),
    '',
    roundsTable(outcome),
    '',
    holdingsTable(outcome),
    `  base pay in a round = (base pool / ${terms.training.rounds} rounds - fee) x own weight / sum of the survivors' weights; weight = min(${terms.pay.weightCap}, floor(sqrt(examples)))`,
    `  quality pay = (quality pool - fee) x own part of all that counts; counts = score - ${(terms.scoring?.gate ?? 0) / 100} standard errors, if above 0`,
    `  ${resolutionText(earnings.resolution, earnings.testedRounds)}`,
    '',
    ...outcome.holdings.map(whyText),
    '',
    `  escrow ${unitsText(BigInt(result.ledger.escrowed))} = ${unitsText(bounty.paidUnits)} paid + ${unitsText(bounty.feeUnits)} fees + ${unitsText(bounty.refundedUnits)} back to the buyer`,
    `  ${bytesText(result.uploadBytesPerRound)} of masked updates in a round (${rounds.length} rounds), ${result.elapsedSeconds} s in all`,
    '',
    ...checks.map(
      ({ name, held, detail }) => `${held ? colors.green('✔') : colors.red('✖')} ${name}: ${detail}`,
    ),
    '',
    `The same as a page: ${folder}/results.html`,
    `Each party’s statement, with the formula behind every unit: ${folder}/statements/`,
    `The bounty’s log, from which all of it follows: parley verify ${folder}/bounty-log.json --settlement settlement.json`,
    `Where the model comes from: parley verify ${folder}/certificate.json --model ${folder}/model.safetensors`,
    `Look around: parley bounty list --home ${folder}/buyer --passphrase-file ${folder}/passphrase.txt   (with --stay, while the coordinator runs)`,
  ].join('\n')
}

function roundsTable({ rounds }: DemoOutcome): string {
  return table(
    ['round', 'accuracy', 'in the sum', 'dropped out', 'received', 'paid'],
    rounds.map(round => [
      String(round.round),
      figureText(round, 'accuracy'),
      String(round.survivors.length),
      round.dropouts.map(({ organisation, stage }) => `${organisation} (${stage})`).join(', ') || '–',
      bytesText(round.uploadBytes),
      unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
    ]),
    [0, 1, 2, 4, 5],
  )
}

function holdingsTable({ holdings }: DemoOutcome): string {
  return table(
    [
      'hospital',
      'declares',
      'alone',
      'rounds',
      'base pay',
      'score (95 %)',
      'counts',
      'quality pay',
      'earned',
    ],
    holdings.map(({ displayName, examples, aloneAccuracy, rounds, earning }) => [
      displayName,
      examples.toLocaleString('en'),
      percentText(aloneAccuracy),
      String(rounds.length),
      unitsText(earning.baseUnits),
      scoreText(earning.score),
      earning.score === undefined ? '–' : earning.score.counted.toFixed(2),
      unitsText(earning.qualityUnits),
      unitsText(earning.baseUnits + earning.qualityUnits),
    ]),
    [1, 2, 3, 4, 5, 6, 7, 8],
  )
}

/** A score and half the width of its interval. */
export function scoreText(score: Score | undefined): string {
  if (score === undefined) return '–'
  const { value, high } = score
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} ± ${(high - value).toFixed(2)}`
}

function whyText({ displayName, deed, reason }: Holding): string {
  return `  ${colors.bold(displayName)}: ${deed}\n      Quality pay: ${reason}`
}
