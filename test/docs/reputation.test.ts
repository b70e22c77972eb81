import { readFileSync } from 'node:fs'
import test from 'ava'
import { holdbackShare, nextReputation, startingReputation } from '../../aggregation/rewards/index.ts'
import { repositoryRoot } from '../support/repository.ts'

const page = readFileSync(`${repositoryRoot}/docs/reputation.md`, 'utf8')

/** The whole numbers in the cells of the rows that begin with a number; an empty cell is undefined. */
function rowsBelow(heading: string): (number | undefined)[][] {
  const section = page.slice(page.indexOf(heading)).split('\n## ')[0]!
  return [...section.matchAll(/^\| [\d,]+ .*\|$/gm)].map(([row]) =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell =>
        /^\s*−?[\d,]+\s*$/.test(cell) ? Number(cell.replace('−', '-').replace(',', '')) : undefined,
      ),
  )
}

test('the example on the page is what the functions say', t => {
  const rows = rowsBelow('## By hand')
  t.is(rows.length, 7)
  let reputation = startingReputation
  for (const [, , outcome, difference, step, after] of rows) {
    if (outcome !== undefined) {
      t.is(outcome - reputation, difference!)
      t.is(nextReputation(reputation, outcome), reputation + step!)
      reputation += step!
    }
    t.is(after, reputation)
  }
})

test('the holdback on the page is what the function says', t => {
  const rows = rowsBelow('## What is held back')
  t.is(rows.length, 6)
  for (const [reputation, held] of rows) t.is(holdbackShare(reputation!, 2_000), held!)
})
