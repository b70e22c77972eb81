import test from 'ava'
import { privacyPlan } from '../../cli/privacy-plan.ts'
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
