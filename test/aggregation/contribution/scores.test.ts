import { testProp } from '@fast-check/ava'
import test from 'ava'
import fc from 'fast-check'
import {
  type ContributionInput,
  type Contributions,
  contributionRefusals,
  scoreContributions,
  usualContributionSettings,
  weightParts,
} from '../../../aggregation/index.ts'
import { openSeededRandom } from '../../../learning/index.ts'
import { participantsOf, playGame, roundOf, type UtilityOf } from './games.ts'

function scored(input: ContributionInput): Contributions {
  const outcome = scoreContributions(input)
  if (outcome.kind === 'refused') throw new Error(outcome.detail)
  return outcome
}
const weightsOf = ({ participants }: Contributions) => participants.map(({ weight }) => weight)
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)
const numbersOf = ({ players, denominator }: Contributions) =>
  players.map(({ score }) => Number((1_000_000n * score) / denominator) / 1e6)

/** Every member adds its worth, the stakes fall from round to round, and some noise that the coalition decides. */
const additive =
  (worth: Readonly<Record<string, number>>, noise = 0, label = 1): UtilityOf =>
  (members, round) => {
    const random = openSeededRandom(label, `${round} ${members.toSorted().join()}`)
    const stake = 1e6 / (1 + round / 5)
    const value = members.reduce((total, id) => total + worth[id]!, 0)
    return members.length === 0 ? 0n : BigInt(Math.round(stake * (value + noise * random.normal())))
  }

const wild: UtilityOf = (members, round) =>
  BigInt(openSeededRandom(3, `${round} ${members.toSorted().join()}`).below(1_000_000))

const shapes = fc.record({
  groups: fc.integer({ min: 2, max: 4 }),
  rounds: fc.integer({ min: 1, max: 16 }),
  seed: fc.nat(1_000_000),
})

testProp(
  'the scores of all players sum to the gains of all rounds, to the last fraction',
  [shapes],
  (t, { groups, rounds, seed }) => {
    const participants = participantsOf(3 * groups + 1)
    const played = playGame(
      participants.map(({ id }) => id),
      groups,
      rounds,
      wild,
      seed,
    )
    const outcome = scored({ participants, rounds: played })
    const gains = sum(played.map(({ utilities }) => utilities.at(-1)! - utilities[0]!))
    t.is(sum(outcome.players.map(({ score }) => score)), gains * outcome.denominator)
    t.true(sum(weightsOf(outcome)) <= weightParts)
  },
  { numRuns: 15 },
)

testProp(
  'names in another order, and members of a group in another order, change nobody’s weight',
  [shapes, fc.nat()],
  (t, { groups, rounds, seed }, turn) => {
    const participants = participantsOf(3 * groups)
    const played = playGame(
      participants.map(({ id }) => id),
      groups,
      rounds,
      wild,
      seed,
    )
    const shift = turn % participants.length
    const turned = [...participants.slice(shift), ...participants.slice(0, shift)].reverse()
    const byName = ({ participants: list }: Contributions) =>
      Object.fromEntries(list.map(({ participant, weight }) => [participant, weight]))
    const other = played.map(round => ({ ...round, groups: round.groups.map(group => group.toReversed()) }))
    t.deepEqual(
      byName(scored({ participants: turned, rounds: other })),
      byName(scored({ participants, rounds: played })),
    )
  },
  { numRuns: 8 },
)

testProp(
  'utilities in another unit, or from another zero, change no weight',
  [shapes, fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })],
  (t, { groups, rounds, seed }, unit, zero) => {
    const participants = participantsOf(3 * groups)
    const played = playGame(
      participants.map(({ id }) => id),
      groups,
      rounds,
      wild,
      seed,
    )
    const scaled = played.map(round => ({
      ...round,
      utilities: round.utilities.map(utility => unit * utility + zero),
    }))
    t.deepEqual(
      weightsOf(scored({ participants, rounds: scaled })),
      weightsOf(scored({ participants, rounds: played })),
    )
  },
  { numRuns: 8 },
)

const worth = { p0: 5, p1: 3, p2: 1, p3: 0, p4: -2, p5: 2, p6: 0, p7: 4 }

test('where members simply add up, every player gets about what it adds, and who adds nothing gets nothing', t => {
  const participants = participantsOf(8)
  const rounds = playGame(Object.keys(worth), 2, 60, additive(worth))
  const outcome = scored({ participants, rounds })
  t.is(outcome.estimator, 'two-part-ridge')
  const stakes = Array.from({ length: 60 }, (_, round) => 1e6 / (1 + round / 5)).reduce((a, b) => a + b)
  for (const [player, score] of numbersOf(outcome).entries())
    t.true(Math.abs(score / stakes - Object.values(worth)[player]!) < 0.15, `${player}: ${score / stakes}`)
  const weights = weightsOf(outcome)
  for (const nobody of [3, 4, 6]) t.true(weights[nobody]! * 100n < weightParts, `${weights[nobody]}`)
  t.true(weights[0]! > weights[7]! && weights[7]! > weights[1]! && weights[1]! > weights[5]!)
})

test('rounds of eight groups are scored from a sample of coalitions, and still to the last fraction', t => {
  const participants = participantsOf(17)
  const rank = Object.fromEntries(participants.map(({ id }, i) => [id, i % 5]))
  const rounds = playGame(Object.keys(rank), 8, 12, additive(rank))
  t.true(rounds.every(({ utilities }) => utilities.length < 256))
  const outcome = scored({ participants, rounds })
  t.is(outcome.estimator, 'two-part-ridge')
  const gains = sum(rounds.map(({ utilities }) => utilities[1]! - utilities[0]!))
  t.is(sum(outcome.players.map(({ score }) => score)), gains * outcome.denominator)
  const scores = numbersOf(outcome)
  for (const [i, score] of scores.entries())
    for (const [j, other] of scores.entries()) if (i % 5 > j % 5) t.true(score > other, `${i} over ${j}`)
})

test('intervals of nineteen in twenty hold what members add about so often', t => {
  const participants = participantsOf(8)
  let [held, all] = [0, 0]
  for (let label = 1; label <= 12; label++) {
    const rounds = playGame(Object.keys(worth), 2, 40, additive(worth, 3, label), label)
    const { players, denominator } = scored({ participants, rounds })
    const stakes = Array.from({ length: 40 }, (_, round) => 1e6 / (1 + round / 5)).reduce((a, b) => a + b)
    for (const [player, { low, high }] of players.entries()) {
      const value = BigInt(Math.round(stakes * Object.values(worth)[player]!)) * denominator
      if (low <= value && value <= high) held++
      all++
    }
  }
  t.true(held / all > 0.9, `${held} of ${all}`)
})

const withTwin = (organisation: string, datasetRoot: string) => [
  ...participantsOf(8),
  { id: 'twin', organisation, datasetRoot },
]

test('a dataset under a second name earns no more than under one, in one group or in two', t => {
  // The twin's update is p0's again: a coalition is worth what it is worth with either or both.
  const base = additive(worth, 0.5)
  const saturated: UtilityOf = (members, round) =>
    base([...new Set(members.map(id => (id === 'twin' ? 'p0' : id)))], round)
  const alone = scored({
    participants: participantsOf(8),
    rounds: playGame(Object.keys(worth), 3, 40, saturated),
  })
  const rounds = playGame([...Object.keys(worth), 'twin'], 3, 40, saturated)
  t.true(rounds.some(({ groups }) => groups.some(group => group.includes('p0') && group.includes('twin'))))
  for (const participants of [withTwin('o8', 'd0'), withTwin('o0', 'd0')]) {
    const both = scored({ participants, rounds })
    t.is(both.players.length, 8)
    t.deepEqual(both.players[0]!.participants, ['p0', 'twin'])
    const [first, second] = [both.participants[0]!, both.participants[8]!]
    t.is(first.weight, second.weight, 'equal parts for equal rounds')
    t.true(first.weight + second.weight <= (alone.participants[0]!.weight * 11n) / 10n)
  }
})

test('in the fallback too a second name earns nothing, and the gate leaves no more of it', t => {
  const base = additive(worth)
  const copied: UtilityOf = (members, round) =>
    base([...new Set(members.map(id => (id === 'twin' ? 'p0' : id)))], round)
  const rounds = playGame([...Object.keys(worth), 'twin'], 3, 6, copied)
  const joined = scored({ participants: withTwin('o8', 'd0'), rounds })
  t.is(joined.estimator, 'group-shapley')
  const apart = scored({ participants: withTwin('o8', 'd8'), rounds })
  const half = (place: number) => Number(apart.players[place]!.score) / Number(apart.denominator) / 2
  const mean = half(0) + half(8)
  t.true(Math.abs(Number(joined.players[0]!.score) / Number(joined.denominator) / mean - 1) < 1e-9)
  const widthOf = ({ players, denominator }: Contributions, place: number) =>
    Number(players[place]!.high - players[place]!.score) / Number(denominator)
  t.true(widthOf(joined, 0) > 0.99 * Math.min(widthOf(apart, 0), widthOf(apart, 8)))
})

test('two datasets of one organisation are paid for both', t => {
  const both = { ...worth, twin: 5 }
  const rounds = playGame(Object.keys(both), 3, 60, additive(both))
  const joined = scored({ participants: withTwin('o0', 'd8'), rounds })
  const apart = scored({ participants: withTwin('o8', 'd8'), rounds })
  const [one, two] = [joined, apart].map(
    outcome => outcome.participants[0]!.weight + outcome.participants[8]!.weight,
  )
  t.true(one! * 10n > two! * 9n && one! * 10n < two! * 11n, `${one} of ${two}`)
})

test('within a player weights go with accepted rounds', t => {
  const ids = Object.keys(worth)
  const random = playGame([...ids, 'twin'], 3, 40, additive({ ...worth, twin: 5 }))
  const rounds = random.map((round, i) =>
    i % 4 === 0
      ? round
      : roundOf(
          round.groups.map(group => group.filter(id => id !== 'twin')),
          additive(worth),
          i,
          'short',
        ),
  )
  const { participants } = scored({ participants: withTwin('o0', 'd0'), rounds })
  t.is(participants[0]!.acceptedRounds, 40)
  t.is(participants[8]!.acceptedRounds, 10)
  const difference = participants[0]!.weight - 4n * participants[8]!.weight
  t.true(difference >= -4n && difference <= 4n, 'but for what is cut off')
})

test('the weights of a small bounty are frozen', t => {
  const outcome = scored({
    participants: participantsOf(8),
    rounds: playGame(Object.keys(worth), 2, 12, additive(worth, 1)),
  })
  t.is(outcome.estimator, 'ridge')
  t.deepEqual(weightsOf(outcome), [
    ...[317_942_599_428_328_204n, 255_049_288_936_246_742n, 0n, 0n, 0n, 54_392_142_571_475_155n, 0n],
    372_615_969_063_949_898n,
  ])
})

test('fewer than ten rounds, or too few rows, fall back to equal parts of group values, and say so', t => {
  const participants = participantsOf(8)
  const few = scored({ participants, rounds: playGame(Object.keys(worth), 4, 9, additive(worth)) })
  t.is(few.estimator, 'group-shapley')
  t.deepEqual(few.reasons, ['too-few-rounds'])
  const thin = scored({
    participants: participantsOf(24),
    rounds: playGame(
      participantsOf(24).map(({ id }) => id),
      2,
      20,
      wild,
    ),
  })
  t.is(thin.estimator, 'group-shapley')
  t.is(thin.reasons[0], 'too-few-rows')
  const enough = scored({ participants, rounds: playGame(Object.keys(worth), 2, 20, additive(worth)) })
  t.is(enough.estimator, 'ridge')
  t.deepEqual(enough.reasons, ['one-part'])
})

test('equal parts of group values, by hand', t => {
  // One round, groups of two: V = 60 and 20, so 30 and 10 a head; spread s² = 200, error of each sqrt(200).
  const rounds = [
    roundOf(
      [
        ['p0', 'p1'],
        ['p2', 'p3'],
      ],
      members =>
        BigInt(members.length === 0 ? 0 : members.includes('p0') ? (members.length === 2 ? 60 : 80) : 20),
      1,
    ),
  ]
  const { players, denominator, participants } = scored({ participants: participantsOf(4), rounds })
  t.deepEqual(
    players.map(({ score }) => score),
    [30n, 30n, 10n, 10n].map(value => value * denominator),
  )
  t.true(
    participants[0]!.weight === weightParts / 2n && participants[2]!.weight === 0n,
    'ten is within its error',
  )
})

test('without groups, who took part in which round tells players apart', t => {
  const random = openSeededRandom(5, 'participation')
  const ids = Object.keys(worth)
  const steady: UtilityOf = members =>
    BigInt(members.reduce((total, id) => total + 1000 * worth[id as 'p0'], 0))
  const rounds = Array.from({ length: 60 }, (_, round) =>
    roundOf([ids.filter((_, i) => random.unit() < 0.6 || i === round % 8)], steady, round, 'private'),
  )
  const settings = { ...usualContributionSettings, mode: 'privacy-max' as const }
  const outcome = scored({ participants: participantsOf(8), rounds, settings })
  t.is(outcome.estimator, 'ridge')
  const scores = numbersOf(outcome).map(
    (score, player) => score / outcome.participants[player]!.acceptedRounds,
  )
  const byScore = ids.toSorted((a, b) => scores[ids.indexOf(b)]! - scores[ids.indexOf(a)]!)
  t.deepEqual(byScore.slice(0, 4), ['p0', 'p7', 'p1', 'p5'])
  const few = scored({ participants: participantsOf(8), rounds: rounds.slice(0, 9), settings })
  t.is(few.estimator, 'none')
  t.deepEqual(few.reasons, ['too-few-rounds', 'nobody-above-gate'])
  t.true(weightsOf(few).every(weight => weight === 0n))
})

test('a participant in two groups of a round is refused by name, and so is whoever nobody knows', t => {
  const participants = participantsOf(4)
  const refusalOf = (groups: readonly (readonly string[])[], settings = usualContributionSettings) => {
    const outcome = scoreContributions({ participants, rounds: [roundOf(groups, wild, 0)], settings })
    return outcome.kind === 'refused' ? [outcome.reason, outcome.round, outcome.culprit] : outcome.kind
  }
  t.deepEqual(
    refusalOf([
      ['p0', 'p1'],
      ['p2', 'p0'],
    ]),
    ['two-partitions', 0, 'p0'],
  )
  t.deepEqual(
    refusalOf([
      ['p0', 'p0'],
      ['p1', 'p2'],
    ]),
    ['two-partitions', 0, 'p0'],
  )
  t.deepEqual(refusalOf([['p0'], ['nobody']]), ['unknown-participant', 0, 'nobody'])
  t.deepEqual(refusalOf([['p0'], []]), ['groups-invalid', 0, undefined])
  t.deepEqual(refusalOf([['p0'], ['p1']], { ...usualContributionSettings, mode: 'privacy-max' }), [
    ...['groups-invalid', 0],
    undefined,
  ])
  t.is(refusalOf([['p0'], ['p1']]), 'scored')
})

test('two rounds of one seed, a name twice, and utilities that are missing or immense are refused', t => {
  const participants = participantsOf(4)
  const round = roundOf(
    [
      ['p0', 'p1'],
      ['p2', 'p3'],
    ],
    wild,
    0,
  )
  const reasonOf = (input: ContributionInput) => {
    const outcome = scoreContributions(input)
    return outcome.kind === 'refused' ? outcome.reason : outcome.kind
  }
  t.is(reasonOf({ participants, rounds: [round, round] }), 'rounds-invalid')
  t.is(
    reasonOf({ participants: [...participants, participants[1]!], rounds: [round] }),
    'participants-invalid',
  )
  t.is(
    reasonOf({ participants, rounds: [{ ...round, utilities: round.utilities.slice(1) }] }),
    'utilities-invalid',
  )
  const immense = [0n, 1n, 2n, 2n ** 96n]
  t.is(reasonOf({ participants, rounds: [{ ...round, utilities: immense }] }), 'utilities-invalid')
  t.is(
    reasonOf({ participants, rounds: [{ ...round, utilities: immense.map(value => value / 2n) }] }),
    'scored',
  )
  t.is(new Set(contributionRefusals).size, contributionRefusals.length)
})

test('rounds in which nothing changed, a lone player and an empty bounty pay nobody and break nothing', t => {
  const flat = playGame(Object.keys(worth), 2, 30, () => 17n)
  const nothing = scored({ participants: participantsOf(8), rounds: flat })
  t.deepEqual(new Set(weightsOf(nothing)), new Set([0n]))
  t.true(nothing.reasons.includes('nobody-above-gate'))
  const lone = scored({
    participants: participantsOf(1),
    rounds: playGame(['p0'], 1, 12, additive({ p0: 1 })),
  })
  t.is(lone.players.length, 1)
  const empty = scored({ participants: participantsOf(3), rounds: [] })
  t.deepEqual(weightsOf(empty), [0n, 0n, 0n])
  t.deepEqual(empty.players, [])
})

test('a round that only harms lowers scores below zero, and weights not', t => {
  const harmful = { ...worth, p0: -9 }
  const outcome = scored({
    participants: participantsOf(8),
    rounds: playGame(Object.keys(harmful), 2, 40, additive(harmful)),
  })
  t.true(outcome.players[0]!.high < 0n)
  t.is(outcome.participants[0]!.weight, 0n)
  t.true(weightsOf(outcome).every(weight => weight >= 0n))
})
