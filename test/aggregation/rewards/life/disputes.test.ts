import test from 'ava'
import type { BountyEvent, Claim, RewardTerms } from '../../../../aggregation/index.ts'
import { type PlayedLife, playLife } from '../../../support/played-life.ts'

// One round of 900 units and a bonus of 100; no fee. Weights: north 3, south 2, west 1.
const examples = { north: 9n, south: 4n, west: 1n } as const
const terms: RewardTerms = {
  bountyId: 'b3',
  priceUnits: 1000n,
  rounds: 1,
  feeBasisPoints: 0,
  weightCap: 100n,
  pools: { base: 9000, quality: 0, evaluators: 0, bonus: 1000 },
  challengeMs: 100,
  disputes: { bondUnits: 60n, rulingMs: 1000, appealMs: 500 },
}
const evidence = 'ab'.repeat(32)
const excludeSouth: Claim = { kind: 'exclude', epoch: 1, holder: 'south' }

/** A bounty that was settled at 10; its pay can be disputed until 110. */
function settled({
  isTargetMet = true,
  of = terms,
}: {
  isTargetMet?: boolean
  of?: RewardTerms
} = {}): PlayedLife {
  const played = playLife(of, Object.keys(examples))
  const at = { atMs: 0 }
  takeAll(played, [
    { kind: 'funded', ...at },
    { kind: 'opened', ...at },
  ])
  const survivors = Object.entries(examples).map(([holder, count]) => ({ holder, examples: count }))
  for (const survivor of survivors)
    takeAll(played, [{ kind: 'joined', ...survivor, holdbackBasisPoints: 0, ...at }])
  takeAll(played, [
    { kind: 'started', ...at },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'stopped', end: 'rounds-done', atMs: 9 },
    { kind: 'settled', isTargetMet, quality: [], evaluators: [], atMs: 10 },
  ])
  return played
}

function takeAll(played: PlayedLife, events: readonly BountyEvent[]): void {
  for (const event of events) {
    const rule = played.take(event)
    if (rule !== undefined) throw new Error(`${event.kind} is refused: ${rule}`)
  }
}

function disputed(by: string, claim: Claim = excludeSouth, atMs = 20): BountyEvent {
  return { kind: 'disputed', by, claim, evidence, atMs }
}

function ruled(isUpheld: boolean, atMs: number): BountyEvent {
  return { kind: 'ruled', dispute: 1, isUpheld, atMs }
}

function appealed(by: string, atMs: number): BountyEvent {
  return { kind: 'appealed', dispute: 1, by, evidence: 'cd'.repeat(32), atMs }
}

function passed(atMs: number): BountyEvent {
  return { kind: 'deadline-passed', atMs }
}

function accounts(played: PlayedLife) {
  const [acme, north, south, west] = [
    played.gained('buyer:acme'),
    ...['north', 'south', 'west'].map(holder => played.gained(`payable:${holder}`)),
  ]
  return { acme, north, south, west }
}

/** Over, with nothing left in escrow and bonds. */
function isOverAndEmpty(played: PlayedLife): boolean {
  return (
    played.life().stage === 'final' &&
    played.filled('escrow:').length === 0 &&
    played.filled('bond:').length === 0
  )
}

// Undisputed: of 900 by 3 : 2 : 1 they get 450, 300, 150; of the bonus 50, 33 (remainder 2 of 6), 16 (remainder 4) and the unit left: 17.
const undisputed = { acme: -1000n, north: 500n, south: 333n, west: 167n }
// South struck: its 300 go back; the bonus by 3 : 1 is 75 and 25.
const southStruck = { acme: -700n, north: 525n, south: 0n, west: 175n }

test('without a dispute all is paid when the time is over, and not before', t => {
  const played = settled()
  t.deepEqual(accounts(played), { acme: -1000n, north: 0n, south: 0n, west: 0n })
  t.is(played.take(passed(109)), 'too-early')
  takeAll(played, [passed(110)])
  t.deepEqual(accounts(played), undisputed)
  t.true(isOverAndEmpty(played))
})

test('upheld: the struck holder gets nothing, its base pay goes back, the bonus is shared anew, the bond returns', t => {
  const played = settled()
  takeAll(played, [disputed('north')])
  t.is(played.gained('payable:north'), -60n)
  takeAll(played, [ruled(true, 30)])
  t.is(played.take(passed(529)), 'too-early')
  takeAll(played, [passed(530)])
  t.deepEqual(accounts(played), southStruck)
  t.true(isOverAndEmpty(played))
})

test('dismissed: all is paid as it was, and the bond goes to the holder that was accused', t => {
  const played = settled()
  takeAll(played, [disputed('north'), ruled(false, 30), passed(530)])
  t.deepEqual(accounts(played), { ...undisputed, north: 440n, south: 393n })
  t.true(isOverAndEmpty(played))
})

test('no ruling in time: all stays as it was, and the bond returns', t => {
  const played = settled()
  takeAll(played, [disputed('north')])
  t.is(played.take(passed(1019)), 'too-early')
  t.is(played.take(ruled(true, 1020)), 'too-late')
  takeAll(played, [passed(1020)])
  t.deepEqual(accounts(played), undisputed)
  t.true(isOverAndEmpty(played))
})

test('an appeal that turns a dismissal gets its bond back, and so does the dispute', t => {
  const played = settled()
  takeAll(played, [disputed('north'), ruled(false, 30), appealed('north', 40)])
  t.is(played.gained('payable:north'), -180n)
  takeAll(played, [ruled(true, 50), passed(110)])
  t.deepEqual(accounts(played), southStruck)
  t.true(isOverAndEmpty(played))
})

test('an appeal that turns an upheld dispute costs the disputant its bond, and the appellant nothing', t => {
  const played = settled()
  takeAll(played, [disputed('north'), ruled(true, 30), appealed('south', 40), ruled(false, 50), passed(110)])
  t.deepEqual(accounts(played), { ...undisputed, north: 440n, south: 393n })
  t.true(isOverAndEmpty(played))
})

test('an appeal that confirms what was upheld pays the disputant twice the bond', t => {
  const played = settled()
  takeAll(played, [disputed('north'), ruled(true, 30), appealed('south', 40), ruled(true, 50), passed(110)])
  t.deepEqual(accounts(played), { ...southStruck, north: 645n, south: -120n })
  t.true(isOverAndEmpty(played))
})

test('an appeal that confirms a dismissal pays both bonds to the accused, whoever appealed', t => {
  for (const appellant of ['north', 'west', 'acme']) {
    const played = settled()
    takeAll(played, [
      disputed('north'),
      ruled(false, 30),
      appealed(appellant, 40),
      ruled(false, 50),
      passed(110),
    ])
    const expected: Record<string, bigint> = { ...undisputed, north: 440n, south: 513n }
    expected[appellant] = expected[appellant]! - 120n
    t.deepEqual(accounts(played), expected as ReturnType<typeof accounts>)
    t.true(isOverAndEmpty(played))
  }
})

test('an appeal that nobody rules on leaves the first ruling as it is, and returns its own bond', t => {
  const played = settled()
  takeAll(played, [disputed('north'), ruled(true, 30), appealed('south', 40)])
  t.is(played.take(passed(1039)), 'too-early')
  takeAll(played, [passed(1040)])
  t.deepEqual(accounts(played), southStruck)
  t.true(isOverAndEmpty(played))
})

test('who won does not appeal: it would only hold up what others are due', t => {
  const upheld = settled()
  takeAll(upheld, [disputed('north'), ruled(true, 30)])
  t.is(upheld.take(appealed('north', 40)), 'not-a-party')
  const dismissed = settled()
  takeAll(dismissed, [disputed('north'), ruled(false, 30)])
  t.is(dismissed.take(appealed('south', 40)), 'not-a-party')
  const target = settled({ isTargetMet: false })
  takeAll(target, [disputed('north', { kind: 'target', epoch: 1, isMet: true }), ruled(false, 30)])
  t.is(target.take(appealed('acme', 40)), 'not-a-party')
})

test('that the target was met makes the bonus due, and the buyer’s word that it was not takes it back', t => {
  const missed = settled({ isTargetMet: false })
  takeAll(missed, [disputed('west', { kind: 'target', epoch: 1, isMet: true }), ruled(true, 30), passed(530)])
  t.deepEqual(accounts(missed), undisputed)
  t.true(isOverAndEmpty(missed))
  const met = settled()
  takeAll(met, [disputed('acme', { kind: 'target', epoch: 1, isMet: false }), ruled(true, 30), passed(530)])
  t.deepEqual(accounts(met), { acme: -900n, north: 450n, south: 300n, west: 150n })
  t.true(isOverAndEmpty(met))
})

// Of the bond of 60 by 3 : 2 : 1 they get 30, 20 and 10.
test('a dismissed word of the buyer about the target pays the holders, and a holder’s pays the buyer', t => {
  const met = settled()
  takeAll(met, [disputed('acme', { kind: 'target', epoch: 1, isMet: false }), ruled(false, 30), passed(530)])
  t.deepEqual(accounts(met), { acme: -1060n, north: 530n, south: 353n, west: 177n })
  const missed = settled({ isTargetMet: false })
  takeAll(missed, [
    disputed('west', { kind: 'target', epoch: 1, isMet: true }),
    ruled(false, 30),
    passed(530),
  ])
  t.deepEqual(accounts(missed), { acme: -840n, north: 450n, south: 300n, west: 90n })
})

test('a holder that is struck has no part of the bonus, whether it became due before or after', t => {
  const target = disputed('west', { kind: 'target', epoch: 1, isMet: true })
  const rulings = (first: number, second: number): readonly BountyEvent[] => [
    { kind: 'ruled', dispute: first, isUpheld: true, atMs: 30 },
    { kind: 'ruled', dispute: second, isUpheld: true, atMs: 40 },
    passed(530),
    passed(540),
  ]
  for (const order of [rulings(1, 2), rulings(2, 1)]) {
    const played = settled({ isTargetMet: false })
    takeAll(played, [target, disputed('north'), ...order])
    t.deepEqual(accounts(played), southStruck)
    t.true(isOverAndEmpty(played))
  }
})

// Two epochs of one round and 450 units each: weights 3 : 2 : 1 in both. South is struck in the first, while the bonus of the last is due:
// by 6 : 2 : 2 it is 60, 20 and 20.
test('a bonus that is due follows a ruling about an earlier epoch', t => {
  const milestones = [
    { rounds: 1, basisPoints: 5000, hasTarget: false },
    { rounds: 1, basisPoints: 5000, hasTarget: false },
  ]
  const played = playLife({ ...terms, rounds: 2, milestones }, Object.keys(examples))
  const survivors = Object.entries(examples).map(([holder, count]) => ({ holder, examples: count }))
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const survivor of survivors)
    takeAll(played, [{ kind: 'joined', ...survivor, holdbackBasisPoints: 0, atMs: 0 }])
  takeAll(played, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'epoch-closed', epoch: 1, isTargetMet: true, quality: [], evaluators: [], atMs: 10 },
    disputed('north'),
    { kind: 'round', round: 2, survivors, unsummed: [] },
    { kind: 'stopped', end: 'rounds-done', atMs: 21 },
    { kind: 'settled', isTargetMet: true, quality: [], evaluators: [], atMs: 22 },
    ruled(true, 30),
  ])
  t.is(played.take(appealed('south', 600)), 'too-late')
  takeAll(played, [passed(530)])
  // The last epoch was due at 122 and is paid in the same turn, after the ruling.
  t.deepEqual(accounts(played), { acme: -850n, north: 510n, south: 170n, west: 170n })
  t.true(isOverAndEmpty(played))
})

test('what is disputed is about an epoch that can be challenged, by a party, with sense, and once', t => {
  const played = settled()
  t.is(played.take(disputed('east')), 'not-a-party')
  t.is(played.take(disputed('south')), 'malformed')
  t.is(played.take(disputed('north', { kind: 'exclude', epoch: 2, holder: 'south' })), 'unknown-epoch')
  t.is(played.take(disputed('north', { kind: 'exclude', epoch: 1, holder: 'east' })), 'unknown-holder')
  t.is(played.take(disputed('acme', { kind: 'target', epoch: 1, isMet: true })), 'malformed')
  t.is(played.take({ ...disputed('north'), evidence: 'AB' } as BountyEvent), 'malformed')
  t.is(played.take(disputed('north', excludeSouth, 110)), 'too-late')
  takeAll(played, [disputed('north')])
  t.is(played.take(disputed('west')), 'twice')
  const added = {
    kind: 'evidence-added',
    dispute: 1,
    by: 'west',
    evidence: 'ef'.repeat(32),
    atMs: 21,
  } as const
  takeAll(played, [added])
  t.is(played.take(added), 'twice')
  t.is(played.take({ ...added, dispute: 2 }), 'unknown-dispute')
  t.is(played.take({ ...added, by: 'east' }), 'not-a-party')
  const { disputes: _none, ...undisputable } = terms
  t.is(settled({ of: undisputable }).take(disputed('north')), 'no-disputes')
})

test('nobody uses up the one dispute about the target against its own side', t => {
  const missed = settled({ isTargetMet: false })
  t.is(missed.take(disputed('acme', { kind: 'target', epoch: 1, isMet: true })), 'not-a-party')
  t.is(missed.take(disputed('west', { kind: 'target', epoch: 1, isMet: true })), undefined)
  const met = settled()
  t.is(met.take(disputed('west', { kind: 'target', epoch: 1, isMet: false })), 'not-a-party')
  t.is(met.take(disputed('acme', { kind: 'target', epoch: 1, isMet: false })), undefined)
})

/** Cancelled at 9 after one of two rounds of 450 units, by a buyer that owes half of the other as kill fee; settled at 10. */
function cancelled(endsFromRound?: number): PlayedLife {
  const of = { ...terms, rounds: 2, killFeeBasisPoints: 5000 }
  const played = playLife(endsFromRound === undefined ? of : { ...of, endsFromRound }, Object.keys(examples))
  const survivors = Object.entries(examples).map(([holder, count]) => ({ holder, examples: count }))
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const survivor of survivors)
    takeAll(played, [{ kind: 'joined', ...survivor, holdbackBasisPoints: 0, atMs: 0 }])
  takeAll(played, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'stopped', end: 'cancelled', atMs: 9 },
    { kind: 'settled', isTargetMet: true, quality: [], evaluators: [], atMs: 10 },
  ])
  return played
}

// Round 1: 225, 150, 75. Kill fee 225: 112 and the unit left (remainder 3 of 6), 75, 37 (remainder 3) by the tie; bonus 50, 33, 17.
test('a buyer that cancels instead of saying that the target was met owes bonus and kill fee once a panel says so', t => {
  const target = disputed('west', { kind: 'target', epoch: 1, isMet: true })
  const played = cancelled(1)
  takeAll(played, [target, ruled(true, 30), passed(530)])
  t.is(played.gained('buyer:acme'), -450n - 225n - 100n)
  t.is(played.gained('payable:south'), 150n + 75n + 33n)
  t.is(played.gained('payable:north') + played.gained('payable:west'), 225n + 75n + 150n + 67n)
  t.is(played.life().stage, 'aborted-buyer')
  t.deepEqual([...played.filled('escrow:'), ...played.filled('bond:')], [])
})

test('where training could not have been over yet, no bonus hangs on the target of what was broken off', t => {
  const target = disputed('west', { kind: 'target', epoch: 1, isMet: true })
  for (const endsFromRound of [undefined, 2]) t.is(cancelled(endsFromRound).take(target), 'wrong-stage')
})

// West alone is left: 150 of the round, and all of the bonus. By two strikes one after the other each pot would be set aside twice more.
test('strikes of one event re-share each pot once, and come to what one after the other comes to', t => {
  const strikes = [disputed('acme', { kind: 'exclude', epoch: 1, holder: 'north' }), disputed('west')]
  const rulings: readonly BountyEvent[] = [1, 2].map(dispute => ({
    ...{ kind: 'ruled', dispute, isUpheld: true, atMs: 30 },
  }))
  const together = settled()
  takeAll(together, [...strikes, ...rulings, passed(530)])
  t.deepEqual(accounts(together), { acme: -250n, north: 0n, south: 0n, west: 250n })
  t.true(isOverAndEmpty(together))
  const voided = together.money().flatMap(one => (one.command === 'void-hold' ? [one.holdId] : []))
  t.deepEqual(voided, ['due:b3:r1', 'due:b3:bonus'])
  const apart = settled()
  takeAll(apart, [
    ...strikes,
    rulings[0]!,
    { ...rulings[1]!, atMs: 31 } as BountyEvent,
    passed(530),
    passed(531),
  ])
  t.deepEqual(accounts(apart), accounts(together))
})

/** Settled at 10 with so many holders of equal weight; what is due can be disputed for long. */
function crowd(count: number): PlayedLife {
  const names = Array.from({ length: count }, (_, i) => `h${i}`)
  const of = { ...terms, challengeMs: 10_000, disputes: { bondUnits: 1n, rulingMs: 10, appealMs: 10 } }
  const played = playLife(of, names)
  const survivors = names.map(holder => ({ holder, examples: 1n }))
  takeAll(played, [
    { kind: 'funded', atMs: 0 },
    { kind: 'opened', atMs: 0 },
  ])
  for (const survivor of survivors)
    takeAll(played, [{ kind: 'joined', ...survivor, holdbackBasisPoints: 0, atMs: 0 }])
  takeAll(played, [
    { kind: 'started', atMs: 0 },
    { kind: 'round', round: 1, survivors, unsummed: [] },
    { kind: 'stopped', end: 'rounds-done', atMs: 9 },
    { kind: 'settled', isTargetMet: false, quality: [], evaluators: [], atMs: 10 },
  ])
  return played
}

test('nobody takes the room of others with cheap disputes: eight are open at once, sixteen in all, and the target has its own', t => {
  const played = crowd(18)
  const against = (i: number, atMs: number, by = 'acme') =>
    disputed(by, { kind: 'exclude', epoch: 1, holder: `h${i}` }, atMs)
  const eight = [0, 1, 2, 3, 4, 5, 6, 7]
  takeAll(
    played,
    eight.map(i => against(i, 20)),
  )
  t.is(played.take(against(8, 20)), 'too-many')
  t.is(played.take(against(8, 20, 'h0')), undefined)
  t.is(played.take(disputed('h1', { kind: 'target', epoch: 1, isMet: true }, 20)), undefined)
  takeAll(played, [passed(40), ...eight.map(i => against(9 + i, 40)), passed(60)])
  t.is(played.take(against(17, 60)), 'too-many')
  t.is(played.take(against(17, 60, 'h2')), undefined)
})

test('evidence is taken in the first half of the time to rule, and nobody takes the room of whom a dispute concerns', t => {
  const played = settled()
  takeAll(played, [disputed('north')])
  const piece = (by: string, number: number, atMs = 21): BountyEvent => ({
    ...{ kind: 'evidence-added', dispute: 1, by, atMs },
    evidence: String(number).padStart(64, '0'),
  })
  for (let i = 0; i < 8; i++) takeAll(played, [piece('west', i)])
  t.is(played.take(piece('west', 8)), 'too-many')
  t.is(played.take(piece('south', 9, 519)), undefined)
  t.is(played.take(piece('south', 10, 520)), 'too-late')
})
