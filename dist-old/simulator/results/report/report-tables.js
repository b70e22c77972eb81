/** The tables of the report: figures by variant, curves, runs, settings. */
import { isFinished } from '../records.js';
import { medianOf } from '../statistics.js';
import { accuracyName, metricByRound } from '../summary.js';
import { percentText } from './axis.js';
import { markup } from './markup.js';
import { seriesColours } from './palette.js';
import { figureText, figureTitle, publishedText } from './published.js';
import { shortLabels } from './short-labels.js';
/** A table that may be wider than the screen, and scrolls by itself; reachable by keyboard. */
function table(caption, names, firstNumber, rows) {
    return markup `<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table><caption class="unseen">${caption}</caption>${headings(names, firstNumber)}<tbody>${rows}</tbody></table></div>`;
}
function headings(names, firstNumber) {
    return markup `<thead><tr>${names.map((name, i) => markup `<th scope="col"${i >= firstNumber && numberClass}>${name}</th>`)}</tr></thead>`;
}
const numberClass = markup ` class="number"`;
/** The figures of each variant, published ones below ours, their sources under the table. */
export function figureTable(summaries, figures, published) {
    const rows = variantRows(summaries, summary => figures.map(figure => figureCell(summary, figure, published)));
    const notes = published.map((each, i) => markup `<li id="source-${i + 1}">${each.source}</li>`);
    return markup `${table('Figures of each variant', ['Variant', ...figures.map(figureTitle)], 1, rows)}<p class="note">Means over seeds with their 95 % interval (Student’s t); rounds to an accuracy are the median over seeds of the first round whose best accuracy so far is there.</p>${notes.length > 0 && markup `<h3>Published figures</h3><ol class="sources">${notes}</ol>`}`;
}
/** What the runs of each variant took of the machine. */
export function costTable(summaries) {
    const names = ['Variant', 'Runs', 'Seconds a round', 'Updates a second', 'Peak memory'];
    const rows = variantRows(summaries, ({ runs, secondsPerRound, updatesPerSecond, peakResidentBytes }) => [
        numberCell(`${runs.length}`),
        numberCell(figureOr(secondsPerRound)),
        numberCell(figureOr(updatesPerSecond)),
        numberCell(bytesText(peakResidentBytes)),
    ]);
    return markup `${table('Time and memory of each variant', names, 1, rows)}<p class="note">Median round; updates that were summed in a second of round time; most resident memory of the process at the end of a round.</p>`;
}
function variantRows(summaries, cellsOf) {
    const labels = shortLabels(summaries);
    return summaries.map((summary, i) => {
        const number = summaries.length > 1 &&
            markup `<span class="index series-${i % seriesColours.light.length}">${i + 1}</span>\u00a0`;
        return markup `<tr><th scope="row">${number}${labels[i]}${stateOf(summary)}</th>${cellsOf(summary)}</tr>`;
    });
}
function figureCell(summary, figure, published) {
    const { value, note } = figureText(figure, summary);
    const others = published.flatMap((each, i) => isBeside(each, figure, summary.label) ? [publishedCell(each, i)] : []);
    return numberCell(value, markup `${note !== '' && markup ` <small>${note}</small>`}${others}`);
}
function numberCell(value, more = markup ``) {
    return markup `<td class="number">${value}${more}</td>`;
}
function isBeside({ figure, variant }, name, label) {
    return figure === name && (variant === undefined || variant === label);
}
function publishedCell(each, index) {
    return markup ` <small class="published">published ${publishedText(each)} <a href="#source-${index + 1}">[${index + 1}]</a></small>`;
}
function stateOf({ unfinished, diverged, runs }) {
    return markup `${unfinished > 0 && markup ` <small class="state">${unfinished} of ${runs.length} unfinished</small>`}${diverged > 0 && markup ` <small class="state">${diverged} of ${runs.length} diverged</small>`}`;
}
const rowsShown = 24;
/** Mean accuracy by round of each variant: every so many rounds, and the last. */
export function curveTable(summaries, curve) {
    const rounds = [...new Set(summaries.flatMap(summary => summary[curve].map(({ round }) => round)))].sort((a, b) => a - b);
    const stride = Math.max(1, Math.ceil(rounds.length / rowsShown));
    const shown = rounds.filter((_, i) => i % stride === 0 || i === rounds.length - 1);
    const byRound = summaries.map(summary => new Map(summary[curve].map(point => [point.round, point.mean])));
    const text = curve === 'accuracyByRound' ? percentText : plainText;
    const rows = shown.map(round => markup `<tr><th scope="row" class="number">${round}</th>${byRound.map(values => markup `<td class="number">${textOr(values.get(round), text)}</td>`)}</tr>`);
    const caption = curve === 'accuracyByRound' ? 'Accuracy by round' : 'Loss by round';
    return markup `${table(caption, ['Round', ...shortLabels(summaries)], 0, rows)}${stride > 1 && markup `<p class="note">One round in ${stride}, and the last; all of them are in rounds.csv.</p>`}`;
}
/** Every run: how it was played, how it ended. */
export function runTable(runs) {
    const names = [
        'Run',
        'State',
        'Seed',
        'Rounds',
        'Last accuracy',
        'Best accuracy',
        'Seconds a round',
        'Model',
    ];
    return table('All runs', names, 2, runs.map(runRow));
}
const reasons = {
    'rounds-done': 'finished',
    'target-met': 'finished: target met',
    'out-of-patience': 'stopped: no better for long',
    diverged: 'diverged',
    aborted: 'aborted',
};
function runRow(stored) {
    const { run, rounds, end, timings } = stored;
    const accuracies = [...metricByRound(stored, accuracyName).values()];
    const best = accuracies.length > 0 ? accuracies.reduce((a, b) => Math.max(a, b)) : undefined;
    const state = isFinished(stored)
        ? markup `${reasons[end.reason]}${end.detail !== '' && markup ` <small>${end.detail}</small>`}`
        : markup `<span class="unfinished">unfinished</span>`;
    const hash = end?.modelHash ?? rounds.at(-1)?.modelHash ?? '';
    const seconds = medianOf(timings.map(timing => timing.seconds));
    return markup `<tr><th scope="row">${run.run}</th><td>${state}</td><td class="number">${run.seed}</td><td class="number">${rounds.at(-1)?.round ?? 0}</td><td class="number">${textOr(accuracies.at(-1), percentText)}</td><td class="number">${textOr(best, percentText)}</td><td class="number">${figureOr(seconds)}</td><td class="number"><code>${hash.slice(0, 12)}</code></td></tr>`;
}
/** What all runs share, then what they differ in. */
export function settingTable(settings) {
    const rows = settings.map(({ field, values }) => markup `<tr><th scope="row"><code>${field}</code></th><td>${values.join(' · ')}${values.length > 1 && markup ` <small>swept</small>`}</td></tr>`);
    return table('Settings of the runs', ['Field', 'Value'], 2, rows);
}
function textOr(value, text) {
    return value === undefined ? '–' : text(value);
}
function figureOr(value) {
    return textOr(value, plainText);
}
/** Three digits, and whole numbers in full. */
function plainText(value) {
    return value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}
function bytesText(bytes) {
    return textOr(bytes, value => value < 2 ** 30 ? `${Math.round(value / 2 ** 20)} MiB` : `${(value / 2 ** 30).toFixed(1)} GiB`);
}
//# sourceMappingURL=report-tables.js.map