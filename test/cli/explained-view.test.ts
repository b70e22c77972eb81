import test from 'ava'
import { parse } from 'csv-parse/sync'
import { explainedJson, explainedText } from '../../cli/explained-view.ts'
import { statementCsv } from '../../cli/statement-csv.ts'
import { explainBounty, explainLines } from '../../protos/explained-money/index.ts'
import type { StatementLine } from '../../protos/types.ts'
import { plainStory } from '../support/bounty-story.ts'

const story = plainStory()
const told = explainBounty(story.terms, story.leaves)
const movements = told.kind === 'explained' ? told.movements : []
const own = movements.filter(({ account }) => account === 'payable:alder')
const lineOf = (place: number, change: Partial<StatementLine> = {}): StatementLine => ({
  ...{ journal: BigInt(place + 1), atMs: 1_000 * place, kind: 'round-pay', account: 'payable:alder' },
  ...{ counterAccount: 'escrow', amountUnits: own[place]!.amountUnits, balanceUnits: 5_000n },
  ...{ bountyId: story.bountyId, round: place + 1, memo: '' },
  ...change,
})
const explained = explainLines(
  [
    lineOf(0),
    lineOf(1),
    lineOf(2, { kind: 'deposit', bountyId: '', round: 0 }),
    lineOf(2, { amountUnits: 1n }),
  ],
  movements,
)

test('an explained line shows its formula and its leaf, and one that the log does not know says so', t => {
  const text = explainedText(explained, 99)
  t.regex(
    text,
    /1 {2}1970-01-01 00:00:00Z {2}round-pay, bounty [0-9a-f]{8} round 1: \+5,41\d on payable:alder/,
  )
  t.regex(text, /fee = floor\(33333\*250\/10000\) = 833\n/)
  t.regex(text, /from leaf 28 of the log \(round\)/)
  t.regex(text, /deposit[^\n]*\n {4}of no bounty/)
  t.regex(text, /round 3[^\n]*\n {4}the public log has no such movement: ask the operator/)
  t.regex(text, /log of 99 leaves/)
  t.like(explainedJson(explained[0]!), { leaf: { index: 28, kind: 'round' } })
  t.like(explainedJson(explained[3]!), { leaf: null, steps: [] })
})

test('the table for spreadsheets has a row a line, with formula and leaf', t => {
  const rows = parse(statementCsv(explained), { columns: true }) as Record<string, string>[]
  t.is(rows.length, 4)
  t.like(rows[1], { journal: '2', round: '2', leaf: '31', leafKind: 'round', bounty: story.bountyId })
  t.regex(rows[1]!.formula!, /^epoch 1 = 100000; pot of round 2 = floor\(100000\*2\/3\) - /)
  t.like(rows[2], { formula: '', leaf: '', round: '' })
})
