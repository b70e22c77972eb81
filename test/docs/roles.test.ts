import test from 'ava'
import { sides } from '../../coordinator/auth/sides.ts'
import { confirmations, operationNames, operations, roles, sensitivities } from '../../protos/index.ts'
import { readRepositoryFile } from '../support/repository.ts'

const page = readRepositoryFile('docs/roles.md')

/** The cells of the rows of the table whose first column has this heading. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n').map(line => line.trim())
  const start = lines.findIndex(line => new RegExp(`^\\| ${heading} +\\|`).test(line))
  const end = lines.findIndex((line, place) => place > start && !line.startsWith('|'))
  const cellsOf = (line: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim())
  return lines
    .slice(start, end)
    .map(cellsOf)
    .filter((_, place) => place !== 1)
}

test('the table of the page is what the .proto files say (else: node scripts/write-roles-page.js)', t => {
  const [head = [], ...rows] = tableOf('method')
  t.deepEqual(head, ['method', 'sensitivity', 'confirmation', ...roles, 'anyone'])
  const told = rows.map(([method, sensitivity, confirmation, ...marks]) => ({
    path: `/parley.v1.${method}`,
    sensitivity,
    confirmation: confirmation || 'none',
    allowed: head.slice(3).filter((_, place) => marks[place] === '✓'),
  }))
  const said = operationNames.map(name => {
    const { path, sensitivity, confirmation, roles: allowed } = operations[name]
    return {
      path,
      sensitivity,
      confirmation,
      allowed: allowed === 'anyone' ? [...roles, 'anyone'] : [...allowed],
    }
  })
  // In the order of the page's columns, whatever order a .proto names them in.
  const ordered = said.map(row => ({ ...row, allowed: head.filter(role => row.allowed.includes(role)) }))
  t.deepEqual(told, ordered)
})

test('the page explains every role and every sensitivity, and the sides are those of the rules', t => {
  const wordsOf = (heading: string, column: number) =>
    tableOf(heading)
      .slice(1)
      .map(row => row[column]?.match(/[\w-]+/g) ?? [])
  t.deepEqual(wordsOf('role', 0).flat().sort(), [...roles].sort())
  t.deepEqual(wordsOf('sensitivity', 0).flat(), [...sensitivities])
  t.deepEqual(wordsOf('confirmation', 0).flat(), confirmations.slice(1))
  t.deepEqual(wordsOf('side', 1), sides)
})
