/** One figure of each variant with its interval, and of each seed. */
import { dot, gridX, ruleY } from '@observablehq/plot';
import { axisFor } from './axis.js';
import { plotMarkup } from './drawing.js';
import { markup } from './markup.js';
import { seriesStyle } from './palette.js';
import { shortened, textWidth } from './text-width.js';
const rowHeight = 44;
const margin = { top: 4, bottom: 30, side: 22 };
const fontSize = 12.5;
/** A row each: its label and figure above, below them the mean as a dot on the bar of its interval, each seed as a ring. */
export function dotChart({ title, description, scale, rows, width = 760 }) {
    const height = margin.top + rows.length * rowHeight + margin.bottom;
    const seeds = rows.flatMap(({ values }, row) => values.map(value => ({ value, row })));
    const axis = axisFor(scale, seeds.map(({ value }) => value));
    const [low, high] = axis.domain;
    const means = rows.flatMap(({ value, interval }, row) => value === undefined ? [] : [{ value, interval, row }]);
    const inside = (value) => Math.min(high, Math.max(low, value));
    const y = (each) => each.row + 0.66;
    const colour = (each) => seriesStyle(each.row).colour;
    const picture = plotMarkup({
        width,
        height,
        marginTop: margin.top,
        marginBottom: margin.bottom,
        marginLeft: margin.side,
        marginRight: margin.side,
        x: { domain: axis.domain, ticks: Math.floor(width / 90), tickFormat: axis.tickText, label: null },
        y: { domain: [0, Math.max(1, rows.length)], reverse: true, axis: null },
        marks: [
            gridX({ ticks: Math.floor(width / 90), stroke: 'var(--line)', strokeOpacity: 1 }),
            ruleY(means.filter(({ interval }) => interval !== undefined), {
                y,
                x1: ({ interval }) => inside(interval[0]),
                x2: ({ interval }) => inside(interval[1]),
                stroke: colour,
                strokeWidth: 6,
                strokeOpacity: 0.3,
                strokeLinecap: 'round',
            }),
            dot(seeds, { x: 'value', y, r: 3, stroke: colour, strokeWidth: 1.2, strokeOpacity: 0.8 }),
            dot(means, { x: 'value', y, r: 5, fill: colour, stroke: 'var(--surface)', strokeWidth: 1.5 }),
        ],
    });
    return {
        width,
        height,
        title,
        description,
        body: markup `${picture}${rows.map((row, i) => rowText(row, i, width, rows.length > 1))}`,
    };
}
function rowText({ label, text }, index, width, isNumbered) {
    const y = margin.top + index * rowHeight + 15;
    const figureWidth = textWidth(text, fontSize) + 14;
    const number = isNumbered ? `${index + 1}  ` : '';
    const shown = shortened(label, width - 2 * margin.side - figureWidth - textWidth(number, fontSize), fontSize);
    return markup `<g aria-hidden="true" font-size="${fontSize}" stroke="var(--surface)" stroke-width="4" paint-order="stroke"><text x="${margin.side}" y="${y}" fill="var(--ink)"><tspan font-weight="700" fill="${seriesStyle(index).colour}">${number}</tspan>${shown}</text><text x="${width - margin.side}" y="${y}" text-anchor="end" fill="var(--ink-soft)">${text}</text></g>`;
}
//# sourceMappingURL=dot-chart.js.map