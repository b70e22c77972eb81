import test from 'ava'
import { parse } from 'yaml'
import { algorithmNames, parseAlgorithm } from '../../learning/index.ts'
import { checkTerms } from '../../protos/terms.ts'
import { readRepositoryFile } from '../support/repository.ts'
import { smallTerms } from '../support/small-federation.ts'
import { codeBlocksOf } from './code-blocks.ts'

const page = 'docs/algorithms.md'
const text = readRepositoryFile(page)

/** The rows of the table under a heading, without its head. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const lines = text.slice(text.indexOf(heading)).split('\n')
  const start = lines.findIndex(line => line.startsWith('| ---') || line.startsWith('|---'))
  const rows = lines.slice(start + 1)
  return rows
    .slice(
      0,
      rows.findIndex(line => !line.startsWith('|')),
    )
    .map(line => line.split('|').map(cell => cell.trim()))
}

test('the page has the algorithms of the house, and no others', t => {
  const rows = tableUnder('## What a bounty may name')
  t.deepEqual(
    rows.map(([, name]) => name!.replaceAll('`', '')),
    [...algorithmNames()],
  )
  for (const name of algorithmNames()) {
    const settings = rows.find(([, told]) => told === `\`${name}\``)![3]!
    const needed = [...settings.matchAll(/`(\w+)`(?! \()/g)].map(match => match[1]!)
    const known = needed.filter(setting => setting !== 'fedadam')
    const values = Object.fromEntries(known.map(setting => [setting, 0.5]))
    const all = settings.startsWith('as `fedadam`') ? { serverLearningRate: 0.5 } : values
    t.notThrows(() => parseAlgorithm({ name, ...all }), `${name} needs what the page says`)
    for (const setting of Object.keys(all)) {
      const { [setting]: _, ...less } = all as Record<string, number>
      t.throws(() => parseAlgorithm({ name, ...less }), undefined, `${name} does without ${setting}`)
    }
  }
})

test('the example of the page is what terms may say', t => {
  const [block] = codeBlocksOf(page, text).filter(({ language }) => language === 'yaml')
  const example = parse(block!.text) as Record<string, object>
  const small = smallTerms(new Uint8Array(), 60)
  const terms = {
    ...small,
    training: { ...small.training, ...example.training },
    cohort: { ...small.cohort, minimum: 12, maximum: 20, ...example.cohort },
    aggregation: { ...small.aggregation, ...example.aggregation },
  }
  const checked = checkTerms(terms)
  t.is(checked.kind, 'terms', JSON.stringify(checked))
})
