/**
 * Writes the table of docs/roles.md from the .proto files, as the built operations read them; the words around it stay. A
 * test holds the page to them, so that a change of who may call what shows in the page too.
 *
 *   node scripts/write-roles-page.js
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const page = join(root, 'docs', 'roles.md')
const { operationNames, operations, roles } = await import(
  pathToFileURL(join(root, 'dist', 'protos', 'index.js')).href
)

const head = ['method', 'sensitivity', 'confirmation', ...roles, 'anyone']
const rows = operationNames.map(name => {
  const { path, roles: allowed, sensitivity, confirmation } = operations[name]
  const marks = [...roles, 'anyone'].map(role => (allowed === 'anyone' || allowed.includes(role) ? '✓' : ''))
  return [path.replace('/parley.v1.', ''), sensitivity, confirmation === 'none' ? '' : confirmation, ...marks]
})
const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i].length)))
const line = cells => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
const table = [line(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]

const text = readFileSync(page, 'utf8')
const before = text.slice(0, text.search(/^\| method /m))
const after = text.slice(text.lastIndexOf('|\n') + 2)
writeFileSync(page, `${before}${table.join('\n')}\n${after}`)
