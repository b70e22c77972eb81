/** What pages of results are put together from: pictures, tables, escaped text, one style for light and dark. */

/** Room of a chart, in its own units. */
export const chart = { width: 720, height: 260, left: 64, right: 16, top: 16, bottom: 34 } as const

export function svg(label: string, parts: readonly string[], height: number): string {
  return `<svg viewBox="0 0 ${chart.width} ${height}" role="img" aria-label="${escapeHtml(label)}">${parts.join('')}</svg>`
}

export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        i === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`,
      )
      .join('')
  return `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head
    .map(name => `<th scope="col">${escapeHtml(name)}</th>`)
    .join('')}</tr></thead><tbody>${rows.map(row => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, character => entities[character]!)
}

export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566072; --paper: #fbfaf7; --card: #ffffff; --rule: #dcdfe5; --main: #1f6f5c; --other: #8fa3b8; --fee: #b3672b; --quality: #5b4fa8; --bad: #a3242b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a3adbd; --paper: #14181e; --card: #1b2129; --rule: #333c48; --main: #58b89f; --other: #64788e; --fee: #d99256; --quality: #a99bf0; --bad: #ef8a8f; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 940px; margin: 0 auto; padding: 40px 20px 80px }
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
.axis { fill: var(--soft); font-size: 12px } .axis.odd { fill: var(--bad) }
.grid { stroke: var(--rule) }
.target { stroke: var(--fee); stroke-dasharray: 5 4; stroke-width: 1.5 }
.line { fill: none; stroke: var(--main); stroke-width: 2.5; stroke-linejoin: round }
.dot { fill: var(--main) }
rect.together { fill: var(--main) } rect.alone { fill: var(--other) } rect.fee { fill: var(--fee) } rect.quality { fill: var(--quality) } rect.evaluators { fill: var(--soft) }
.whisker { stroke: var(--ink); stroke-width: 1.5 } .score { fill: var(--quality) } .score.none { fill: var(--soft) } .counted { stroke: var(--quality); stroke-width: 9; opacity: .35 } .zero { stroke: var(--soft) }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 0 0 10px; padding: 0; list-style: none; color: var(--soft); font-size: .85rem } .legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; vertical-align: -1px }
.stories { display: grid; gap: 12px; margin: 16px 0 0 } .stories article { border: 1px solid var(--rule); border-left: 4px solid var(--main); border-radius: 8px; padding: 12px 16px } .stories article.odd { border-left-color: var(--bad) }
.stories h3 { margin: 0 0 4px; font-size: 1rem; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px } .stories h3 span { font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums }
.stories p { margin: 2px 0 } .stories b { font-weight: 600 } h3.sub { font-size: 1rem; margin: 22px 0 8px } .warning { border-left: 4px solid var(--fee); padding-left: 12px }
.scroll { overflow-x: auto }
summary { cursor: pointer; color: var(--soft) }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: 6px }
th, td { text-align: right; padding: 7px 8px; border-top: 1px solid var(--rule); font-weight: 400; white-space: nowrap }
thead th { border-top: 0; font-weight: 600 } th:first-child { text-align: left; padding-left: 0 }
.checks { list-style: none; padding: 0; margin: 0 } .checks li { padding: 8px 0; border-top: 1px solid var(--rule) } .checks li:first-child { border-top: 0 }
.checks strong { color: var(--main) } .checks .failed strong { color: var(--bad) } small { color: var(--soft); overflow-wrap: anywhere }
`
