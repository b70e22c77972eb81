/** The page of results in the terminal. */
import colors from 'picocolors'
import { figureText } from '../bounty-view.ts'
import { bytesText, percentText, table, unitsText } from '../output.ts'
import type { DemoOutcome } from './results.ts'

export function resultsText(outcome: DemoOutcome, folder: string): string {
  const { result, terms, rounds, checks, bounty } = outcome
  const title = `${percentText(result.accuracy)} of 10,000 held-out digits; alone the hospitals reach ${percentText(result.localAccuracyMean)} on average`
  return [
    '',
    colors.bold(title),
    '',
    roundsTable(outcome),
    '',
    holdingsTable(outcome),
    `  pay in a round = (price / ${terms.training.rounds} rounds - fee) x own weight / sum of the survivors' weights; weight = min(${terms.pay.weightCap}, floor(sqrt(examples)))`,
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
    ['hospital', 'examples', 'alone', 'weight', 'paid for rounds', 'earned'],
    holdings.map(({ displayName, examples, aloneAccuracy, weight, rounds, earnedUnits }) => [
      displayName,
      examples.toLocaleString('en'),
      percentText(aloneAccuracy),
      String(weight),
      rounds.join(' '),
      unitsText(earnedUnits),
    ]),
    [1, 2, 3, 5],
  )
}
