import test from 'ava'
import { benchScoring } from '../../../simulator/bench/index.ts'

test('the scoring of a few holders is measured', t => {
  const { holders, rounds, groupSize, estimator, scoringSeconds } = benchScoring({ quick: true })
  t.deepEqual([holders, rounds, groupSize, estimator], [12, 30, 4, 'two-part-ridge'])
  t.true(scoringSeconds > 0)
})
