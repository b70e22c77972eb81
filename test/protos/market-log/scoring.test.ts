import test, { type ExecutionContext } from 'ava'
import {
  type ContributionInput,
  fromHex,
  scoreContributions,
  toHex,
  weightedMedian,
} from '../../../aggregation/index.ts'
import {
  agreedUtilities,
  encodeMarketLeaf,
  epochScores,
  epochWeights,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  phaseOf,
  prepareWeights,
  type ScoredRound,
  takeLeaf,
} from '../../../protos/market-log/index.ts'
import { scoringTimeFaults } from '../../../protos/scoring-terms.ts'
import { type BountyTerms, checkTerms, consentSigningBytes } from '../../../protos/terms.ts'
import { createMarketScript } from '../../../simulator/bench/market-script.ts'

const small = createMarketScript({
  seed: 'scoring',
  rounds: 2,
  examples: [100, 400, 900],
  pay: {
    priceUnits: '10000',
    feeBasisPoints: 0,
    weightCap: 100,
    pools: { base: 5_000, quality: 4_000, evaluators: 1_000, bonus: 0 },
  },
})
const script = small
const [labA, labB, labC] = script.evaluators as [never, never, never]
const terms = script.terms.scoring!

/** The first round as it is tested: the same in every play. */
let round1: ScoredRound

interface Play {
  readonly state: () => MarketState
  /** The rule that a leaf breaks; undefined where it is taken. */
  readonly take: (leaf: MarketLeaf) => string | undefined
}

/** Up to the first round, whose testing is open since 10 s; all evaluators but those named have joined. */
function play(t: ExecutionContext, absent: readonly unknown[] = [], script = small): Play {
  const opened = openMarketLog(script.termsBytes, encodeMarketLeaf(script.posted(0)))
  if (opened.kind === 'refused') throw new Error(opened.detail)
  let { state } = opened
  const take = (leaf: MarketLeaf) => {
    const taken = takeLeaf(state, encodeMarketLeaf(leaf))
    if (taken.kind === 'refused') return taken.rule
    state = taken.state
    return undefined
  }
  for (const leaf of [
    script.plain('funded', 1),
    ...script.evaluators.filter(lab => !absent.includes(lab)).map(lab => script.evaluatorJoined(lab, 2)),
    script.plain('opened', 3),
    ...script.holders.map(holder => script.joined(holder, 4)),
    script.plain('started', 5),
    script.round(1, script.holders),
    script.scoringOpened(1, 10_000),
  ])
    t.is(take(leaf), undefined, leaf.kind)
  round1 = state.scoring.rounds.get(1)!
  return { state: () => state, take }
}

test('an evaluator is one that the terms name and that signs for itself, and is no holder', t => {
  const { take } = play(t, [labC])
  t.is(take(script.evaluatorJoined(script.holders[0]!, 11_000)), 'not-signed')
  t.is(
    take(script.evaluatorJoined({ ...(labC as object), signer: script.buyer.signer } as never, 11_000)),
    'not-signed',
  )
  t.is(take(script.joined({ ...(labC as object), examples: 5 } as never, 11_000)), 'not-a-party')
  t.is(take(script.committed(labC, round1, 11_000)), 'not-a-party')
  t.is(take(script.evaluatorJoined(labC, 11_000)), undefined)
  t.is(take(script.evaluatorJoined(labC, 11_000)), 'twice')
  t.is(take(script.committed(labC, round1, 11_000)), undefined)
})

test('nobody joins under the dataset commitment of another holder, nor comes back under one', t => {
  const { take } = play(t)
  const [north, south] = script.holders as [never, never]
  t.is(take(script.left(north, 11_000)), undefined)
  const back = script.joined(north, 12_000) as Extract<MarketLeaf, { kind: 'joined' }>
  const other = script.joined(south, 12_000) as Extract<MarketLeaf, { kind: 'joined' }>
  const root = fromHex(other.datasetRoot)
  const { signer, examples } = script.holders[0]!
  const consent = signer.sign(consentSigningBytes(script.bountyId, script.termsBytes, root, examples))
  const stolen = { ...back, datasetRoot: other.datasetRoot, signature: toHex(consent) }
  t.is(take(stolen), 'not-a-party')
  t.is(take(back), undefined)
})

test('nobody shows anything before all are committed, and nobody commits once something is shown', t => {
  const { state, take } = play(t)
  t.is(take(script.committed(labA, { round: 2 }, 11_000)), 'unknown-round')
  t.is(take(script.scoringOpened(1, 11_000)), 'twice')
  t.is(take(script.revealed(labA, 1, 11_000)), 'unknown-round')
  t.is(take(script.committed(labA, round1, 11_000)), undefined)
  t.is(take(script.committed(labA, round1, 11_000)), 'twice')
  t.is(take(script.revealed(labA, 1, 12_000)), 'too-early')
  t.is(take(script.committed(labB, round1, 12_000)), undefined)
  t.is(take(script.committed(labC, round1, 12_000)), undefined)
  // All three: no need to wait for the deadline.
  t.is(phaseOf(terms, state().scoring.rounds.get(1)!, 12_000), 'reveal')
  t.is(take(script.revealed(labA, 1, 12_000)), undefined)
  t.is(take(script.revealed(labA, 1, 12_000)), 'twice')
})

test('after the deadline those who committed show theirs, and the others are not waited for', t => {
  const { take } = play(t)
  t.is(take(script.committed(labA, round1, 29_999)), undefined)
  t.is(take(script.committed(labB, round1, 30_000)), 'too-late')
  t.is(take(script.revealed(labA, 1, 49_999)), undefined)
  const late = play(t)
  t.is(late.take(script.committed(labB, round1, 29_999)), undefined)
  t.is(late.take(script.revealed(labB, 1, 50_000)), 'too-late')
})

test('what is shown is what was committed to, or is refused', t => {
  const { take } = play(t)
  for (const lab of [labA, labB, labC]) t.is(take(script.committed(lab, round1, 11_000)), undefined)
  const shown = script.revealed(labA, 1, 12_000) as Extract<MarketLeaf, { kind: 'utilities-revealed' }>
  const [first, second] = shown.utilities.map(BigInt)
  t.is(take({ ...shown, utilities: [String(first), String(second! + 1n)] }), 'malformed')
  t.is(take({ ...shown, salt: '00'.repeat(32) }), 'malformed')
  t.is(take({ ...shown, utilities: ['1', '2', '3'] }), 'malformed')
  t.is(take({ ...shown, evaluator: 'lab-b' }), 'malformed')
  t.is(take(shown), undefined)
})

test('the median weighs words by stakes, and half of them cannot move it past the others', t => {
  // Stakes of 2, 3 and 4: without the third no two thirds are there.
  const { state, take } = play(t)
  for (const lab of [labA, labB, labC]) t.is(take(script.committed(lab, round1, 11_000)), undefined)
  for (const lab of [labA, labB]) t.is(take(script.revealed(lab, 1, 12_000)), undefined)
  t.is(agreedUtilities(terms, state().scoring.rounds.get(1)!), undefined)
  t.is(take(script.revealed(labC, 1, 12_000)), undefined)
  const scored = state().scoring.rounds.get(1)!
  const word = (coalition: number) =>
    ['lab-a', 'lab-b', 'lab-c'].map((lab, i) => ({
      value: scored.utilities.get(lab)![coalition]!,
      weight: BigInt(i + 2),
    }))
  t.deepEqual(agreedUtilities(terms, scored), [weightedMedian(word(0)), weightedMedian(word(1))])
  const words = (...weights: readonly bigint[]) =>
    weights.map((weight, i) => ({ value: BigInt(10 * i), weight }))
  t.is(weightedMedian(words(1n, 1n, 1n)), 10n)
  t.is(weightedMedian(words(1n, 1n, 3n)), 20n)
  t.is(weightedMedian(words(2n, 1n, 1n)), 0n)
  t.throws(() => weightedMedian([]), { instanceOf: RangeError })
})

test('an epoch is not settled before its testing is over, and then by the weights that follow from it', t => {
  const { state, take } = play(t)
  for (const lab of [labA, labB, labC]) take(script.committed(lab, round1, 11_000))
  for (const lab of [labA, labB]) take(script.revealed(lab, 1, 12_000))
  t.is(take(script.round(2, script.holders)), undefined)
  t.is(take(script.stopped('rounds-done', 13_000)), undefined)
  t.is(take(script.settled(true, 14_000)), 'too-early')
  t.is(take(script.scoringOpened(2, 14_000)), undefined)
  t.is(take(script.settled(true, 49_999)), 'too-early')
  const { quality, evaluators } = epochWeights(state(), 1)
  t.deepEqual(evaluators, [
    { holder: 'lab-a', weight: '1' },
    { holder: 'lab-b', weight: '1' },
  ])
  const withLabC = [...evaluators, { holder: 'lab-c', weight: '1' }]
  t.is(take(script.settled(true, 54_000, quality, withLabC)), 'another-score')
  t.is(
    take(script.settled(true, 54_000, [{ holder: 'holder-0001', weight: 5n }], evaluators)),
    'another-score',
  )
  t.is(take(script.settled(true, 54_000, quality, evaluators)), undefined)
  t.is(epochScores(state(), 1), undefined)
  // No score: 4,000 units as the rounds are shared, by 10, 20 and 30; and the two who worked have 500 each.
  const pays = state().life.epochs[0]!.dues.map(({ id, settlement }) => [
    id,
    settlement.pays.map(({ amountUnits }) => amountUnits),
  ])
  t.deepEqual(pays.slice(2), [
    ['quality1', [667n, 1333n, 2000n]],
    ['evaluators1', [500n, 500n]],
  ])
})

test('a buyer that breaks off while an epoch’s scores are awaited owes its quality pool', t => {
  const divided = createMarketScript({
    seed: 'two epochs',
    rounds: 2,
    examples: [100, 400, 900],
    pay: {
      priceUnits: '10000',
      feeBasisPoints: 0,
      weightCap: 100,
      pools: { base: 5_000, quality: 5_000, evaluators: 0, bonus: 0 },
      milestones: [
        { rounds: 1, basisPoints: 5_000 },
        { rounds: 1, basisPoints: 5_000 },
      ],
    },
  })
  const { state, take } = play(t, [], divided)
  t.is(take(divided.stopped('cancelled', 11_000)), undefined)
  t.is(take(divided.settled(false, 11_000)), 'too-early')
  t.is(take(divided.settled(false, 30_000)), undefined)
  t.is(state().life.totals.refundedUnits, 5_000n)
  t.deepEqual(
    state().life.epochs[0]!.dues.map(({ id }) => id),
    ['r1', 'quality1'],
  )
})

test('weights that were found beforehand are those of the leaves, and nobody finds them again', async t => {
  const { state, take } = play(t)
  for (const lab of [labA, labB, labC]) take(script.committed(lab, round1, 11_000))
  for (const lab of [labA, labB, labC]) t.is(take(script.revealed(lab, 1, 12_000)), undefined)
  const inputs: ContributionInput[] = []
  const score = async (input: ContributionInput) => {
    inputs.push(input)
    return scoreContributions(input)
  }
  const prepared = { ...state(), scoring: { ...state().scoring } }
  for (let i = 0; i < 2; i++) await prepareWeights(prepared, 1, score)
  t.is(inputs.length, 1)
  t.is(inputs[0]!.participants.length, 3)
  t.deepEqual(epochWeights(prepared, 1), epochWeights(state(), 1))
  // What was prepared is what is answered: another's finding would be seen.
  const another = { ...state(), scoring: { ...state().scoring } }
  await prepareWeights(another, 1, async input => {
    const own = scoreContributions(input)
    if (own.kind === 'refused') throw new Error(own.detail)
    return { ...own, participants: own.participants.map(one => ({ ...one, weight: 7n })) }
  })
  t.deepEqual(
    epochWeights(another, 1).quality,
    script.holders.map(({ name }) => ({ holder: name, weight: '7' })),
  )
})

test('stakes of evaluators go back at the end, whatever they said', t => {
  const { state, take } = play(t)
  t.is(take(script.stopped('cancelled', 13_000)), undefined)
  t.is(take(script.settled(false, 13_000)), undefined)
  const back = state().money.find(command => 'kind' in command && command.kind === 'stake-back')
  t.deepEqual(
    back?.command === 'transfer' ? back.postings.filter(({ amountUnits }) => amountUnits > 0n) : [],
    [
      { account: 'payable:lab-a', amountUnits: 2n },
      { account: 'payable:lab-b', amountUnits: 3n },
      { account: 'payable:lab-c', amountUnits: 4n },
    ],
  )
})

test('times in which evaluators cannot be heard, or that end after the bounty, are refused of a new one', t => {
  const base = script.terms
  const timesOf = (change: Partial<BountyTerms>, seconds = 60) =>
    scoringTimeFaults({
      ...base,
      scoring: { ...terms, commitSeconds: seconds, revealSeconds: 120 },
      ...change,
    }).map(({ field, message }) => `${field} ${message.split(':')[0]}`)
  t.deepEqual(timesOf({}), [])
  t.deepEqual(timesOf({}, 59), ['scoring.commitSeconds must be at least 60, and is 59'])
  t.deepEqual(timesOf({ scoring: undefined }), [])
  const cohort = { ...base.cohort, openSeconds: 1_000 }
  const expiring = (expiresSeconds: number, scoredEvery: number, rounds: readonly number[]) => {
    const milestones = rounds.map(count => ({ rounds: count, basisPoints: 1 }))
    const training = { ...base.training, rounds: rounds.reduce((sum, count) => sum + count, 0) }
    const scoring = { ...terms, commitSeconds: 60, revealSeconds: 120, everyRounds: scoredEvery }
    return timesOf({ cohort, training, scoring, pay: { ...base.pay, milestones, expiresSeconds } })
  }
  // The last epoch is not waited for in time that can expire.
  t.deepEqual(expiring(1_361, 1, [2, 1, 3]), [])
  t.deepEqual(expiring(1_360, 1, [2, 1, 3]), ['pay.expiresSeconds must be above 1360, and is 1360'])
  // Of rounds 1-2, 3, 4-6 and 7 the fourth alone is tested: the last epoch waits for it, and nothing for the last epoch.
  t.deepEqual(expiring(1_181, 4, [2, 1, 3, 1]), [])
  t.deepEqual(expiring(1_180, 4, [2, 1, 3, 1]), ['pay.expiresSeconds must be above 1180, and is 1180'])
  t.deepEqual(expiring(1_001, 4, [2, 1, 3]), [])
  t.deepEqual(expiring(1_000, 4, [2, 1, 3]), ['pay.expiresSeconds must be above 1000, and is 1000'])
})

test('terms that do not add up about scores are refused with the field and what to do', t => {
  const faultsOf = (change: object) => {
    const checked = checkTerms({ ...script.terms, ...change })
    return checked.kind === 'faulty' ? checked.faults.map(({ field }) => field) : []
  }
  t.deepEqual(faultsOf({}), [])
  t.deepEqual(faultsOf({ scoring: undefined }), ['pay.pools.quality', 'pay.pools.evaluators'])
  const pools = { base: 10_000, quality: 0, evaluators: 0, bonus: 0 }
  t.deepEqual(faultsOf({ pay: { ...script.terms.pay, pools } }), ['scoring'])
  const twice = [terms.evaluators[0], terms.evaluators[0], terms.evaluators[1]]
  t.deepEqual(faultsOf({ scoring: { ...terms, evaluators: twice } }), [
    'scoring.evaluators',
    'scoring.evaluators',
  ])
  const heavy = terms.evaluators.map((one, i) => ({ ...one, stakeUnits: i === 0 ? '2' : '1' }))
  t.deepEqual(faultsOf({ scoring: { ...terms, evaluators: heavy } }), ['scoring.evaluators'])
  t.deepEqual(faultsOf({ scoring: { ...terms, everyRounds: 3 } }), ['scoring.everyRounds'])
  t.deepEqual(faultsOf({ scoring: { ...terms, evaluators: terms.evaluators.slice(1) } }), [
    'scoring.evaluators',
  ])
  // A lab that would rule on what it found, in either panel.
  const panelOf = (...arbiters: readonly string[]) => ({ arbiters, threshold: arbiters.length })
  const ruling = { bondUnits: '1000', rulingSeconds: 60, appealSeconds: 60 }
  const { key: two } = terms.evaluators[1]!
  const stranger = '5a'.repeat(32)
  for (const disputes of [
    { ...ruling, panel: panelOf(stranger, two) },
    { ...ruling, panel: panelOf(stranger), appealPanel: panelOf(two) },
  ])
    t.deepEqual(faultsOf({ pay: { ...script.terms.pay, challengeSeconds: 60, disputes } }), [
      'scoring.evaluators.1.key',
    ])
  const acceptance = { ...script.terms.acceptance, evaluator: 'buyer', evaluationSeconds: 60 }
  t.deepEqual(faultsOf({ acceptance }), ['scoring'])
  const privacy = { unit: 'holder', noise: 'central', epsilon: 8, delta: 1e-5 }
  t.true(faultsOf({ privacy }).includes('scoring'))
})
