import test from 'ava'
import { leastEpsilon } from '../../simulator/audit/index.ts'
import { readRepositoryFile } from '../support/repository.ts'

const page = readRepositoryFile('docs/privacy-leaks.md')
const described = (picture: string) =>
  /<desc[^>]*>([^<]*)<\/desc>/.exec(readRepositoryFile(`docs/pictures/${picture}.svg`))![1]!

test('the table of the page has the figures of the picture of recovered records', t => {
  const rows = described('gradient-inversion').split('; ').slice(1)
  t.is(rows.length, 6)
  for (const row of rows) {
    const [, caption, correlation, recovered] = /^(.*): correlation (.*), (\d+) recovered$/.exec(row)!
    t.regex(page, new RegExp(`^\\| ${caption} +\\| ${correlation} +\\| ${recovered} +\\|$`, 'm'))
  }
})

test('the page tells the areas of the curves in its picture', t => {
  const areas = described('membership-roc').match(/AUC [\d.]+/g)!
  t.is(areas.length, 2)
  for (const area of areas) t.true(page.includes(area.slice(4)), area)
})

test('the bounds of the page follow from the guesses beside them', t => {
  const rows = [...page.matchAll(/\| (\d+) of (\d+) +\| ([\d.]+) +\|$/gm)]
  t.is(rows.length, 5)
  for (const [, correct, guesses, bound] of rows) {
    const made = { canaries: 1000, guesses: Number(guesses), correct: Number(correct) }
    t.is(leastEpsilon(made, 1e-5, 0.95).toFixed(3), bound!)
  }
})
