import { valueText } from '../variants.js';
import { percentText } from './axis.js';
import { dotChart } from './dot-chart.js';
import { standaloneSvg } from './drawing.js';
import { lineChart } from './line-chart.js';
import { matrix } from './matrix.js';
import { intervalText } from './published.js';
import { shortLabels } from './short-labels.js';
const titles = {
    accuracy: 'Accuracy by round',
    loss: 'Loss by round',
    final: 'Final accuracy',
};
/** A picture of the figures as an SVG file of its own, in the reader's colour scheme. */
export function chartSvg(kind, summaries, options = {}) {
    return standaloneSvg(drawChart(kind, summaries, options));
}
/** A line chart of any figures by round as an SVG file of its own. */
export function lineChartSvg(chart) {
    return standaloneSvg(lineChart(chart));
}
/** A heat map as an SVG file of its own: attacks by rules, or any two things against each other. Throws as `matrix` does. */
export function matrixSvg(chart) {
    return standaloneSvg(matrix(chart));
}
/** A picture of the figures. */
export function drawChart(kind, summaries, { title = titles[kind], targets = [], width = 760 }) {
    if (kind === 'final')
        return dotChart(finalChart(summaries, title, width));
    const scale = kind === 'loss' ? 'positive' : 'share';
    const labels = shortLabels(summaries);
    const series = summaries.map((summary, i) => seriesOf(kind, summary, labels[i]));
    return lineChart({
        title,
        description: `Line chart. ${series.map(each => endText(each, scale)).join('; ')}.`,
        scale,
        series,
        targets: kind === 'accuracy' ? targets : [],
        width,
    });
}
function seriesOf(kind, summary, label) {
    const points = kind === 'accuracy' ? summary.accuracyByRound : summary.lossByRound;
    return {
        label,
        points: points.map(({ round, mean, interval }) => ({ round, value: mean, interval })),
        wholeUpTo: wholeUpTo(points, summary.runs.length),
    };
}
/** A run that stopped early has no part in the mean from there on. */
function wholeUpTo(points, runs) {
    return points.findLast(({ count }) => count === runs)?.round ?? 0;
}
function endText({ label, points }, scale) {
    const last = points.at(-1);
    if (last === undefined)
        return `${label}: no figure yet`;
    const value = scale === 'share' ? percentText(last.value) : String(Number(last.value.toPrecision(3)));
    return `${label}: ${value} after round ${last.round}`;
}
function finalChart(summaries, title, width) {
    const labels = shortLabels(summaries);
    const rows = summaries.map(({ finalAccuracy, runs }, i) => ({
        label: labels[i],
        value: finalAccuracy?.mean,
        interval: finalAccuracy?.interval,
        values: runs.flatMap(run => (run.end === undefined ? [] : (lastAccuracy(run.rounds) ?? []))),
        text: finalAccuracy === undefined ? 'unfinished' : percentText(finalAccuracy.mean),
        note: finalAccuracy === undefined ? '' : intervalText(finalAccuracy),
    }));
    return {
        title,
        description: `Dot plot. ${rows.map(({ label, text, note }) => `${label}: ${text}${note && ` (${note})`}`).join('; ')}.`,
        scale: 'share',
        // A phone has no room for the interval beside the label; the bar shows it there.
        rows: rows.map(row => ({
            ...row,
            text: row.note === '' || width < 500 ? row.text : `${row.text}  (${row.note})`,
        })),
        width,
    };
}
function lastAccuracy(rounds) {
    return rounds.findLast(({ metrics }) => metrics.accuracy !== undefined)?.metrics.accuracy;
}
/**
 * Final accuracy by two swept fields against each other; undefined where not exactly two are swept, or one of them has a
 * single value, or there is a third thing to tell apart.
 */
export function sweepMatrix(summaries, width = 760) {
    const [rowField, columnField, ...others] = [
        ...new Set(summaries.flatMap(({ changes }) => Object.keys(changes))),
    ].sort();
    if (rowField === undefined || columnField === undefined || others.length > 0)
        return undefined;
    const valuesOf = (field) => [
        ...new Set(summaries.map(({ changes }) => valueText(changes[field] ?? null))),
    ];
    const [rows, columns] = [valuesOf(rowField), valuesOf(columnField)];
    if (rows.length < 2 || columns.length < 2 || rows.length * columns.length < summaries.length)
        return undefined;
    const figureAt = (row, column) => summaries.find(({ changes }) => valueText(changes[rowField] ?? null) === row && valueText(changes[columnField] ?? null) === column)?.finalAccuracy?.mean;
    const cells = rows.map(row => columns.map(column => figureAt(row, column)));
    return {
        title: 'Final accuracy by both swept fields',
        description: `Heat map. ${rows.map((row, i) => `${row}: ${columns.map((column, j) => `${column} ${shareText(cells[i][j])}`).join(', ')}`).join('; ')}.`,
        scale: 'share',
        rowTitle: rowField,
        columnTitle: columnField,
        rows,
        columns,
        cells,
        width,
    };
}
function shareText(value) {
    return value === undefined ? 'none' : percentText(value, 1);
}
//# sourceMappingURL=report-charts.js.map