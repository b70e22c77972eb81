import test from 'ava'
import { verdictOf } from '../../cli/commands/bounty-accept.ts'
import { marketText, payLines, spanText } from '../../cli/market-view.ts'
import type { MarketView } from '../../protos/types.ts'
import { smallTerms } from '../support/small-federation.ts'

const small = smallTerms(new Uint8Array(), 60)
const view: MarketView = {
  bountyId: 'ab'.repeat(32),
  state: 'disputed',
  escrowUnits: 1_200n,
  bondUnits: 30n,
  epochs: [
    { epoch: 1, status: 'released', units: 500n, dueUnits: 0n, releaseAtMs: 0 },
    { epoch: 2, status: 'challengeable', units: 700n, dueUnits: 690n, releaseAtMs: 90_061_000 },
  ],
  disputes: [
    {
      number: 1,
      by: 'alder',
      claim: { kind: 'exclude', epoch: 2, holder: 'cedar', isMet: false },
      status: 'awaits-ruling',
      isAppealed: true,
      outcome: 'none',
      deadlineMs: 172_800_000,
      evidence: [{ by: 'alder', sha256: new Uint8Array(32) }],
    },
  ],
  holders: [{ holder: 'cedar', dueUnits: 200n, heldBackUnits: 17n, stakeUnits: 5n }],
  finalAtMs: 0,
  settlement: new Uint8Array(),
}

test('spans of time are told by their two largest units', t => {
  t.deepEqual([0, 59, 3_661, 90_000, 2 * 86_400].map(spanText), [
    '0 s',
    '59 s',
    '1 h 1 min',
    '1 day 1 h',
    '2 days',
  ])
})

test('terms that say no more of money than price and fee add no line, and each that does adds one', t => {
  t.deepEqual(payLines(small), [])
  const panel = { arbiters: ['0a'.repeat(32), '0b'.repeat(32), '0c'.repeat(32)], threshold: 2 }
  const told = payLines({
    cohort: { ...small.cohort, opensAt: '2026-12-01T09:00:00Z' },
    pay: {
      ...small.pay,
      pools: { base: 8_000, quality: 0, evaluators: 500, bonus: 1_500 },
      milestones: [
        { rounds: 1, basisPoints: 4_000, target: 0.6 },
        { rounds: 2, basisPoints: 6_000 },
      ],
      killFeeBasisPoints: 1_250,
      holdback: { basisPoints: 1_000, seconds: 90_000 },
      challengeSeconds: 3_600,
      disputes: { bondUnits: '1500', panel, rulingSeconds: 7_200, appealSeconds: 60 },
      stakeUnits: '2000',
      coordinatorBondUnits: '3000',
      expiresSeconds: 86_400,
    },
  })
  t.deepEqual(told, [
    '  opens     2026-12-01T09:00:00Z',
    '  pools     base 80 %, evaluators 5 %, bonus 15 %',
    '  epochs    1 round for 40 % (the next only from 0.6 on), 2 rounds for 60 %',
    "  kill fee  12.5 % of the epoch's unused base pay, if the buyer breaks off",
    '  held back 10 % of pay, vesting over 1 day 1 h from the end',
    "  challenge each epoch's pay can be disputed for 1 h before it is paid",
    '  disputes  bond 1,500 units, 2 of 3 arbiters rule within 2 h; appeal within 1 min, bond twice that',
    '  stake     2,000 units of each holder, lost for a proved fault',
    '  bond      3,000 units of the coordinator, for rounds that it fails and faults',
    '  expires   1 day after it opens',
  ])
})

test('a bounty’s money is told with what is due, until when it can be disputed, and what is held back', t => {
  const text = marketText(view, 3_661_000)
  t.regex(text, /settled; what is due waits for a ruling/)
  t.regex(text, /2\W+can be disputed\W+700\W+690\W+1970-01-02 01:01:01Z \(in 1 day\)/)
  t.regex(text, /1\W+alder\W+cedar gets nothing of epoch 2\W+appealed, awaits a ruling/)
  t.regex(text, /cedar\W+200\W+17\W+5/)
  t.false(marketText({ ...view, disputes: [], bondUnits: 0n }, 0).includes('coordinator'))
})

test('whoever disagrees with the verdict is told the command to dispute it, while that is possible', t => {
  const { bountyId } = view
  const told = (accepted: boolean, isMet: boolean, epochs = view.epochs) =>
    verdictOf({ bountyId, accepted }, small, { epochs }, { value: 0.91, isMet })
  t.like(told(true, true).value, { agrees: true })
  t.regex(told(true, true).text, /accuracy of at least 90\.0 % was met[\s\S]*91\.0 %[\s\S]*nothing to do/)
  t.regex(
    told(false, true).text,
    new RegExp(`parley bounty dispute ${bountyId} --target met --epoch 2 --evidence FILE`),
  )
  t.regex(told(true, false).text, /--target missed/)
  t.regex(told(true, false, view.epochs.slice(0, 1)).text, /nothing can be changed any more/)
  t.like(verdictOf({ bountyId, accepted: true }, small, view, undefined).value, { agrees: null })
})
