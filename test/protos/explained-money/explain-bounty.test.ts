import { fc, testProp } from '@fast-check/ava'
import test, { type ExecutionContext } from 'ava'
import {
  explainBounty,
  explainLines,
  explainMovements,
  type Movement,
  stepText,
} from '../../../protos/explained-money/index.ts'
import type { StatementLine } from '../../../protos/types.ts'
import { plainStory, type Story, tellStory } from '../../support/bounty-story.ts'
import { calculate } from './pocket-calculator.ts'

const day = 86_400

function movementsOf({ terms, leaves }: Story): readonly Movement[] {
  const explained = explainBounty(terms, leaves)
  if (explained.kind === 'refused') throw new Error(explained.detail)
  return explained.movements
}

/** Every printed formula comes to what is printed behind it, the last one to the amount, and nothing is left untold. */
function assertExplained(t: ExecutionContext, story: Story): readonly Movement[] {
  const movements = movementsOf(story)
  for (const { kind, account, amountUnits, steps } of movements) {
    const where = `${kind} of ${account}`
    for (const { expression, value } of steps) t.is(calculate(expression), value, `${where}: ${expression}`)
    t.is(steps.at(-1)?.value, amountUnits < 0n ? -amountUnits : amountUnits, where)
  }
  t.is(
    movements.reduce((all, { amountUnits }) => all + amountUnits, 0n),
    0n,
  )
  return movements
}

function kindsIn(movements: readonly Movement[]): readonly string[] {
  return [...new Set(movements.map(({ kind }) => kind))].sort()
}

const disputes = (arbiter: string) => ({
  bondUnits: '10000',
  panel: { arbiters: [arbiter], threshold: 1 },
  rulingSeconds: day,
  appealSeconds: day,
})

test('a round is told as a person with a pocket calculator reckons it', t => {
  const story = plainStory()
  const movements = assertExplained(t, story)
  const own = movements.find(({ account, round }) => account === 'payable:alder' && round === 3)!
  t.deepEqual(own.steps.map(stepText), [
    'epoch 1 = 100000',
    'pot of round 3 = floor(100000*3/3) - floor(100000*2/3) = 33334',
    'fee = floor(33334*250/10000) = 833',
    'to share = 33334 - 833 = 32501',
    'weight of alder = min(100, floor(sqrt(100))) = 10 (of its examples)',
    'of it alder, weight 10 of 60 = floor(32501*10/60) + 1 = 5417 (remainder 50 of 60, among the largest: one unit more)',
  ])
  // Its leaf: terms, funded, opened, three joined, started, and the third round.
  t.is(own.leafIndex, 7 + 3 * 9)
  t.is(own.leafKind, 'round')
})

test('told one by one, the movements are the same, and a leaf that does not hold ends them', t => {
  const { terms, leaves } = plainStory()
  const all = movementsOf({ terms, leaves } as Story)
  t.deepEqual([...explainMovements(terms, leaves)], all)
  const gap = explainMovements(terms, [...leaves.slice(0, 2), ...leaves.slice(3)])
  t.deepEqual(gap.next().value, all[0])
  t.deepEqual(gap.next().value, all[1])
  const end = gap.next()
  t.true(end.done)
  t.like(end.value, { kind: 'refused', leafIndex: leaves[3]!.index })
})

test('what nobody earned goes back, and the refund subtracts each thing from the price', t => {
  const story = tellStory(() => ({ priceUnits: '100003' }))
  story.open()
  for (const holder of ['alder', 'birch', 'cedar']) story.join(holder, 150)
  story.happen({ kind: 'started' })
  story.round(1, ['alder', 'birch'], ['cedar'])
  story.round(2, ['alder', 'birch', 'cedar'])
  story.stop('cancelled')
  story.settle(false)
  const refund = assertExplained(t, story).find(
    ({ kind, amountUnits }) => kind === 'refund' && amountUnits > 0n,
  )!
  t.is(refund.account, 'buyer:acme')
  // Pots of 33334 each; of the first two thirds are earned.
  t.deepEqual(refund.steps.map(stepText).slice(-2), [
    'pay and fees of epoch 1 = 22222 + 33334 = 55556 (one number for each of its pots)',
    'back to the buyer = 100003 - 55556 = 44447 (the price less each thing)',
  ])
})

/** Pools, milestones, what is held back, stakes, a bond, disputes with an appeal, a fault, the bonus, vesting. */
function longStory(): Story {
  const story = tellStory(
    arbiter => ({
      priceUnits: '1000003',
      pools: { base: 6_000, quality: 2_500, evaluators: 500, bonus: 1_000 },
      milestones: [
        { rounds: 2, basisPoints: 3_300 },
        { rounds: 3, basisPoints: 6_700 },
      ],
      holdback: { basisPoints: 1_500, seconds: day },
      challengeSeconds: day,
      disputes: disputes(arbiter),
      stakeUnits: '77',
      coordinatorBondUnits: '1001',
    }),
    5,
  )
  story.open()
  for (const [i, holder] of ['alder', 'birch', 'cedar', 'damson'].entries())
    story.join(holder, 90 + 111 * i, 1_500 - 100 * i)
  story.happen({ kind: 'started' })
  for (const round of [1, 2]) story.round(round, ['alder', 'birch', 'cedar', 'damson'])
  story.closeEpoch(1, true)
  story.happen({
    kind: 'fault-proved',
    fault: 'equivocation',
    proof: '0c'.repeat(32),
    culprit: 'damson',
    accuser: 'birch',
  })
  story.wait(1000 * day)
  story.happen({ kind: 'deadline-passed' })
  for (const round of [3, 4, 5]) story.round(round, ['alder', 'birch', 'cedar'], ['damson'])
  story.stop('rounds-done')
  story.settle(true)
  story.dispute('birch', { kind: 'exclude', epoch: 2, holder: 'cedar' })
  story.dispute('acme', { kind: 'target', epoch: 2, isMet: false })
  story.rule(1, true)
  story.rule(2, true)
  story.appeal('alder', 2)
  story.rule(2, false)
  story.happen({ kind: 'fault-proved', fault: 'equivocation', proof: '0d'.repeat(32), accuser: 'alder' })
  story.wait(3000 * day)
  story.happen({ kind: 'deadline-passed' })
  story.wait(250 * day)
  story.happen({ kind: 'vested', holder: 'alder' })
  story.wait(1000 * day)
  story.happen({ kind: 'vested', holder: 'alder' })
  return story
}

test('a long life with disputes, a proved fault and vesting is told to the last unit', t => {
  const story = longStory()
  t.is(story.life().stage, 'final')
  const movements = assertExplained(t, story)
  t.deepEqual(
    kindsIn(movements),
    [
      'bond-back',
      'bond-forfeited',
      'bonus-pay',
      'clawback',
      'coordinator-bond',
      'dispute-bond',
      'appeal-bond',
      'epoch',
      'epoch-rest',
      'evaluators-pay',
      'fund',
      'quality-pay',
      'refund',
      'round-pay',
      'slash',
      'stake',
      'stake-back',
      'vested',
    ].sort(),
  )
  const first = movements.find(({ kind, amountUnits }) => kind === 'vested' && amountUnits > 0n)!
  t.regex(stepText(first.steps[0]!), /^vested = floor\(\d+\*\d+\/86400000\) = /)
})

test('a kill fee and the compensation of a round that failed are told to the last unit', t => {
  const begin = () => {
    const story = tellStory(() => ({
      priceUnits: '100003',
      killFeeBasisPoints: 1_111,
      coordinatorBondUnits: '50001',
    }))
    story.open()
    for (const [i, holder] of ['alder', 'birch', 'cedar'].entries()) story.join(holder, 90 + 111 * i)
    story.happen({ kind: 'started' })
    story.round(1, ['alder', 'birch', 'cedar'])
    return story
  }
  const cancelled = begin()
  cancelled.stop('cancelled')
  cancelled.settle(false)
  t.true(kindsIn(assertExplained(t, cancelled)).includes('kill-fee'))
  // Between two epochs it is that of the one that would begin next.
  const between = tellStory(
    () => ({
      priceUnits: '100003',
      killFeeBasisPoints: 1_111,
      pools: { base: 6_000, quality: 4_000, evaluators: 0, bonus: 0 },
      milestones: [
        { rounds: 1, basisPoints: 3_000 },
        { rounds: 2, basisPoints: 7_000 },
      ],
    }),
    3,
  )
  between.open()
  for (const [i, holder] of ['alder', 'birch', 'cedar'].entries()) between.join(holder, 90 + 111 * i)
  between.happen({ kind: 'started' })
  between.round(1, ['alder', 'birch', 'cedar'])
  between.stop('cancelled')
  between.settle(false)
  const fees = assertExplained(t, between).filter(({ kind }) => kind === 'kill-fee')
  // Base pay of epoch 2: floor(70,003 * 0.6) = 42,001; 11.11 % of it is 4,666.
  t.is(
    fees.reduce((sum, { amountUnits }) => (amountUnits > 0n ? sum + amountUnits : sum), 0n),
    4_666n,
  )
  const failed = begin()
  const members = [
    { organisation: 'alder', examples: 90 },
    { organisation: 'cedar', examples: 312 },
  ]
  failed.stop('failed', { round: 2, members })
  failed.settle(false)
  t.true(kindsIn(assertExplained(t, failed)).includes('compensation'))
})

test('a leaf that was changed is named, and nothing is explained from it', t => {
  const { terms, leaves } = plainStory()
  const [first, ...rest] = leaves
  const body = Buffer.from(Buffer.from(rest[0]!.body).toString().replace('1001', '0999'))
  t.like(explainBounty(terms, [first!, { ...rest[0]!, body }]), { kind: 'refused', leafIndex: 10 })
})

test('lines of a statement find their movements in order, and one with another amount finds none', t => {
  const movements = movementsOf(longStory())
  const own = movements.filter(({ account }) => account === 'payable:alder')
  const lines = own.map(
    ({ kind, bountyId, round, account, amountUnits }, i): StatementLine => ({
      ...{ journal: BigInt(i), atMs: 0, kind, account, counterAccount: '', amountUnits },
      ...{ balanceUnits: 0n, bountyId, round, memo: '' },
    }),
  )
  t.deepEqual(
    explainLines(lines, movements).map(({ movement }) => movement),
    own,
  )
  const [line] = lines
  t.is(explainLines([{ ...line!, amountUnits: 1n }], movements)[0]?.movement, undefined)
  t.is(explainLines([{ ...line!, kind: 'deposit', bountyId: '' }], movements)[0]?.movement, undefined)
})

testProp(
  'formulas hold for any price, fee, weights, pools and milestones',
  [
    fc.integer({ min: 1_000, max: 10 ** 12 }),
    fc.integer({ min: 0, max: 2_000 }),
    fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 5 }),
    fc.integer({ min: 1, max: 9_999 }),
    fc.integer({ min: 0, max: 5_000 }),
    fc.boolean(),
  ],
  (t, price, feeBasisPoints, examples, base, heldBack, isCancelled) => {
    const quality = Math.floor((10_000 - base) / 2)
    const bonus = 10_000 - base - quality
    const story = tellStory(
      () => ({
        priceUnits: String(price),
        feeBasisPoints,
        pools: { base, quality, evaluators: 0, bonus },
        milestones: [
          { rounds: 1, basisPoints: base },
          { rounds: 2, basisPoints: 10_000 - base },
        ],
        killFeeBasisPoints: heldBack,
        ...(heldBack === 0 ? {} : { holdback: { basisPoints: heldBack, seconds: 60 } }),
      }),
      3,
    )
    const holders = examples.map((_, i) => `holder-${i}`)
    story.open()
    for (const [i, holder] of holders.entries()) story.join(holder, examples[i]!, heldBack)
    story.happen({ kind: 'started' })
    story.round(1, holders)
    story.closeEpoch(1, true)
    story.round(2, holders.slice(1), holders.slice(0, 1))
    if (isCancelled) story.stop('cancelled')
    else {
      story.round(3, holders)
      story.stop('rounds-done')
    }
    story.settle(!isCancelled)
    assertExplained(t, story)
  },
  { numRuns: 30 },
)
