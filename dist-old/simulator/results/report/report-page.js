/**
 * The results of an experiment as one page: no network, no scripts, and a policy that forbids both; light or dark as the
 * reader has it. Pure.
 */
import { readFileSync } from 'node:fs';
import { sha256 } from '../../../aggregation/crypto/index.js';
import { summarize } from '../summary.js';
import { inlineSvg } from './drawing.js';
import { strideOf } from './line-chart.js';
import { asMarkup, markup } from './markup.js';
import { matrix } from './matrix.js';
import { drawingCss, schemeCss } from './palette.js';
import { figureNames } from './published.js';
import { drawChart, sweepMatrix } from './report-charts.js';
import { costTable, curveTable, figureTable, runTable, settingTable } from './report-tables.js';
import { settingsOf } from './settings-table.js';
/** Widths of the two drawings of each chart, for a desk and for a phone. */
const widths = { wide: 960, narrow: 340 };
const styleSheet = () => `${schemeCss()}${drawingCss}\n${readFileSync(new URL('./report.css', import.meta.url), 'utf8')}`;
/**
 * The page as text.
 *
 * @throws RangeError for a published figure that the report does not have.
 */
export function reportPage(runs, options, writtenAtMs) {
    const style = styleSheet();
    const policy = `default-src 'none'; style-src 'sha256-${Buffer.from(sha256(Buffer.from(style))).toString('base64')}'; base-uri 'none'; form-action 'none'`;
    const page = markup `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title}</title>
<style>${asMarkup(style)}</style>
</head>
<body>
${header(runs, options)}
<main>
${sections(runs, options, writtenAtMs)}
</main>
</body>
</html>
`;
    return page.markup;
}
function header(runs, { title, description }) {
    const paragraphs = description.split(/\n\s*\n/).filter(text => text.trim() !== '');
    return markup `<header><h1>${title}</h1><ul class="badges">${badges(runs)}</ul>${paragraphs.map(text => markup `<p>${text}</p>`)}</header>`;
}
function badges(runs) {
    const unmasked = runs.filter(({ run }) => run.masking === 'off').length;
    const unfinished = runs.filter(({ end }) => end === undefined).length;
    const inClear = 'updates were summed in the clear in this process';
    const some = unmasked < runs.length ? ` in ${unmasked} of ${runs.length} runs` : '';
    return [
        ...(unmasked > 0 ? [markup `<li class="badge badge-warn">masking off${some}: ${inClear}</li>`] : []),
        ...(unmasked === 0 && runs.length > 0
            ? [markup `<li class="badge badge-good">masking on: only masked updates were summed</li>`]
            : []),
        ...(unfinished > 0
            ? [markup `<li class="badge badge-warn">${unfinished} of ${runs.length} runs unfinished</li>`]
            : []),
    ];
}
function sections(runs, options, writtenAtMs) {
    const { published = [], targets = [] } = options;
    const summaries = summarize(runs);
    const figures = figureNames(targets, published);
    const isLossKnown = summaries.some(({ lossByRound }) => lossByRound.length > 0);
    return [
        card('what', 'What was run', whatWasRun(runs, summaries, writtenAtMs)),
        ...(runs.length === 0 ? [] : [card('figures', 'Figures', figureTable(summaries, figures, published))]),
        ...(runs.length === 0 ? [] : [curveCard('accuracy', summaries, targets)]),
        ...(isLossKnown ? [curveCard('loss', summaries, [])] : []),
        ...(runs.length === 0 ? [] : [finalCard(summaries)]),
        ...matrixCard(summaries),
        ...(runs.length === 0 ? [] : [card('cost', 'Time and memory', costTable(summaries)), runsCard(runs)]),
    ];
}
/** Long lists stay closed. */
function runsCard(runs) {
    const isLong = runs.length > 24;
    const table = runTable(runs);
    const body = isLong
        ? markup `<details><summary>${runs.length} runs as a table</summary>${table}</details>`
        : table;
    return card('runs', 'All runs', body);
}
function card(id, title, body) {
    return markup `<section class="card" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title}</h2>${body}</section>`;
}
/** The picture twice, one of which the style sheet shows. */
function figure(id, draw) {
    return markup `<div class="chart">${inlineSvg(draw(widths.wide), `${id}-wide`, 'wide')}${inlineSvg(draw(widths.narrow), `${id}-narrow`, 'narrow')}</div>`;
}
function curveCard(kind, summaries, targets) {
    const curve = kind === 'accuracy' ? 'accuracyByRound' : 'lossByRound';
    const stride = Math.max(1, ...summaries.map(summary => strideOf(summary[curve].length)));
    const isPartial = summaries.some(({ runs, ...summary }) => summary[curve].some(({ count }) => count < runs.length));
    const isSpread = summaries.some(summary => summary[curve].some(({ interval }) => interval !== undefined));
    const body = markup `${figure(kind, width => drawChart(kind, summaries, { targets, width }))}<p class="note">${[
        'On the test set, mean over seeds.',
        isSpread ? 'Bands: 95 % interval.' : '',
        isPartial ? 'Faint: not all runs of the variant are in the mean.' : '',
        stride > 1 ? `One round in ${stride} is drawn.` : '',
    ].join(' ')}</p><details><summary>${kind === 'accuracy' ? 'Accuracy' : 'Loss'} as a table</summary>${curveTable(summaries, curve)}</details>`;
    return card(kind, titleOf[kind], body);
}
const titleOf = {
    accuracy: 'Accuracy by round',
    loss: 'Loss by round',
    final: 'Final accuracy',
};
function finalCard(summaries) {
    const body = markup `${figure('final', width => drawChart('final', summaries, { width }))}<p class="note">Dot: mean. Bar: 95 % interval. Rings: single seeds. The table of figures has the same in numbers.</p>`;
    return card('final', titleOf.final, body);
}
function matrixCard(summaries) {
    if (sweepMatrix(summaries) === undefined)
        return [];
    const body = markup `${figure('matrix', width => matrix(sweepMatrix(summaries, width)))}<p class="note">Mean over seeds; the table of figures has the same in numbers.</p>`;
    return [card('matrix', 'Both swept fields', body)];
}
function whatWasRun(runs, summaries, writtenAtMs) {
    if (runs.length === 0)
        return markup `<p>No run has written anything yet.</p>`;
    const listed = (values) => [...new Set(values)].join(', ');
    const facts = {
        Experiment: listed(runs.map(({ run }) => run.experiment)),
        Runs: `${runs.length}, of ${summaries.length} ${summaries.length === 1 ? 'variant' : 'variants'}`,
        Seeds: listed(runs.map(({ run }) => run.seed)),
        Backend: listed(runs.map(({ run }) => run.backend)),
        Masking: listed(runs.map(({ run }) => run.masking)),
        Transport: listed(runs.map(({ run }) => transports[run.transport])),
        Version: listed(runs.map(({ run }) => run.version)),
        Written: `${new Date(writtenAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    };
    const items = Object.entries(facts).map(([name, value]) => markup `<div><dt>${name}</dt><dd>${value}</dd></div>`);
    return markup `<dl class="facts">${items}</dl><details><summary>All settings</summary>${settingTable(settingsOf(runs))}</details>`;
}
const transports = { memory: 'in memory', grpc: 'gRPC' };
//# sourceMappingURL=report-page.js.map