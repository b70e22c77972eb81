import { text } from 'node:stream/consumers'
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { createExplainedLogs } from '../../../coordinator/console/explained-log.ts'
import {
  createPairing,
  pageLines,
  partiesOf,
  statementLines,
  statementPage,
} from '../../../coordinator/console/statement.ts'
import { statementCsv } from '../../../coordinator/console/statement-csv.ts'
import { plainStory } from '../../support/bounty-story.ts'

const id = 'b0'.repeat(32)

function move(from: string, to: string, units: number | bigint) {
  const rest = { kind: 'round-pay', round: 1, formula: ['pay = 1'], leafIndex: 4, leafKind: 'round' }
  return { ...rest, from, to, amountUnits: String(units) }
}

test('what is received comes from the account that gave last', t => {
  const pair = createPairing()
  const part = (account: string, amountUnits: bigint) =>
    pair({
      bountyId: id,
      leafIndex: 9,
      leafKind: 'settled',
      kind: 'stake-back',
      round: 0,
      account,
      amountUnits,
      steps: [],
    })
  const moved = [
    part(`stake:${id}:alder`, -77n),
    part('payable:alder', 77n),
    part(`stake:${id}:birch`, -50n),
    part('payable:birch', 20n),
    part('fees', 30n),
  ].map(one => one && [one.from, one.to, one.amountUnits])
  t.deepEqual(moved, [
    undefined,
    [`stake:${id}:alder`, 'payable:alder', '77'],
    undefined,
    [`stake:${id}:birch`, 'payable:birch', '20'],
    [`stake:${id}:birch`, 'fees', '30'],
  ])
})

test('a holder’s total has what is held back and at stake, and a move between its own accounts changes nothing', t => {
  const movements = [
    move('payable:alder', `stake:${id}:alder`, 70),
    move(`escrow:${id}:epoch:1`, 'payable:alder', 100),
    move(`escrow:${id}:epoch:1`, `holdback:${id}:alder`, 11),
    move(`escrow:${id}:epoch:1`, 'payable:alder2', 500),
    move(`stake:${id}:alder`, 'buyer:acme', 30),
  ]
  const seen = (party: string) =>
    [...statementLines(movements, party)].map(({ changeUnits, totalUnits }) => [changeUnits, totalUnits])
  t.deepEqual(seen('holder:alder'), [
    ['0', '0'],
    ['100', '100'],
    ['11', '111'],
    ['-30', '81'],
  ])
  t.deepEqual(seen('buyer'), [['30', '30']])
  t.deepEqual(seen('all').at(-1), ['-30', String(70 - 100 - 500 - 30)])
  t.deepEqual(partiesOf(movements), ['all', 'buyer', 'holder:alder', 'holder:alder2', 'fees'])
})

test('a page says how many later lines it leaves out', t => {
  const movements = Array.from({ length: pageLines + 2 }, () => move(`escrow:${id}`, 'fees', 1))
  const page = statementPage(id, movements, 'fees', 0)
  t.is(page?.lines.length, pageLines)
  t.is(page?.count, pageLines + 2)
  t.regex(page?.leftOut ?? '', /^2 later lines are left out here: ask with after=200 /)
  t.regex(
    statementPage(id, movements, 'fees', 1)?.leftOut ?? '',
    /^1 later line is left out here: ask with after=201 /,
  )
  t.is(statementPage(id, movements, 'fees', 2)?.leftOut, '')
  t.deepEqual(statementPage(id, movements, 'fees', 900)?.lines, [])
  t.is(statementPage(id, movements, 'holder:alder', 0), undefined)
})

const accounts = [`escrow:${id}`, 'buyer:acme', 'payable:alder', `stake:${id}:alder`, 'payable:birch', 'fees']

testProp(
  'what the parties got together is what is no longer held for the bounty and at nobody’s stake',
  [fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.bigInt(1n, 2n ** 70n)))],
  (t, moves) => {
    const movements = moves.map(([from, to, units]) => move(accounts[from]!, accounts[to]!, units))
    const parties = ['buyer', 'holder:alder', 'holder:birch', 'fees']
    const last = (party: string) => BigInt([...statementLines(movements, party)].at(-1)?.totalUnits ?? 0)
    const escrowed = movements.reduce((sum, { from, to, amountUnits }) => {
      const units = BigInt(amountUnits)
      return sum + (to === accounts[0] ? units : 0n) - (from === accounts[0] ? units : 0n)
    }, 0n)
    t.is(
      parties.reduce((sum, party) => sum + last(party), 0n),
      -escrowed,
    )
  },
)

test('a spreadsheet runs nothing of a statement: text that looks like a formula has an apostrophe before it, amounts stay numbers', async t => {
  const strange = {
    ...move('@SUM(1+1)', 'fees', 3),
    kind: '=HYPERLINK("http://evil")',
    formula: ['+1', 'a, "b"'],
  }
  const line = { ...strange, leafKind: '-2+3', number: 1, changeUnits: '-3', totalUnits: '-9007199254740993' }
  const [, row] = (await text(statementCsv([line]))).split('\n')
  t.is(
    row,
    `1,"'=HYPERLINK(""http://evil"")",1,'@SUM(1+1),fees,3,-3,-9007199254740993,"'+1; a, ""b""",4,'-2+3`,
  )
})

test('one log is explained at a time, and asked for again it is not explained again', async t => {
  const { terms, leaves } = plainStory()
  const explained = createExplainedLogs({
    log: async bountyId => (bountyId === 'none' ? undefined : { terms, leaves }),
  })
  t.is(await explained('none'), undefined)
  const [first, same, other] = await Promise.all([explained('one'), explained('one'), explained('two')])
  t.like(first, { kind: 'explained' })
  t.is(same, first)
  t.is(other, 'busy')
  t.is(await explained('one'), first)
  t.like(await explained('two'), { kind: 'explained' })
})
