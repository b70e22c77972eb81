import test from 'ava'
import type { BountyEvent, RewardTerms } from '../../../../aggregation/index.ts'
import { type PlayedLife, playLife } from '../../../support/played-life.ts'

// Weights are floor(sqrt(examples)), at most 100: north 20, south 10, west 3.
const examples = { north: 400n, south: 100n, west: 10n } as const
type Name = keyof typeof examples

// 1007 units in three rounds: pots of 335, 336 and 336.
const terms: RewardTerms = {
  bountyId: 'b1',
  priceUnits: 1007n,
  rounds: 3,
  feeBasisPoints: 1000,
  weightCap: 100n,
}

function members(...names: readonly Name[]) {
  return names.map(holder => ({ holder, examples: examples[holder] }))
}

function round(number: number, ...names: readonly Name[]): BountyEvent {
  return { kind: 'round', round: number, survivors: members(...names), unsummed: [] }
}

function joined(holder: Name, atMs = 0): BountyEvent {
  return { kind: 'joined', holder, examples: examples[holder], holdbackBasisPoints: 0, atMs }
}

function play(of: RewardTerms, events: readonly BountyEvent[]): PlayedLife {
  const played = playLife(of, Object.keys(examples))
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
  return played
}

function started(of: RewardTerms = terms): PlayedLife {
  const at = { atMs: 0 }
  const [funded, opened] = [{ kind: 'funded', ...at } as const, { kind: 'opened', ...at } as const]
  return play(of, [funded, opened, joined('north'), joined('south'), { kind: 'started', ...at }])
}

function takeAll(played: PlayedLife, events: readonly BountyEvent[]): void {
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
}

const settled = { kind: 'settled', atMs: 9, isTargetMet: false, quality: [], evaluators: [] } as const

function accounts(played: PlayedLife) {
  return {
    buyer: played.gained('buyer:acme'),
    north: played.gained('payable:north'),
    south: played.gained('payable:south'),
    west: played.gained('payable:west'),
    fees: played.gained('fees'),
  }
}

/** Nothing is left where only a bounty under way has something. */
function isEmpty(played: PlayedLife): boolean {
  return ['escrow:', 'bond:', 'stake:'].every(prefix => played.filled(prefix).length === 0)
}

// Round 1, 335: fee floor(33.5) = 33; of 302 north has 201 (remainder 10 of 30) and south 100 (remainder 20) and the unit left: 101.
// Rounds 2 and 3, 336: fee 33; of 303 north has 202 and south 101.
test('all rounds done: every pot is shared by weight, the fee comes off each, and the sum is the price', t => {
  const played = started()
  takeAll(played, [round(1, 'north', 'south'), round(2, 'north', 'south'), round(3, 'north', 'south')])
  takeAll(played, [{ kind: 'stopped', end: 'rounds-done', atMs: 8 }, settled])
  t.deepEqual(accounts(played), { buyer: -1007n, north: 605n, south: 303n, west: 0n, fees: 99n })
  t.is(played.life().stage, 'final')
  t.true(isEmpty(played))
})

test('the end by target or patience pays the rounds that were done and gives the pots of the others back', t => {
  for (const end of ['target-met', 'out-of-patience'] as const) {
    const played = started()
    takeAll(played, [round(1, 'north', 'south'), { kind: 'stopped', end, atMs: 8 }, settled])
    t.deepEqual(accounts(played), { buyer: -335n, north: 201n, south: 101n, west: 0n, fees: 33n })
    t.is(played.life().stage, 'final')
    t.true(isEmpty(played))
  }
})

// Of 336 units 20/30 are earned: 224, of which the fee is 22; the rest of the pot goes back.
test('what would have fallen to a group that was not summed is not earned', t => {
  const played = started()
  takeAll(played, [
    round(1, 'north', 'south'),
    { kind: 'round', round: 2, survivors: members('north'), unsummed: members('south') },
    { kind: 'stopped', end: 'target-met', atMs: 8 },
    settled,
  ])
  t.deepEqual(accounts(played), { buyer: -559n, north: 403n, south: 101n, west: 0n, fees: 55n })
})

test('too few holders: all of the price goes back, and so does each stake', t => {
  const at = { atMs: 0 }
  const played = play({ ...terms, stakeUnits: 70n }, [
    { kind: 'funded', ...at },
    { kind: 'opened', ...at },
    joined('north'),
    { kind: 'stopped', end: 'undersubscribed', atMs: 8 },
    settled,
  ])
  t.deepEqual(accounts(played), { buyer: 0n, north: 0n, south: 0n, west: 0n, fees: 0n })
  t.is(played.life().stage, 'undersubscribed')
  t.true(isEmpty(played))
})

test('a bounty can be cancelled as a draft, funded and open, and nobody is paid', t => {
  const before: readonly BountyEvent[][] = [
    [],
    [{ kind: 'funded', atMs: 0 }],
    [{ kind: 'funded', atMs: 0 }, { kind: 'opened', atMs: 0 }, joined('north')],
  ]
  for (const events of before) {
    const cancelled = { kind: 'stopped', end: 'cancelled', atMs: 8 } as const
    const played = play({ ...terms, killFeeBasisPoints: 5000 }, [...events, cancelled, settled])
    t.is(played.life().stage, 'aborted-buyer')
    t.deepEqual(accounts(played), { buyer: 0n, north: 0n, south: 0n, west: 0n, fees: 0n })
    t.true(isEmpty(played))
  }
})

// Of the 672 units of rounds 2 and 3 15 % is 100 (100.8): north 66 (remainder 20 of 30), south 33 (remainder 10), the unit left to
// north: 67. No fee is taken of it.
test('a buyer that cancels while it runs pays the rounds that were done and the kill fee, without a charge on it', t => {
  const played = started({ ...terms, killFeeBasisPoints: 1500 })
  takeAll(played, [round(1, 'north', 'south'), { kind: 'stopped', end: 'cancelled', atMs: 8 }, settled])
  t.deepEqual(accounts(played), { buyer: -435n, north: 268n, south: 134n, west: 0n, fees: 33n })
  t.is(played.life().stage, 'aborted-buyer')
  t.true(isEmpty(played))
})

// Epochs of 302 and 705 units. Round 1: of 302 a fee of 30, and 272 as 181 and 91. Of the next epoch 15 % is 105 (105.75), as 70 and 35; of
// the one that is done it would be 45, and of what that has left nothing.
test('between two epochs a buyer that cancels owes the kill fee of the next, and none after an epoch with a target', t => {
  const cancelledBetween = (hasTarget: boolean, challengeMs: number) => {
    const milestones = [
      { rounds: 1, basisPoints: 3000, hasTarget },
      { rounds: 2, basisPoints: 7000, hasTarget: false },
    ]
    const played = started({ ...terms, milestones, killFeeBasisPoints: 1500, challengeMs })
    takeAll(played, [round(1, 'north', 'south'), { kind: 'stopped', end: 'cancelled', atMs: 8 }, settled])
    return played
  }
  const owed = { buyer: -407n, north: 251n, south: 126n, west: 0n, fees: 30n }
  const played = cancelledBetween(false, 0)
  t.deepEqual(accounts(played), owed)
  t.true(isEmpty(played))
  t.deepEqual(accounts(cancelledBetween(true, 0)), { ...owed, buyer: -302n, north: 181n, south: 91n })
  const challenged = cancelledBetween(false, 10)
  t.is(challenged.gained('payable:north'), 0n)
  t.is(challenged.take({ kind: 'deadline-passed', atMs: 19 }), undefined)
  t.deepEqual(accounts(challenged), owed)
  t.true(isEmpty(challenged))
})

// The epoch of round 2 is open: of its 705 units the pot of round 2 is spent, 352, and 15 % of 353 is 52 (52.95).
test('once the next epoch has begun the kill fee is of what it has left', t => {
  const milestones = [
    { rounds: 1, basisPoints: 3000, hasTarget: false },
    { rounds: 2, basisPoints: 7000, hasTarget: false },
  ]
  const played = started({ ...terms, milestones, killFeeBasisPoints: 1500 })
  const closed = {
    kind: 'epoch-closed',
    epoch: 1,
    isTargetMet: true,
    quality: [],
    evaluators: [],
    atMs: 7,
  } as const
  takeAll(played, [round(1, 'north', 'south'), closed])
  takeAll(played, [round(2, 'north', 'south'), { kind: 'stopped', end: 'cancelled', atMs: 8 }, settled])
  t.is(played.gained('buyer:acme'), -302n - 352n - 52n)
  t.true(isEmpty(played))
})

test('whoever left has no part of the kill fee', t => {
  const played = started({ ...terms, killFeeBasisPoints: 1500 })
  takeAll(played, [
    round(1, 'north', 'south'),
    { kind: 'left', holder: 'south', atMs: 7 },
    { kind: 'stopped', end: 'cancelled', atMs: 8 },
    settled,
  ])
  t.is(played.gained('payable:south'), 101n)
  t.is(played.gained('payable:north'), 301n)
})

// Round 2 fails; its pot is 336 and the bond 100: north 66 (remainder 20), south 33 (remainder 10), the unit left to north.
test('a round that fails is made good to its members from the coordinator’s bond, as far as it goes', t => {
  const played = started({ ...terms, coordinatorBondUnits: 100n })
  const failed = {
    kind: 'stopped',
    end: 'failed',
    round: 2,
    members: members('north', 'south'),
    atMs: 8,
  } as const
  takeAll(played, [round(1, 'north', 'south'), failed, settled])
  t.deepEqual(accounts(played), { buyer: -335n, north: 268n, south: 134n, west: 0n, fees: -67n })
  t.is(played.life().stage, 'aborted-coordinator')
  t.true(isEmpty(played))
})

test('a bond above the pot makes good the pot and no more, and the rest goes back to the operator', t => {
  const played = started({ ...terms, coordinatorBondUnits: 500n })
  const failed = { kind: 'stopped', end: 'failed', round: 2, members: members('south'), atMs: 8 } as const
  takeAll(played, [round(1, 'north', 'south'), failed, settled])
  t.deepEqual(accounts(played), { buyer: -335n, north: 201n, south: 437n, west: 0n, fees: -303n })
  t.true(isEmpty(played))
})

test('members of a failed round that are named twice, or with other examples, are refused before anything is settled', t => {
  const played = started({ ...terms, coordinatorBondUnits: 500n })
  const failed = { kind: 'stopped', end: 'failed', round: 1, atMs: 8 } as const
  t.is(played.take({ ...failed, members: members('south', 'south') }), 'malformed')
  t.is(played.take({ ...failed, members: [{ holder: 'south', examples: 101n }] }), 'malformed')
  t.is(played.take({ ...failed, members: members('west') }), 'unknown-holder')
  t.is(played.life().stage, 'running')
})

test('a bounty that is not over in time expires: rounds done are paid, the rest goes back', t => {
  const played = started({ ...terms, expiresMs: 50 })
  t.is(played.take({ kind: 'stopped', end: 'expired', atMs: 49 }), 'wrong-stage')
  takeAll(played, [
    round(1, 'north', 'south'),
    { kind: 'stopped', end: 'expired', atMs: 50 },
    { ...settled, atMs: 50 },
  ])
  t.deepEqual(accounts(played), { buyer: -335n, north: 201n, south: 101n, west: 0n, fees: 33n })
  t.is(played.life().stage, 'expired')
  t.true(isEmpty(played))
})

test('a draft that is not funded in time expires, and cannot be funded then', t => {
  const played = play({ ...terms, draftMs: 30 }, [])
  t.is(played.take({ kind: 'funded', atMs: 30 }), 'too-late')
  takeAll(played, [
    { kind: 'stopped', end: 'expired', atMs: 30 },
    { ...settled, atMs: 30 },
  ])
  t.is(played.life().stage, 'expired')
  t.deepEqual(played.money(), [])
})

// Bonus 10 %: floor(100.7) = 100. By weight over all rounds: north 20 + 20 + 20, south 10, of 70: fee 10, of 90 north 77 (remainder 10)
// and south 12 (remainder 60) and the unit left: 13.
test('the bonus goes by what was earned over all rounds, where the target was met, and back to the buyer otherwise', t => {
  const pools = { base: 9000, quality: 0, evaluators: 0, bonus: 1000 }
  for (const isTargetMet of [true, false]) {
    const played = started({ ...terms, pools })
    takeAll(played, [round(1, 'north', 'south'), round(2, 'north'), round(3, 'north')])
    const before = [played.gained('payable:north'), played.gained('payable:south')] as const
    takeAll(played, [
      { kind: 'stopped', end: 'rounds-done', atMs: 8 },
      { ...settled, isTargetMet },
    ])
    t.is(played.gained('payable:north') - before[0], isTargetMet ? 77n : 0n)
    t.is(played.gained('payable:south') - before[1], isTargetMet ? 13n : 0n)
    t.is(played.gained('buyer:acme'), isTargetMet ? -1007n : -907n)
    t.true(isEmpty(played))
  }
})

test('a bounty that is cancelled, failed or expired pays no bonus, whatever the evaluation says', t => {
  const pools = { base: 9000, quality: 0, evaluators: 0, bonus: 1000 }
  const ends: readonly BountyEvent[] = [
    { kind: 'stopped', end: 'cancelled', atMs: 60 },
    { kind: 'stopped', end: 'failed', round: 1, atMs: 60 },
    { kind: 'stopped', end: 'expired', atMs: 60 },
  ]
  for (const end of ends) {
    const played = started({ ...terms, pools, expiresMs: 50 })
    takeAll(played, [end, { ...settled, isTargetMet: true, atMs: 60 }])
    t.is(played.gained('buyer:acme'), 0n)
    t.true(isEmpty(played))
  }
})

// The bonus of 100 is worth more than any kill fee of rounds that are all done, which is none.
test('once all rounds are done nothing ends a bounty but that: neither buyer, clock nor failure gets around the bonus', t => {
  const pools = { base: 9000, quality: 0, evaluators: 0, bonus: 1000 }
  const played = started({ ...terms, pools, killFeeBasisPoints: 5000, expiresMs: 50 })
  takeAll(played, [round(1, 'north', 'south'), round(2, 'north'), round(3, 'north')])
  t.is(played.take({ kind: 'stopped', end: 'cancelled', atMs: 60 }), 'wrong-stage')
  t.is(played.take({ kind: 'stopped', end: 'expired', atMs: 60 }), 'wrong-stage')
  t.is(played.take({ kind: 'stopped', end: 'failed', round: 4, atMs: 60 }), 'wrong-stage')
  takeAll(played, [
    { kind: 'stopped', end: 'rounds-done', atMs: 60 },
    { ...settled, isTargetMet: true, atMs: 60 },
  ])
  t.is(played.gained('buyer:acme'), -1007n)
})

const many = { ...joined('west', 7), examples: 1_000_000n } as BountyEvent

test('who joins, or comes back with more examples, just before a buyer breaks off gets no more of the kill fee by it', t => {
  const played = started({ ...terms, killFeeBasisPoints: 1500 })
  const back = { ...joined('south', 7), examples: 1_000_000n } as BountyEvent
  takeAll(played, [
    round(1, 'north', 'south'),
    ...[many, { kind: 'left', holder: 'south', atMs: 7 } as const, back],
    ...[{ kind: 'stopped', end: 'cancelled', atMs: 8 } as const, settled],
  ])
  t.deepEqual(accounts(played), { buyer: -435n, north: 268n, south: 134n, west: 0n, fees: 33n })
})

// 15 % of 1007 is 151 (151.05), in two equal parts, and the unit left to one of them.
test('before a round is done the kill fee goes in equal parts to those who were there at the start', t => {
  const played = started({ ...terms, killFeeBasisPoints: 1500 })
  takeAll(played, [many, { kind: 'stopped', end: 'cancelled', atMs: 8 }, settled])
  t.deepEqual([accounts(played).north, accounts(played).south].toSorted(), [75n, 76n])
  t.is(played.gained('payable:west'), 0n)
})
