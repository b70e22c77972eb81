import test from 'ava'
import { dpSgdFigures } from '../../../simulator/bench/index.ts'

test('a private step is measured beside an ordinary one of as many records', async t => {
  const { backend, parameters, comparisons, dpSgdRatio } = await dpSgdFigures({ quick: true })
  t.deepEqual([backend, parameters], ['wasm', 199_210])
  t.deepEqual(
    comparisons.map(({ batchSize }) => batchSize),
    [64, 256],
  )
  for (const { privateStepMs, plainStepMs, ratio } of comparisons) {
    t.true(plainStepMs > 0)
    t.true(Math.abs(ratio - privateStepMs / plainStepMs) < 1e-9)
  }
  t.is(dpSgdRatio, comparisons[1]!.ratio)
})
