import test from 'ava'
import type { BountyEvent, RewardTerms } from '../../../../aggregation/index.ts'
import { type PlayedLife, playLife } from '../../../support/played-life.ts'

// Weights 3, 2 and 1.
const examples = { north: 9n, south: 4n, west: 1n } as const
const terms: RewardTerms = {
  bountyId: 'b4',
  priceUnits: 1000n,
  rounds: 1,
  feeBasisPoints: 0,
  weightCap: 100n,
  stakeUnits: 101n,
  coordinatorBondUnits: 207n,
}

function open(...holders: readonly (keyof typeof examples)[]): PlayedLife {
  const played = playLife(terms, Object.keys(examples))
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const holder of holders) takeAll(played, [joined(holder)])
  return played
}

function joined(holder: keyof typeof examples, atMs = 0): BountyEvent {
  return { kind: 'joined', holder, examples: examples[holder], holdbackBasisPoints: 0, atMs }
}

function takeAll(played: PlayedLife, events: readonly BountyEvent[]): void {
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
}

function proved(who: { culprit?: string; accuser?: string }, proof = '01'.repeat(32)): BountyEvent {
  return { kind: 'fault-proved', proof, atMs: 1, ...who }
}

const undersubscribed: readonly BountyEvent[] = [
  { kind: 'stopped', end: 'undersubscribed', atMs: 8 },
  { kind: 'settled', isTargetMet: false, quality: [], evaluators: [], atMs: 9 },
]

// Of 101 a tenth is 10; 91 in two equal parts is 45 and 46.
test('a tenth of a stake goes to the accuser, the rest to the others who take part, in equal parts before there is a round', t => {
  const played = open('north', 'south', 'west')
  takeAll(played, [proved({ culprit: 'north', accuser: 'west' })])
  t.is(played.gained('payable:south'), -101n + 45n)
  t.is(played.gained('payable:west'), -101n + 46n + 10n)
  takeAll(played, undersubscribed)
  t.is(played.gained('payable:north'), -101n)
  t.is(played.gained('payable:south'), 45n)
  t.deepEqual(played.filled('stake:'), [])
})

test('the buyer is an accuser too; a stranger, and the culprit itself, get no tenth', t => {
  const byBuyer = open('north', 'south')
  takeAll(byBuyer, [proved({ culprit: 'north', accuser: 'acme' })])
  t.is(byBuyer.gained('buyer:acme'), -1000n + 10n)
  for (const who of [
    { culprit: 'north' },
    { culprit: 'north', accuser: 'east' },
    { culprit: 'north', accuser: 'north' },
  ]) {
    const played = open('north', 'south')
    takeAll(played, [proved(who)])
    t.is(played.gained('payable:south'), 0n)
  }
})

test('what has no victim goes to nobody, and can be spent by nobody', t => {
  const played = open('north')
  takeAll(played, [proved({ culprit: 'north' }), ...undersubscribed])
  t.is(played.gained('slash'), 101n)
  t.is(played.gained('payable:north'), -101n)
})

// 207: a tenth is 20; 187 in two equal parts is 93 and 94.
test('the coordinator’s bond is slashed the same way, and does not come back', t => {
  const played = open('north', 'south')
  takeAll(played, [proved({ accuser: 'acme' })])
  t.is(played.gained('payable:north'), -101n + 93n)
  t.is(played.gained('payable:south'), -101n + 94n)
  t.is(played.take(proved({}, '02'.repeat(32))), 'nothing-at-stake')
  takeAll(played, undersubscribed)
  t.is(played.gained('fees'), -207n)
  t.is(played.gained('buyer:acme'), 20n)
  t.deepEqual(played.filled('bond:'), [])
})

test('whoever lost its stake takes no further part, so that no proof of the same fault finds another', t => {
  const played = open('north', 'south')
  takeAll(played, [proved({ culprit: 'north' })])
  t.is(played.take({ kind: 'left', holder: 'north', atMs: 2 }), 'twice')
  t.is(played.take(joined('north', 3)), 'twice')
  const again = { ...proved({ culprit: 'north' }), atMs: 4 } as BountyEvent
  t.is(played.take(again), 'twice')
  takeAll(played, undersubscribed)
  t.is(played.gained('payable:north'), -101n)
})

test('whoever leaves and comes back has one stake in the bounty, and gets it back at the end', t => {
  const played = open('north')
  takeAll(played, [{ kind: 'left', holder: 'north', atMs: 1 }])
  t.is(played.take({ kind: 'left', holder: 'north', atMs: 1 }), 'twice')
  t.is(played.gained('payable:north'), -101n)
  takeAll(played, [joined('north', 2)])
  t.is(played.take(joined('north', 2)), 'twice')
  t.is(played.gained('payable:north'), -101n)
  takeAll(played, undersubscribed)
  t.is(played.gained('payable:north'), 0n)
})

test('once a bounty is over nothing is at stake in it', t => {
  const played = open('north')
  takeAll(played, undersubscribed)
  t.is(played.take({ ...proved({ culprit: 'north' }), atMs: 10 } as BountyEvent), 'wrong-stage')
})

// The round pays 600 and 400. 207: a tenth is 20; 187 by 3 : 2 is 112 (remainder 1 of 5) and 74 (remainder 4) and the unit left: 75.
test('once a round is done what was slashed goes by what was earned, whatever somebody declares who joins or comes back', t => {
  const played = open('north', 'south')
  const survivors = (['north', 'south'] as const).map(holder => ({ holder, examples: examples[holder] }))
  const more = (holder: 'south' | 'west') => ({ ...joined(holder), examples: 1_000_000n }) as BountyEvent
  takeAll(played, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'left', holder: 'south', atMs: 0 },
    more('south'),
    more('west'),
    proved({ accuser: 'south' }),
  ])
  t.is(played.gained('payable:north'), 600n - 101n + 112n)
  t.is(played.gained('payable:south'), 400n - 101n + 75n + 20n)
  t.is(played.gained('payable:west'), -101n)
})
