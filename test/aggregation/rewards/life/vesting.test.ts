import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { type BountyEvent, type RewardTerms, vestedUnits } from '../../../../aggregation/index.ts'
import { type PlayedLife, playLife } from '../../../support/played-life.ts'

const terms: RewardTerms = {
  bountyId: 'b5',
  priceUnits: 1000n,
  rounds: 2,
  feeBasisPoints: 0,
  weightCap: 100n,
  milestones: [
    { rounds: 1, basisPoints: 5000, hasTarget: false },
    { rounds: 1, basisPoints: 5000, hasTarget: false },
  ],
  challengeMs: 100,
  disputes: { bondUnits: 1n, rulingMs: 1000, appealMs: 500 },
  holdbackBasisPoints: 3000,
  vestingMs: 7000,
}
const survivors = [
  { holder: 'north', examples: 4n },
  { holder: 'south', examples: 1n },
]

function takeAll(played: PlayedLife, events: readonly BountyEvent[]): void {
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
}

/** Both epochs done; the first was paid at 110, the second can be challenged until 300. */
function settled(): PlayedLife {
  const played = playLife(terms, ['north', 'south'])
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const [i, survivor] of survivors.entries())
    takeAll(played, [{ kind: 'joined', ...survivor, holdbackBasisPoints: i === 0 ? 3000 : 0, atMs: 0 }])
  takeAll(played, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'epoch-closed', epoch: 1, isTargetMet: true, quality: [], evaluators: [], atMs: 10 },
    { kind: 'deadline-passed', atMs: 110 },
    { kind: 'round', round: 2, survivors, unsummed: [] },
    { kind: 'stopped', end: 'rounds-done', atMs: 199 },
    { kind: 'settled', isTargetMet: true, quality: [], evaluators: [], atMs: 200 },
  ])
  return played
}

// Of 500 by 2 : 1 north has 333 (remainder 1 of 3), south 166 (remainder 2) and the unit left. Of 333 30 % is 99 (99.9).
test('a share of each pay is held back, and released evenly from the end of the bounty, to the last unit', t => {
  const played = settled()
  t.is(played.gained('payable:north'), 234n)
  t.is(played.gained('payable:south'), 167n)
  t.is(played.take({ kind: 'vested', holder: 'north', atMs: 299 }), 'too-early')
  takeAll(played, [{ kind: 'deadline-passed', atMs: 300 }])
  t.is(played.gained('holdback:b5:north'), 198n)
  // 198 * 1000 / 7000 = 28.28...
  takeAll(played, [{ kind: 'vested', holder: 'north', atMs: 1300 }])
  t.is(played.gained('payable:north'), 468n + 28n)
  t.is(played.take({ kind: 'vested', holder: 'north', atMs: 1300 }), 'too-early')
  takeAll(played, [{ kind: 'vested', holder: 'north', atMs: 7300 }])
  t.is(played.gained('payable:north'), 666n)
  t.is(played.take({ kind: 'vested', holder: 'north', atMs: 7301 }), 'nothing-held-back')
  t.is(played.take({ kind: 'vested', holder: 'south', atMs: 7301 }), 'nothing-held-back')
  t.deepEqual(played.filled('holdback:'), [])
})

test('whoever is struck loses what is held back of its earlier pay, to the buyer', t => {
  const played = settled()
  takeAll(played, [
    {
      kind: 'disputed',
      by: 'acme',
      claim: { kind: 'exclude', epoch: 2, holder: 'north' },
      evidence: 'ab'.repeat(32),
      atMs: 210,
    },
    { kind: 'ruled', dispute: 1, isUpheld: true, atMs: 220 },
    { kind: 'deadline-passed', atMs: 720 },
  ])
  // Of 1000: north 234 of the first epoch; south 167, and of the second, in which 1 of 3 is earned now, 166 (166.67).
  t.is(played.gained('payable:north'), 234n)
  t.is(played.gained('payable:south'), 333n)
  t.is(played.gained('buyer:acme'), -567n)
  t.is(played.life().totals.paidUnits, 567n)
  t.is(played.life().totals.refundedUnits, 433n)
  t.deepEqual(played.filled('holdback:'), [])
  t.is(played.take({ kind: 'vested', holder: 'north', atMs: 9000 }), 'nothing-held-back')
})

test('coming back with a better reputation does not free what is held back of pay that was earned before', t => {
  const played = settled()
  takeAll(played, [{ kind: 'deadline-passed', atMs: 300 }])
  const [now, heldBack] = [played.gained('payable:north'), played.gained('holdback:b5:north')]
  const again = playLife(terms, ['north', 'south'])
  takeAll(again, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const [i, survivor] of survivors.entries())
    takeAll(again, [{ kind: 'joined', ...survivor, holdbackBasisPoints: i === 0 ? 3000 : 0, atMs: 0 }])
  takeAll(again, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'left', holder: 'north', atMs: 1 },
    { kind: 'joined', ...survivors[0]!, holdbackBasisPoints: 0, atMs: 1 },
    { kind: 'epoch-closed', epoch: 1, isTargetMet: true, quality: [], evaluators: [], atMs: 10 },
    { kind: 'round', round: 2, survivors, unsummed: [] },
    { kind: 'stopped', end: 'rounds-done', atMs: 199 },
    { kind: 'settled', isTargetMet: true, quality: [], evaluators: [], atMs: 200 },
    { kind: 'deadline-passed', atMs: 300 },
  ])
  t.deepEqual([again.gained('payable:north'), again.gained('holdback:b5:north')], [now, heldBack])
})

test('no more is held back than the terms say', t => {
  const played = playLife(terms, ['north'])
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  const join = (holdbackBasisPoints: number): BountyEvent => ({
    ...{ kind: 'joined', holder: 'north', examples: 4n, atMs: 0 },
    holdbackBasisPoints,
  })
  for (const wrong of [3001, -1, 0.5, Number.NaN]) t.is(played.take(join(wrong)), 'malformed')
  t.is(played.take(join(3000)), undefined)
})

const amount = fc.bigInt(0n, 10n ** 30n)
const duration = fc.integer({ min: 1, max: 2 ** 45 })

testProp(
  'vesting never runs back, never passes the grant, and ends at it',
  [amount, duration, fc.nat(), fc.nat()],
  (t, grant, lasts, a, b) => {
    const [early, late] = a < b ? [a, b] : [b, a]
    t.true(vestedUnits(grant, early, lasts) <= vestedUnits(grant, late, lasts))
    t.true(vestedUnits(grant, late, lasts) <= grant)
    t.is(vestedUnits(grant, lasts, lasts), grant)
    t.is(vestedUnits(grant, -early, lasts), 0n)
  },
)
