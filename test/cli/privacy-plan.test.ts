import test from 'ava'
import { heldAgainst, privacyPlan } from '../../cli/privacy-plan.ts'
import { recordPrivacyOf } from '../../protos/privacy-terms.ts'
import { testTerms } from '../client/scripted-coordinator.ts'

const terms = testTerms({
  privacy: { unit: 'record', noise: 'local', epsilon: 4, delta: 1e-5, clipNorm: 1 },
  training: { ...testTerms().training, rounds: 5, localEpochs: 2, batchSize: 'all' },
})
const cohort = { holders: 9, records: 1000, parameters: 400 }

test('a plan has the own epsilon among the usual ones, by rising epsilon', t => {
  t.deepEqual(
    privacyPlan(terms, cohort).map(({ epsilon }) => epsilon),
    [1, 2, 3, 4, 5, 8, 10],
  )
  t.deepEqual(privacyPlan(testTerms(), cohort), [])
})

test('noise in the mean of all holders is told beside the longest mean of gradients, and added up over the steps', t => {
  const own = privacyPlan(terms, cohort).find(({ epsilon }) => epsilon === 4)!
  const { noiseMultiplier } = recordPrivacyOf(terms, 1000)
  t.is(own.steps, 10)
  t.is(own.noiseMultiplier, noiseMultiplier)
  // 20 = sqrt(400) coordinates, 1,000 records in a step, 3 = sqrt(9) holders.
  t.true(Math.abs(own.noiseToClip / ((noiseMultiplier * 20) / (1000 * 3)) - 1) < 1e-12)
  t.true(Math.abs((own.signalToNoise * own.noiseToClip) / Math.sqrt(10) - 1) < 1e-12)
})

test('a clip norm that follows the gradients costs 4.4 % more noise on them, and no epsilon', t => {
  const clipping = { quantile: 0.5 }
  const plain = privacyPlan(terms, cohort)
  const adaptive = privacyPlan(
    { ...terms, privacy: { ...terms.privacy!, clipping } as typeof terms.privacy },
    cohort,
  )
  for (const [i, row] of adaptive.entries()) {
    t.is(row.noiseMultiplier, plain[i]!.noiseMultiplier)
    t.true(Math.abs(row.noiseToClip / plain[i]!.noiseToClip - Math.sqrt(1.09)) < 1e-9)
  }
})

test('a larger epsilon, more records and more holders leave more of the signal', t => {
  const rows = privacyPlan(terms, cohort)
  for (const [i, row] of rows.slice(1).entries()) t.true(row.signalToNoise > rows[i]!.signalToNoise)
  const [first] = rows
  t.true(
    Math.abs(privacyPlan(terms, { ...cohort, holders: 36 })[0]!.signalToNoise / first!.signalToNoise - 2) <
      1e-9,
  )
  t.true(
    Math.abs(privacyPlan(terms, { ...cohort, records: 4000 })[0]!.signalToNoise / first!.signalToNoise - 4) <
      1e-9,
  )
})

const held = (noise: 'central' | 'distributed') =>
  testTerms({ privacy: { unit: 'holder', noise, epsilon: 6, delta: 1e-5 }, training: terms.training })

test('noise of the coordinator is told by what it leaves of the mean, and that it holds against readers alone', t => {
  const central = privacyPlan(held('central'), cohort)
  const own = central.find(({ epsilon }) => epsilon === 6)!
  // In the mean of nine, one deviation of the sum over nine in each of the 20² coordinates.
  t.true(Math.abs(own.noiseToClip / ((own.noiseMultiplier * 20) / 9) - 1) < 1e-12)
  t.true(Math.abs((own.signalToNoise * own.noiseToClip) / Math.sqrt(5) - 1) < 1e-12)
  // No share of it is spent on holders that may be away or collude.
  for (const [i, row] of privacyPlan(held('distributed'), cohort).entries())
    t.true(row.signalToNoise < central[i]!.signalToNoise)
  t.is(
    heldAgainst(held('central')),
    'Against a reader of the models: epsilon 6. Against the coordinator: none, it sees the sums without noise.',
  )
  t.regex(heldAgainst(held('distributed')), /^Against the coordinator together with up to 1 holder, /)
  t.regex(heldAgainst(terms), /^Against everybody/)
})
