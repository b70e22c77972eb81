/** Which line is whose, in as many columns as there is room for. */
import { markup } from './markup.js';
import { seriesStyle } from './palette.js';
import { shortened, textWidth } from './text-width.js';
const rowHeight = 20;
const fontSize = 12.5;
/** Room for the number and the piece of line before a label, and for air behind it. */
const before = 58;
const behind = 16;
/** Nothing for one series, which needs no telling apart. */
export function legendFor(labels, width) {
    if (labels.length < 2)
        return { height: 0, body: markup `` };
    const widest = Math.max(...labels.map(label => textWidth(label, fontSize))) + before + behind;
    const columns = Math.max(1, Math.min(labels.length, Math.floor(width / widest)));
    const rows = Math.ceil(labels.length / columns);
    const columnWidth = width / columns;
    const entries = labels.map((label, i) => entry(i, shortened(label, columnWidth - before, fontSize), Math.floor(i / rows) * columnWidth, (i % rows) * rowHeight));
    return {
        height: rows * rowHeight,
        body: markup `<g aria-hidden="true" font-size="${fontSize}">${entries}</g>`,
    };
}
function entry(index, label, x, y) {
    const { colour, dash } = seriesStyle(index);
    return markup `<g transform="translate(${x.toFixed(1)},${y + 8})"><text x="18" dy="0.35em" text-anchor="end" fill="${colour}" font-weight="700">${index + 1}</text><path d="M24,0H50" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/><text x="${before}" dy="0.35em" fill="var(--ink)">${label}</text></g>`;
}
//# sourceMappingURL=legend.js.map