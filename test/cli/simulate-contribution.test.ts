import test from 'ava'
import type { ContributionReport } from '../../simulator/contribution/index.ts'
import { assertTold, runHere } from './parley.ts'

test('a quick slice of the experiment on contribution: the same every time, with what is compared beside the truth', async t => {
  const ran = await runHere([
    'simulate',
    'contribution',
    '--quick',
    '--seeds',
    '1',
    '--rounds',
    '10',
    '--json',
  ])
  t.is(ran.code, 0, ran.stderr)
  const told = ran.json<ContributionReport>()
  t.is(told.name, 'contribution')
  t.is(told.holders.length, 12)
  t.is(new Set(told.holders.map(({ dataset }) => dataset)).size, 11)
  t.is(told.example.length, 11)
  t.regex(ran.stderr, /seed 1 of 1, with all: round 1 of 10/)
  const [product] = told.utilities['micro-nats']
  t.is(product!.method, 'two-part-ridge')
  t.is(product!.spearman.mean, told.spearman)
  t.deepEqual(product!.spearman.bySeed, [told.spearman])
  t.deepEqual(
    told.goals.map(({ figure, value }) => [figure, value]),
    [
      ['spearman', told.spearman],
      ['freeRiderShare', told.freeRiderShare],
      ['duplicateGain', told.duplicateGain],
    ],
  )
  // What holds even in a slice: large holders are told from those who send zeros, and pay goes to scores above the gate.
  const row = (name: string) => told.example.find(({ player }) => player === name)!
  t.true(row('large-1').truth > row('zeros').truth && row('large-1').score > row('zeros').score)
  for (const { share, score } of told.example) t.true(share === 0 || score > 0)
  const paid = told.example.reduce((sum, { share }) => sum + share, 0)
  t.true(Math.abs(paid - 1) < 1e-9)
  const cosine = told.utilities['micro-nats'].find(({ method }) => method === 'cosine')!
  t.true(cosine.freeRiderShare.mean > 0.05, 'an angle pays who sends nothing')
})

test('the help of the experiment teaches, and bad numbers are refused with what to write', async t => {
  const help = await runHere(['simulate', 'contribution', '--help'])
  t.is(help.code, 0)
  t.regex(help.stdout, /goal: at least 0\.9/)
  t.regex(help.stdout, /docs\/contribution\.md/)
  assertTold(t, await runHere(['simulate', 'contribution', '--label-skew', '0']), 2, /0\.01 to 1000/)
  assertTold(t, await runHere(['simulate', 'contribution', '--rounds', '1']), 2, /from 2 to 1000/)
})
