/** HTML and SVG as text, in which what comes from outside is escaped unless it was marked up here. */

/** Text that is markup already. */
export interface Markup {
  readonly markup: string
}

type Part = Markup | string | number | undefined | false | readonly Part[]

/** A template whose parts are escaped, save markup; lists are joined, undefined and false are nothing. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.map((text, i) => text + (i < parts.length ? partText(parts[i]) : '')).join('') }
}

/** Takes a text for markup: for what a library serialised. */
export function asMarkup(text: string): Markup {
  return { markup: text }
}

function partText(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'object') return isList(part) ? part.map(partText).join('') : part.markup
  return escaped(String(part))
}

function isList(part: Markup | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Half pairs and characters that XML cannot hold become the replacement character: an SVG with one would not be shown at all. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, character => entities[character]!)
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
