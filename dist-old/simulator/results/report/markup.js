/** HTML and SVG as text, in which what comes from outside is escaped unless it was marked up here. */
/** A template whose parts are escaped, save markup; lists are joined, undefined and false are nothing. */
export function markup(texts, ...parts) {
    return { markup: texts.map((text, i) => text + (i < parts.length ? partText(parts[i]) : '')).join('') };
}
/** Takes a text for markup: for what a library serialised. */
export function asMarkup(text) {
    return { markup: text };
}
function partText(part) {
    if (part === undefined || part === false)
        return '';
    if (typeof part === 'object')
        return isList(part) ? part.map(partText).join('') : part.markup;
    return escaped(String(part));
}
function isList(part) {
    return Array.isArray(part);
}
const entities = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
};
/** Half pairs and characters that XML cannot hold become the replacement character: an SVG with one would not be shown at all. */
function escaped(text) {
    return text
        .replace(/[&<>"']/g, character => entities[character])
        .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
//# sourceMappingURL=markup.js.map