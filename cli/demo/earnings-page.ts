/** The part of the results page that tells who earned what and why, for somebody who has never seen Parley. */
import { percentText, unitsText } from '../output.ts'
import type { Score } from './earnings.ts'
import { chart, escapeHtml, htmlTable, svg } from './page-parts.ts'
import { resolutionText } from './reasons.ts'
import type { DemoOutcome, Holding } from './results.ts'
import { scoreText } from './results-text.ts'

export function earningsSection(outcome: DemoOutcome): string {
  const { holdings, earnings } = outcome
  const isClear = earnings.resolution === 'full'
  return `<section><h2>Who earned what, and why</h2>
<p>Nobody, the coordinator included, saw what a single hospital sent: updates are masked, and only sums of groups are known. Base pay follows
the number of records that a hospital <em>says</em> it has. Quality pay follows what it was <em>measured</em> to contribute, from those sums alone.</p>
${payChart(holdings)}
<h3 class="sub">What was measured</h3>
<p>Each round the hospitals are cut into groups anew, by lot. Three evaluators test the model on held-out digits with the sum of each group and
without it. Over many rounds everybody has been in groups with everybody else, and what they have in common tells who makes a group better. A
score of +0.50 says that the model’s loss fell by 0.50 because of this hospital, over all rounds. The line through each dot
says how far another lot would move it, nineteen times in twenty. What may be chance is not paid: a score is lowered by ${gateText(outcome)}, and by
what is left above zero, the coloured stretch, the quality pool is shared.</p>
<p${isClear ? '' : ' class="warning"'}>${escapeHtml(resolutionText(earnings.resolution, earnings.testedRounds))}</p>
${scoreChart(holdings)}
${earningsTable(outcome)}
<div class="stories">${holdings.map(story).join('')}</div>
${formula(outcome)}</section>`
}

const rowHeight = 34
const nameWidth = 200

function payChart(holdings: readonly Holding[]): string {
  const most = holdings.reduce((top, { earning }) => Math.max(top, totalOf(earning)), 1)
  const width = (units: bigint) => (Number(units) / most) * (chart.width - nameWidth - 170)
  const rows = holdings.map(({ earning }, i) => {
    const top = i * rowHeight + 5
    const { baseUnits, qualityUnits } = earning
    const [base, quality] = [width(baseUnits), width(qualityUnits)]
    const told = qualityUnits === 0n ? 'no quality pay' : `${unitsText(qualityUnits)} of it for quality`
    return (
      nameAt(holdings[i]!, top + 16) +
      `<rect class="together" x="${nameWidth}" y="${top}" width="${base.toFixed(1)}" height="23" rx="3"/>` +
      `<rect class="quality" x="${(nameWidth + base + 1).toFixed(1)}" y="${top}" width="${quality.toFixed(1)}" height="23" rx="3"/>` +
      `<text class="value" x="${(nameWidth + base + quality + 9).toFixed(1)}" y="${top + 11}">${unitsText(baseUnits + qualityUnits)}</text>` +
      `<text class="axis small" x="${(nameWidth + base + quality + 9).toFixed(1)}" y="${top + 24}">${told}</text>`
    )
  })
  const label = holdings.map(
    ({ displayName, earning }) =>
      `${displayName} ${unitsText(earning.baseUnits)} base and ${unitsText(earning.qualityUnits)} quality`,
  )
  return `<ul class="legend"><li><i style="background:var(--main)"></i>base pay, by records declared</li><li><i style="background:var(--quality)"></i>quality pay, by contribution measured</li></ul>${svg(`Pay: ${label.join('; ')}`, rows, holdings.length * rowHeight + 8)}`
}

/** Scores as dots, their intervals as whiskers, what the gate leaves as a stretch from zero. */
function scoreChart(holdings: readonly Holding[]): string {
  const scores = holdings.flatMap(({ earning }) => (earning.score === undefined ? [] : [earning.score]))
  if (scores.length === 0) return ''
  const least = Math.min(0, ...scores.map(({ low }) => low))
  const largest = Math.max(0, ...scores.map(({ high }) => high))
  const room = chart.width - nameWidth - chart.right - 110
  const x = (value: number) => nameWidth + 8 + ((value - least) / (largest - least || 1)) * room
  const rows = holdings.flatMap((holding, i) => {
    const { score } = holding.earning
    return score === undefined ? [] : [scoreRow(holding, score, i * rowHeight + 20, x)]
  })
  const bottom = holdings.length * rowHeight + 8
  const axis =
    `<line class="zero" x1="${x(0).toFixed(1)}" x2="${x(0).toFixed(1)}" y1="0" y2="${bottom}"/>` +
    `<text class="axis" x="${x(0).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">0: adds nothing</text>`
  const label = holdings.map(({ displayName, earning }) => `${displayName} ${scoreText(earning.score)}`)
  return svg(`Scores with intervals of 95 %: ${label.join('; ')}`, [axis, ...rows], bottom + 24)
}

function scoreRow(holding: Holding, score: Score, y: number, x: (value: number) => number): string {
  const { value, low, high, counted } = score
  const at = (place: number) => x(place).toFixed(1)
  const caps = [low, high].map(
    end => `<line class="whisker" x1="${at(end)}" x2="${at(end)}" y1="${y - 5}" y2="${y + 5}"/>`,
  )
  return (
    nameAt(holding, y + 4) +
    (counted > 0 ? `<line class="counted" x1="${at(0)}" x2="${at(counted)}" y1="${y}" y2="${y}"/>` : '') +
    `<line class="whisker" x1="${at(low)}" x2="${at(high)}" y1="${y}" y2="${y}"/>${caps.join('')}` +
    `<circle class="score${counted > 0 ? '' : ' none'}" cx="${at(value)}" cy="${y}" r="5"/>` +
    `<text class="value" x="${chart.width}" y="${y + 4}" text-anchor="end">${scoreText(score)}</text>`
  )
}

const asides: Readonly<Record<Holding['part'], string>> = {
  honest: '',
  'free-rider': 'the free rider',
  'bad-labels': 'wrong labels',
}

/** The name, and below it what is odd about the hospital. */
function nameAt({ displayName, part }: Holding, y: number): string {
  const at = (style: string, top: number, text: string) =>
    `<text class="${style}" x="${nameWidth - 10}" y="${top}" text-anchor="end">${escapeHtml(text)}</text>`
  const aside = asides[part]
  return aside === ''
    ? at('name', y, displayName)
    : at('name', y - 6, displayName) + at('axis odd', y + 8, aside)
}

function totalOf({ baseUnits, qualityUnits }: Holding['earning']): number {
  return Number(baseUnits + qualityUnits)
}

function earningsTable({ holdings }: DemoOutcome): string {
  return htmlTable(
    'Pay of each hospital; scores with half the width of their intervals of 95 %',
    ['Hospital', 'Declares', 'Base pay', 'Score', 'Above gate', 'Of pool', 'Quality pay', 'Earned'],
    holdings.map(({ displayName, examples, earning }) => [
      displayName,
      examples.toLocaleString('en'),
      unitsText(earning.baseUnits),
      scoreText(earning.score),
      earning.score === undefined ? '–' : earning.score.counted.toFixed(2),
      percentText(earning.share),
      unitsText(earning.qualityUnits),
      unitsText(earning.baseUnits + earning.qualityUnits),
    ]),
  )
}

/** What it did, which only the demonstration knows, beside what was found. */
function story({ displayName, part, deed, reason, earning }: Holding): string {
  const { baseUnits, qualityUnits } = earning
  return `<article class="${part === 'honest' ? 'even' : 'odd'}"><h3>${escapeHtml(displayName)} <span>${unitsText(baseUnits)} base + ${unitsText(qualityUnits)} quality</span></h3>
<p><b>What it really did:</b> ${escapeHtml(deed)}</p><p><b>What was found:</b> ${escapeHtml(reason)}</p></article>`
}

function gateText({ terms }: DemoOutcome): string {
  const gate = (terms.scoring?.gate ?? 0) / 100
  if (gate === 0.5) return 'half of its standard error'
  return gate === 1 ? 'its standard error' : `${gate} of its standard errors`
}

function formula({ terms, earnings }: DemoOutcome): string {
  const { pay, training } = terms
  const { base = 10_000, quality = 0, evaluators = 0 } = pay.pools ?? {}
  return `<p>The price of ${unitsText(BigInt(pay.priceUnits))} units falls into ${base / 100} % for rounds, ${quality / 100} % for quality and ${evaluators / 100} % for the
evaluators, who share ${unitsText(earnings.evaluatorUnits)} by the rounds that they tested, whatever they found. Base pay is cut into ${training.rounds} pots, one a round. Of each
pot ${pay.feeBasisPoints / 100} % go to the operator; the rest is shared among those whose update is in the sum, by <em>weight = min(${pay.weightCap}, ⌊√examples⌋)</em>, to the
last unit by largest remainders. A holder that is not in the sum earns nothing in that round; pots of rounds that were not needed go back to the
buyer. All of it, scores included, is computed here again from the public log, in whole numbers.</p>`
}
