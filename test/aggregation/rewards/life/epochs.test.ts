import test from 'ava'
import type { BountyEvent, RewardTerms } from '../../../../aggregation/index.ts'
import { type PlayedLife, playLife } from '../../../support/played-life.ts'

// 1000 units in two epochs of 40 % and 60 %; in each 70 % base, 20 % quality, 10 % evaluators.
const terms: RewardTerms = {
  bountyId: 'b2',
  priceUnits: 1000n,
  rounds: 3,
  feeBasisPoints: 500,
  weightCap: 100n,
  pools: { base: 7000, quality: 2000, evaluators: 1000, bonus: 0 },
  milestones: [
    { rounds: 1, basisPoints: 4000, hasTarget: true },
    { rounds: 2, basisPoints: 6000, hasTarget: false },
  ],
}
const survivors = [
  { holder: 'north', examples: 9n },
  { holder: 'south', examples: 1n },
]

function started(of: RewardTerms = terms): PlayedLife {
  const played = playLife(of, ['north', 'south', 'judge'])
  const at = { atMs: 0 }
  takeAll(played, [
    { kind: 'funded', ...at },
    { kind: 'opened', ...at },
  ])
  for (const { holder, examples } of survivors)
    takeAll(played, [{ kind: 'joined', holder, examples, holdbackBasisPoints: 0, ...at }])
  takeAll(played, [{ kind: 'started', ...at }])
  return played
}

function takeAll(played: PlayedLife, events: readonly BountyEvent[]): void {
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
}

function round(number: number): BountyEvent {
  return { kind: 'round', round: number, survivors, unsummed: [] }
}

const closed = {
  kind: 'epoch-closed',
  epoch: 1,
  atMs: 5,
  quality: [
    { holder: 'north', weight: 1n },
    { holder: 'south', weight: 2n },
  ],
  evaluators: [{ holder: 'judge', weight: 5n }],
} as const

// Epoch 1: 400 units, of which base 280, quality 80, evaluators 40.
// Base: fee 14, of 266 north has 199 (199.5) and south 66 (66.5): remainders alike, and a hash decides on the unit left.
// Quality: fee 4, of 76 north has 25 (remainder 1 of 3) and south 50 (remainder 2) and the unit left: 51. Evaluators: fee 2, 38.
test('an epoch pays its base pool by rounds and its other pools at its end', t => {
  const played = started()
  takeAll(played, [round(1)])
  t.is(played.gained('payable:north') + played.gained('payable:south'), 266n)
  const base = [played.gained('payable:north'), played.gained('payable:south')] as const
  t.true(base[0] === 199n || base[0] === 200n)
  takeAll(played, [{ ...closed, isTargetMet: true }])
  t.is(played.gained('payable:north') - base[0], 25n)
  t.is(played.gained('payable:south') - base[1], 51n)
  t.is(played.gained('payable:judge'), 38n)
  t.is(played.gained('fees'), 20n)
  t.deepEqual(
    played.life().epochs.map(({ status, leftUnits }) => [status, leftUnits]),
    [
      ['released', 0n],
      ['open', 600n],
    ],
  )
})

test('a milestone whose target is missed ends the bounty: its epoch is paid, later ones go back untouched', t => {
  const played = started()
  takeAll(played, [round(1), { ...closed, isTargetMet: false }])
  t.is(played.take(round(2)), 'wrong-stage')
  t.is(played.take({ kind: 'stopped', end: 'target-met', atMs: 6 }), 'wrong-stage')
  const settled = { kind: 'settled', atMs: 7, isTargetMet: false, quality: [], evaluators: [] } as const
  takeAll(played, [{ kind: 'stopped', end: 'milestone-missed', atMs: 6 }, settled])
  t.is(played.life().stage, 'final')
  t.is(played.gained('buyer:acme'), -400n)
  t.is(played.money().filter(command => 'kind' in command && command.kind === 'epoch').length, 1)
  t.deepEqual(played.filled('escrow:'), [])
})

test('an epoch closes after its last round, once, and not before', t => {
  const played = started()
  t.is(played.take({ ...closed, isTargetMet: true }), 'unknown-epoch')
  takeAll(played, [round(1)])
  t.is(played.take(round(2)), 'wrong-stage')
  t.is(played.take({ ...closed, epoch: 2, isTargetMet: true }), 'unknown-epoch')
  takeAll(played, [{ ...closed, isTargetMet: true }])
  t.is(played.take({ ...closed, isTargetMet: true }), 'unknown-epoch')
  takeAll(played, [round(2)])
})

test('a quality pool without a score is shared as the rounds are, and of an evaluators’ pool that nobody worked for nothing is earned', t => {
  const played = started()
  takeAll(played, [
    round(1),
    { ...closed, quality: [{ holder: 'north', weight: 0n }], evaluators: [], isTargetMet: false },
  ])
  const settled = { kind: 'settled', atMs: 7, isTargetMet: false, quality: [], evaluators: [] } as const
  takeAll(played, [{ kind: 'stopped', end: 'milestone-missed', atMs: 6 }, settled])
  // Base 280 with a fee of 14, quality 80 with a fee of 4; the evaluators' 40 go back.
  t.is(played.gained('buyer:acme'), -360n)
  t.is(played.gained('fees'), 18n)
})

test('where an epoch can be challenged, what is due is set aside and paid when the time is over', t => {
  const played = started({ ...terms, challengeMs: 100 })
  takeAll(played, [round(1), { ...closed, isTargetMet: true }])
  t.is(played.gained('payable:north'), 0n)
  t.deepEqual(
    played.life().epochs[0]!.dues.map(({ id, isPaid }) => [id, isPaid]),
    [
      ['r1', false],
      ['quality1', false],
      ['evaluators1', false],
    ],
  )
  t.is(played.take({ kind: 'deadline-passed', atMs: 104 }), 'too-early')
  takeAll(played, [{ kind: 'deadline-passed', atMs: 105 }])
  t.is(played.gained('payable:south') + played.gained('payable:north'), 266n + 76n)
  t.is(played.life().epochs[0]!.status, 'released')
  t.is(played.take({ kind: 'deadline-passed', atMs: 106 }), 'too-early')
})

test('a round names each member once and with examples that it joined with, at any time of its life', t => {
  const played = started()
  const twice = [survivors[0]!, survivors[0]!]
  t.is(played.take({ kind: 'round', round: 1, survivors: twice, unsummed: [] }), 'malformed')
  t.is(
    played.take({ kind: 'round', round: 1, survivors: [survivors[0]!], unsummed: [survivors[0]!] }),
    'malformed',
  )
  t.is(played.take({ kind: 'round', round: 0, survivors: twice, unsummed: [] }), 'malformed')
  const boasting = [{ holder: 'north', examples: 10_000n }]
  t.is(played.take({ kind: 'round', round: 1, survivors: boasting, unsummed: [] }), 'malformed')
  t.is(
    played.take({ kind: 'round', round: 1, survivors: [{ holder: 'east', examples: 1n }], unsummed: [] }),
    'unknown-holder',
  )
  // North leaves and comes back with more records while a round with the old number is under way.
  takeAll(played, [
    { kind: 'left', holder: 'north', atMs: 1 },
    { kind: 'joined', holder: 'north', examples: 10_000n, holdbackBasisPoints: 0, atMs: 2 },
    round(1),
  ])
})
