/** A picture as SVG: for a page that has the style sheet, or as a file of its own. */
import { plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { asMarkup, markup } from './markup.js';
import { drawingCss, schemeCss } from './palette.js';
/** For a page that carries `schemeCss` and `drawingCss`. `id` must be its own within the page. */
export function inlineSvg(drawing, id, className = '') {
    return markup `<svg class="drawing ${className}" viewBox="0 0 ${drawing.width} ${drawing.height}" width="${drawing.width}" height="${drawing.height}" role="img" aria-labelledby="${id}-title ${id}-description">${contentOf(drawing, id)}</svg>`;
}
/** A file of its own, in the reader's colour scheme, on the ground of whatever it is shown on. */
export function standaloneSvg(drawing) {
    const { width, height } = drawing;
    const style = asMarkup(`<style>${schemeCss()}${drawingCss}</style>`);
    return `${markup `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" color="var(--ink-soft)" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="drawing-title drawing-description">${style}<rect width="${width}" height="${height}" rx="10" fill="var(--surface)"/>${contentOf(drawing, 'drawing')}</svg>`.markup}\n`;
}
function contentOf({ title, description, body }, id) {
    return markup `<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>${body}`;
}
/** What Observable Plot draws, in a document without a browser; its own style sheet is left out, as policies forbid it. */
export function plotMarkup(options) {
    const { document } = parseHTML('<html><body></body></html>');
    const svg = plot({ ...options, document });
    svg.querySelector('style')?.remove();
    svg.removeAttribute('class');
    svg.removeAttribute('font-family');
    svg.setAttribute('font-size', '12');
    svg.setAttribute('aria-hidden', 'true');
    return asMarkup(svg.outerHTML);
}
//# sourceMappingURL=drawing.js.map