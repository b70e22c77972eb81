/** The page of results as one HTML file: no scripts, nothing loaded from anywhere. */
import { bytesText, percentText, timeText, unitsText } from '../output.ts'
import { earningsSection } from './earnings-page.ts'
import { chart, escapeHtml, htmlTable, pageStyle, svg } from './page-parts.ts'
import type { DemoOutcome } from './results.ts'

export function resultsPage(outcome: DemoOutcome): string {
  const { result, terms, bounty, rounds, checks, earnings } = outcome
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: results of the demonstration</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<p class="kicker">Parley demonstration, ${escapeHtml(timeText(bounty.postedAtMs))}</p>
<h1>${percentText(result.accuracy)} together, ${percentText(result.localAccuracyMean)} alone</h1>
<p>${result.holders} hospitals trained one model on handwritten digits without showing a record or a single update.
Accuracy is measured on ${terms.acceptance.testSet.examples.toLocaleString('en')} digits that nobody trained on;
“alone” is the mean of what each honest hospital reaches with its own records and as many epochs as there were rounds.
One of the hospitals only pretended to train, and one trained on wrong labels. ${earnings.resolution === 'full' ? 'Nobody was told which; what was paid for quality follows from measurements alone.' : 'In this run too little was measured to find them.'}</p>
</header>
${earningsSection(outcome)}
${figures(outcome)}
<section><h2>Accuracy by round</h2>${accuracyChart(outcome)}</section>
<section><h2>Each hospital alone, and the federation</h2>${aloneChart(outcome)}</section>
<section><h2>Rounds</h2><details><summary>${rounds.length} rounds, one by one</summary>${roundsTable(outcome)}</details></section>
<section><h2>Where the price went</h2>${escrowBar(outcome)}</section>
<section><h2>What had to hold</h2>
<ul class="checks">${checks
    .map(
      ({ name, held, detail }) =>
        `<li class="${held ? 'held' : 'failed'}"><strong>${held ? 'Yes' : 'No'}:</strong> ${escapeHtml(name)}<br><small>${escapeHtml(detail)}</small></li>`,
    )
    .join('')}</ul></section>
</main>
</body>
</html>
`
}

function figures({ result, audit }: DemoOutcome): string {
  const items: readonly (readonly [string, string])[] = [
    [String(result.roundsCompleted), 'rounds completed'],
    [String(result.dropouts.length), 'dropouts survived'],
    [bytesText(result.uploadBytesPerRound), 'masked updates a round, received'],
    [`${result.receipts.verified} of ${result.receipts.issued}`, 'receipts verified'],
    [result.ledger.balanced ? 'balanced' : 'not balanced', `books, ${audit.journals} journals`],
    [`${result.elapsedSeconds} s`, 'from nothing to settled'],
  ]
  const shown = items.map(
    ([value, name]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  )
  return `<dl class="figures">${shown.join('')}</dl>`
}

/** A line over the rounds, with the target. The table below the charts has the same numbers. */
function accuracyChart({ rounds, terms }: DemoOutcome): string {
  const points = rounds.map(({ round, correct, total }) => ({ round, accuracy: correct / (total || 1) }))
  const { target } = terms.acceptance
  const lowest = Math.floor(10 * Math.min(target, ...points.map(({ accuracy }) => accuracy)) - 0.2) / 10
  const last = Math.max(2, terms.training.rounds)
  const x = (round: number) =>
    chart.left + ((round - 1) / (last - 1)) * (chart.width - chart.left - chart.right)
  const y = (accuracy: number) =>
    chart.top + ((1 - accuracy) / (1 - lowest)) * (chart.height - chart.top - chart.bottom)
  const ticks = [lowest, (lowest + 1) / 2, 1]
  const line = points
    .map(({ round, accuracy }) => `${x(round).toFixed(1)},${y(accuracy).toFixed(1)}`)
    .join(' ')
  return svg(
    `Accuracy after each round: ${points.map(({ round, accuracy }) => `round ${round} ${percentText(accuracy)}`).join(', ')}; target ${percentText(target)}`,
    [
      ...ticks.map(
        tick =>
          `<line class="grid" x1="${chart.left}" x2="${chart.width - chart.right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
          `<text class="axis" x="${chart.left - 8}" y="${y(tick) + 4}" text-anchor="end">${percentText(tick)}</text>`,
      ),
      ...points
        .filter(({ round }) => round % Math.ceil(last / 10) === 0 || last <= 10)
        .map(
          ({ round }) =>
            `<text class="axis" x="${x(round)}" y="${chart.height - 10}" text-anchor="middle">round ${round}</text>`,
        ),
      `<line class="target" x1="${chart.left}" x2="${chart.width - chart.right}" y1="${y(target)}" y2="${y(target)}"/>`,
      `<text class="axis" x="${chart.left + 6}" y="${y(target) - 6}">target ${percentText(target)}</text>`,
      `<polyline class="line" points="${line}"/>`,
      ...points.map(
        ({ round, accuracy }) =>
          `<circle class="dot" cx="${x(round)}" cy="${y(accuracy)}" r="${last > 12 ? 3 : 4.5}"/>`,
      ),
    ],
    chart.height,
  )
}

function aloneChart({ holdings, result }: DemoOutcome): string {
  const bars = [
    ...holdings.map(({ displayName, aloneAccuracy }) => ({
      name: displayName,
      accuracy: aloneAccuracy,
      kind: 'alone',
    })),
    { name: 'The federation', accuracy: result.accuracy, kind: 'together' },
  ]
  const rowHeight = 30
  const left = 200
  const width = (accuracy: number) => accuracy * (chart.width - left - 80)
  const rows = bars.map(({ name, accuracy, kind }, i) => {
    const top = i * rowHeight + 5
    return (
      `<text class="name" x="${left - 10}" y="${top + 15}" text-anchor="end">${escapeHtml(name)}</text>` +
      `<rect class="${kind}" x="${left}" y="${top}" width="${width(accuracy).toFixed(1)}" height="20" rx="3"/>` +
      `<text class="value" x="${left + width(accuracy) + 8}" y="${top + 15}">${percentText(accuracy)}</text>`
    )
  })
  const label = bars.map(({ name, accuracy }) => `${name} ${percentText(accuracy)}`).join(', ')
  return svg(`Accuracy on the held-out digits: ${label}`, rows, bars.length * rowHeight + 8)
}

function roundsTable({ rounds }: DemoOutcome): string {
  return htmlTable(
    'Completed rounds',
    ['Round', 'Right answers', 'In the sum', 'Dropped out', 'Received', 'Paid', 'Fee'],
    rounds.map(round => [
      String(round.round),
      `${round.correct.toLocaleString('en')} (${percentText(round.correct / (round.total || 1))})`,
      String(round.survivors.length),
      round.dropouts.map(({ organisation, stage }) => `${organisation}, ${stage}`).join('; ') || '–',
      bytesText(round.uploadBytes),
      unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
      unitsText(round.feeUnits),
    ]),
  )
}

/** Where the escrow went, as one bar. */
function escrowBar({ bounty, result, earnings }: DemoOutcome): string {
  const { qualityUnits, evaluatorUnits } = earnings
  const total = Number(BigInt(result.ledger.escrowed))
  const parts = [
    { name: 'base pay', units: bounty.paidUnits - qualityUnits - evaluatorUnits, kind: 'together' },
    { name: 'quality pay', units: qualityUnits, kind: 'quality' },
    { name: 'to the evaluators', units: evaluatorUnits, kind: 'evaluators' },
    { name: 'fee', units: bounty.feeUnits, kind: 'fee' },
    { name: 'back to the buyer', units: bounty.refundedUnits, kind: 'alone' },
  ]
  let at = 0
  const bars = parts.map(({ units, kind }) => {
    const width = (Number(units) / total) * chart.width
    at += width
    return `<rect class="${kind}" x="${(at - width).toFixed(1)}" y="0" width="${width.toFixed(1)}" height="26"/>`
  })
  const words = parts.map(({ name, units }) => `${unitsText(units)} ${name}`).join(' + ')
  return `${svg(`Escrow: ${words}`, bars, 26)}<p>${unitsText(BigInt(result.ledger.escrowed))} in escrow = ${words}.</p>`
}
