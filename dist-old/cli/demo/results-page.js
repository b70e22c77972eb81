/** The page of results as one HTML file: no scripts, nothing loaded from anywhere. */
import { bytesText, percentText, timeText, unitsText } from '../output.js';
export function resultsPage(outcome) {
    const { result, terms, bounty, checks } = outcome;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: results of the demonstration</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<p class="kicker">Parley demonstration, ${escapeHtml(timeText(bounty.postedAtMs))}</p>
<h1>${percentText(result.accuracy)} together, ${percentText(result.localAccuracyMean)} alone</h1>
<p>${result.holders} hospitals trained one model on handwritten digits without showing a record or a single update.
Accuracy is measured on ${terms.acceptance.testSet.examples.toLocaleString('en')} digits that nobody trained on;
“alone” is the mean of what each hospital reaches with its own records and as many epochs as there were rounds.</p>
</header>
${figures(outcome)}
<section><h2>Accuracy by round</h2>${accuracyChart(outcome)}</section>
<section><h2>Each hospital alone, and the federation</h2>${aloneChart(outcome)}</section>
<section><h2>Rounds</h2>${roundsTable(outcome)}</section>
<section><h2>Who was paid what, and why</h2>${payTable(outcome)}${formula(outcome)}${escrowBar(outcome)}</section>
<section><h2>What had to hold</h2>
<ul class="checks">${checks
        .map(({ name, held, detail }) => `<li class="${held ? 'held' : 'failed'}"><strong>${held ? 'Yes' : 'No'}:</strong> ${escapeHtml(name)}<br><small>${escapeHtml(detail)}</small></li>`)
        .join('')}</ul></section>
</main>
</body>
</html>
`;
}
function figures({ result, audit }) {
    const items = [
        [String(result.roundsCompleted), 'rounds completed'],
        [String(result.dropouts.length), 'dropouts survived'],
        [bytesText(result.uploadBytesPerRound), 'masked updates a round, received'],
        [`${result.receipts.verified} of ${result.receipts.issued}`, 'receipts verified'],
        [result.ledger.balanced ? 'balanced' : 'not balanced', `books, ${audit.journals} journals`],
        [`${result.elapsedSeconds} s`, 'from nothing to settled'],
    ];
    const shown = items.map(([value, name]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
    return `<dl class="figures">${shown.join('')}</dl>`;
}
const chart = { width: 720, height: 260, left: 64, right: 16, top: 16, bottom: 34 };
/** A line over the rounds, with the target. The table below the charts has the same numbers. */
function accuracyChart({ rounds, terms }) {
    const points = rounds.map(({ round, correct, total }) => ({ round, accuracy: correct / (total || 1) }));
    const { target } = terms.acceptance;
    const lowest = Math.floor(10 * Math.min(target, ...points.map(({ accuracy }) => accuracy)) - 0.2) / 10;
    const last = Math.max(2, terms.training.rounds);
    const x = (round) => chart.left + ((round - 1) / (last - 1)) * (chart.width - chart.left - chart.right);
    const y = (accuracy) => chart.top + ((1 - accuracy) / (1 - lowest)) * (chart.height - chart.top - chart.bottom);
    const ticks = [lowest, (lowest + 1) / 2, 1];
    const line = points
        .map(({ round, accuracy }) => `${x(round).toFixed(1)},${y(accuracy).toFixed(1)}`)
        .join(' ');
    return svg(`Accuracy after each round: ${points.map(({ round, accuracy }) => `round ${round} ${percentText(accuracy)}`).join(', ')}; target ${percentText(target)}`, [
        ...ticks.map(tick => `<line class="grid" x1="${chart.left}" x2="${chart.width - chart.right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
            `<text class="axis" x="${chart.left - 8}" y="${y(tick) + 4}" text-anchor="end">${percentText(tick)}</text>`),
        ...points.map(({ round }) => `<text class="axis" x="${x(round)}" y="${chart.height - 10}" text-anchor="middle">round ${round}</text>`),
        `<line class="target" x1="${chart.left}" x2="${chart.width - chart.right}" y1="${y(target)}" y2="${y(target)}"/>`,
        `<text class="axis" x="${chart.left + 6}" y="${y(target) - 6}">target ${percentText(target)}</text>`,
        `<polyline class="line" points="${line}"/>`,
        ...points.map(({ round, accuracy }) => `<circle class="dot" cx="${x(round)}" cy="${y(accuracy)}" r="4.5"/>`),
    ], chart.height);
}
function aloneChart({ holdings, result }) {
    const bars = [
        ...holdings.map(({ displayName, aloneAccuracy }) => ({
            name: displayName,
            accuracy: aloneAccuracy,
            kind: 'alone',
        })),
        { name: 'The federation', accuracy: result.accuracy, kind: 'together' },
    ];
    const rowHeight = 30;
    const left = 200;
    const width = (accuracy) => accuracy * (chart.width - left - 80);
    const rows = bars.map(({ name, accuracy, kind }, i) => {
        const top = i * rowHeight + 5;
        return (`<text class="name" x="${left - 10}" y="${top + 15}" text-anchor="end">${escapeHtml(name)}</text>` +
            `<rect class="${kind}" x="${left}" y="${top}" width="${width(accuracy).toFixed(1)}" height="20" rx="3"/>` +
            `<text class="value" x="${left + width(accuracy) + 8}" y="${top + 15}">${percentText(accuracy)}</text>`);
    });
    const label = bars.map(({ name, accuracy }) => `${name} ${percentText(accuracy)}`).join(', ');
    return svg(`Accuracy on the held-out digits: ${label}`, rows, bars.length * rowHeight + 8);
}
function svg(label, parts, height) {
    return `<svg viewBox="0 0 ${chart.width} ${height}" role="img" aria-label="${escapeHtml(label)}">${parts.join('')}</svg>`;
}
function roundsTable({ rounds }) {
    return htmlTable('Completed rounds', ['Round', 'Right answers', 'In the sum', 'Dropped out', 'Received', 'Paid', 'Fee'], rounds.map(round => [
        String(round.round),
        `${round.correct.toLocaleString('en')} (${percentText(round.correct / (round.total || 1))})`,
        String(round.survivors.length),
        round.dropouts.map(({ organisation, stage }) => `${organisation}, ${stage}`).join('; ') || '–',
        bytesText(round.uploadBytes),
        unitsText(round.pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)),
        unitsText(round.feeUnits),
    ]));
}
function payTable({ holdings }) {
    return htmlTable('Pay of each hospital', ['Hospital', 'Examples', 'Weight', 'Paid for rounds', 'Earned'], holdings.map(({ displayName, examples, weight, rounds, earnedUnits }) => [
        displayName,
        examples.toLocaleString('en'),
        String(weight),
        rounds.join(', '),
        unitsText(earnedUnits),
    ]));
}
function formula({ terms }) {
    const { pay, training } = terms;
    return `<p>The price of ${unitsText(BigInt(pay.priceUnits))} units is cut into ${training.rounds} pots, one a round. Of a completed round's pot
${pay.feeBasisPoints / 100} % go to the operator; the rest is shared among those whose update is in the sum, by
<em>weight = min(${pay.weightCap}, ⌊√examples⌋)</em>, to the last unit by largest remainders. A holder that is not in the sum earns nothing in
that round; pots of rounds that were not needed go back to the buyer.</p>`;
}
/** Where the escrow went, as one bar. */
function escrowBar({ bounty, result }) {
    const total = Number(BigInt(result.ledger.escrowed));
    const parts = [
        { name: 'paid to hospitals', units: bounty.paidUnits, kind: 'together' },
        { name: 'fee', units: bounty.feeUnits, kind: 'fee' },
        { name: 'back to the buyer', units: bounty.refundedUnits, kind: 'alone' },
    ];
    let at = 0;
    const bars = parts.map(({ units, kind }) => {
        const width = (Number(units) / total) * chart.width;
        at += width;
        return `<rect class="${kind}" x="${(at - width).toFixed(1)}" y="0" width="${width.toFixed(1)}" height="26"/>`;
    });
    const words = parts.map(({ name, units }) => `${unitsText(units)} ${name}`).join(' + ');
    return `${svg(`Escrow: ${words}`, bars, 26)}<p>${unitsText(BigInt(result.ledger.escrowed))} in escrow = ${words}.</p>`;
}
function htmlTable(caption, head, rows) {
    const cells = (row) => row
        .map((cell, i) => i === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`)
        .join('');
    return `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head
        .map(name => `<th scope="col">${escapeHtml(name)}</th>`)
        .join('')}</tr></thead><tbody>${rows.map(row => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}
function escapeHtml(text) {
    const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
    return text.replace(/[&<>"]/g, character => entities[character]);
}
const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566072; --paper: #fbfaf7; --card: #ffffff; --rule: #dcdfe5; --main: #1f6f5c; --other: #8fa3b8; --fee: #b3672b; --bad: #a3242b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a3adbd; --paper: #14181e; --card: #1b2129; --rule: #333c48; --main: #58b89f; --other: #64788e; --fee: #d99256; --bad: #ef8a8f; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 900px; margin: 0 auto; padding: 40px 20px 80px }
h1 { font-size: clamp(1.8rem, 5vw, 2.6rem); line-height: 1.15; margin: .2em 0 .5em; letter-spacing: -.02em }
h2 { font-size: 1.15rem; margin: 0 0 12px }
.kicker { color: var(--soft); margin: 0 }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 20px; margin-top: 20px }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 12px; margin: 24px 0 0 }
.figures div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 16px; display: flex; flex-direction: column-reverse; justify-content: flex-end }
.figures dt { color: var(--soft); font-size: .85rem }
.figures dd { margin: 0; font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums }
svg { width: 100%; height: auto; display: block }
text { fill: var(--ink); font: 13px system-ui, sans-serif }
.axis { fill: var(--soft); font-size: 12px }
.grid { stroke: var(--rule) }
.target { stroke: var(--fee); stroke-dasharray: 5 4; stroke-width: 1.5 }
.line { fill: none; stroke: var(--main); stroke-width: 2.5; stroke-linejoin: round }
.dot { fill: var(--main) }
rect.together { fill: var(--main) } rect.alone { fill: var(--other) } rect.fee { fill: var(--fee) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: 6px }
th, td { text-align: right; padding: 7px 8px; border-top: 1px solid var(--rule); font-weight: 400; white-space: nowrap }
thead th { border-top: 0; font-weight: 600 } th:first-child { text-align: left; padding-left: 0 }
.checks { list-style: none; padding: 0; margin: 0 } .checks li { padding: 8px 0; border-top: 1px solid var(--rule) } .checks li:first-child { border-top: 0 }
.checks strong { color: var(--main) } .checks .failed strong { color: var(--bad) } small { color: var(--soft); overflow-wrap: anywhere }
`;
//# sourceMappingURL=results-page.js.map