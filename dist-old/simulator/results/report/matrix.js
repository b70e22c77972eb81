/** A table as a heat map: attacks by rules, or any two fields against each other. */
import { percentText } from './axis.js';
import { markup } from './markup.js';
import { shortened, textWidth } from './text-width.js';
const fontSize = 12.5;
const cellHeight = 36;
const gap = 2;
/** The accent shows through this far at most, so that ink stays readable on it in both schemes. */
const opacity = { least: 0.05, most: 0.55 };
/** Semibold letters are wider. */
function boldWidth(text) {
    return textWidth(text, fontSize) * 1.12;
}
/**
 * Cells coloured from the least to the greatest figure, each with its figure as text.
 *
 * @throws RangeError where the cells are not as many as rows and columns.
 */
export function matrix(chart) {
    const { title, description, rows, columns, cells, width = 760 } = chart;
    if (cells.length !== rows.length || cells.some(row => row.length !== columns.length))
        throw new RangeError(`cells: ${rows.length} rows of ${columns.length} figures are expected`);
    const frame = frameFor(chart, width);
    const shade = shadeFor(cells.flat().filter(value => value !== undefined));
    const body = markup `<g aria-hidden="true" font-size="${fontSize}">${axisTitles(chart, frame)}${columns.map((label, i) => columnLabel(label, i, frame))}${rows.map((label, i) => rowLabel(label, i, frame))}${cells.map((row, i) => row.map((value, j) => cell(chart.scale, value, i, j, frame, shade)))}</g>`;
    return { width, height: frame.top + rows.length * cellHeight + 6, title, description, body };
}
function frameFor({ rows, columns, rowTitle }, width) {
    const widest = (labels) => Math.max(0, ...labels.map(label => boldWidth(label)));
    const left = Math.min(Math.max(widest(rows), textWidth(rowTitle, 12)) + 24, width * 0.4);
    const cellWidthFor = (right) => (width - left - right) / Math.max(1, columns.length);
    const wrapped = columns.map(label => wrappedIn(label, cellWidthFor(12) - 6));
    if (wrapped.every(lines => lines !== undefined)) {
        const lines = Math.max(1, ...wrapped.map(each => each.length));
        return { left, cellWidth: cellWidthFor(12), wrapped, top: 36 + 15 * lines };
    }
    const rise = Math.min(120, widest(columns) * slope);
    // The last label leans out over the last cell.
    const cellWidth = cellWidthFor(Math.max(12, rise - cellWidthFor(rise) / 2));
    return { left, cellWidth, wrapped: undefined, top: 46 + rise };
}
/** Of a text at 45 degrees, its height and breadth. */
const slope = Math.SQRT1_2;
/** The words on at most two lines of this width; undefined where they do not fit. */
function wrappedIn(label, width) {
    const words = label.split(' ');
    const ways = words.map((_, i) => [words.slice(0, i).join(' '), words.slice(i).join(' ')]);
    return ways
        .map(lines => lines.filter(line => line !== ''))
        .find(lines => lines.every(line => boldWidth(line) <= width));
}
function shadeFor(values) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const share = (value) => (high > low ? (value - low) / (high - low) : 1);
    return value => opacity.least + share(value) * (opacity.most - opacity.least);
}
function axisTitles({ rowTitle, columnTitle }, { left, top }) {
    return markup `<g fill="var(--ink-soft)" font-size="12"><text x="12" y="${(top - 10).toFixed(1)}">${rowTitle}</text><text x="${(left + gap).toFixed(1)}" y="16">${columnTitle}</text></g>`;
}
function columnLabel(label, index, { left, top, cellWidth, wrapped }) {
    const x = (left + (index + 0.5) * cellWidth).toFixed(1);
    const lines = wrapped?.[index];
    if (lines === undefined) {
        const shown = shortened(label, (top - 46) / slope / 1.12, fontSize);
        return markup `<text transform="translate(${x},${(top - 8).toFixed(1)}) rotate(-45)" fill="var(--ink)" font-weight="600">${shown}</text>`;
    }
    return markup `<text text-anchor="middle" fill="var(--ink)" font-weight="600">${lines.map((line, i) => markup `<tspan x="${x}" y="${top - 9 - 15 * (lines.length - 1 - i)}">${line}</tspan>`)}</text>`;
}
function rowLabel(label, index, { left, top }) {
    const y = top + (index + 0.5) * cellHeight;
    return markup `<text x="12" y="${y}" dy="0.35em" fill="var(--ink)" font-weight="600">${shortened(label, left - 20, fontSize)}</text>`;
}
function cell(scale, value, row, column, { left, top, cellWidth }, shade) {
    const [x, y] = [left + column * cellWidth, top + row * cellHeight];
    const fill = value === undefined
        ? markup `fill="none" stroke="var(--line)"`
        : markup `fill="var(--accent)" fill-opacity="${shade(value).toFixed(3)}"`;
    return markup `<rect x="${(x + gap / 2).toFixed(1)}" y="${y + gap / 2}" width="${(cellWidth - gap).toFixed(1)}" height="${cellHeight - gap}" rx="5" ${fill}/><text x="${(x + cellWidth / 2).toFixed(1)}" y="${y + cellHeight / 2}" dy="0.35em" text-anchor="middle" fill="var(--ink)" font-weight="600">${cellText(scale, value, cellWidth)}</text>`;
}
function cellText(scale, value, width) {
    if (value === undefined)
        return '–';
    if (scale === 'positive')
        return `${Number(value.toPrecision(3))}`;
    const texts = [percentText(value, 1), (value * 100).toFixed(1), (value * 100).toFixed(0)];
    return texts.find(text => boldWidth(text) < width - 4) ?? texts.at(-1);
}
//# sourceMappingURL=matrix.js.map